"""One chart, one file: the progress table in, a neutral description out; never drawn here."""
