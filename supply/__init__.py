"""Where the parts of the program come from; for those who change it, never part of the server."""
