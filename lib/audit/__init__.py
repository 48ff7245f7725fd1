"""The chain of what was done: how an entry is written, hashed and checked; never SQL or words."""
