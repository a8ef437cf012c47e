"""Checking many forms at once: grids of alike readings, double keying, the random audit."""
