"""What a server needs around the pages: where requests come from, logs, numbers, guards."""
