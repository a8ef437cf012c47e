"""The writing on seals: the ring found, its text unrolled to a straight line."""
