"""From the bytes of a file to checked rows; nothing is written here."""
