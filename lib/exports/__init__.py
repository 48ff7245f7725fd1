"""Files that people take away, each made by one module."""
