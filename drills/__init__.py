"""What must hold when things go wrong, tried on the real program; not part of the tests."""
