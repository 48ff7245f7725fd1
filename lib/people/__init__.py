"""People: accounts, passwords, sessions, patience with wrong tries; never SQL or pages."""
