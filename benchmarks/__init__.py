"""What the product costs beside its floor, measured on this machine; never a test, never a gate."""
