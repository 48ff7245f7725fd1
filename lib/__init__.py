"""The product: reading, judging, drawing and keeping a city's targets."""
