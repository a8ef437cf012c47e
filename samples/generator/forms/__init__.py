"""The sample forms, each a design and a way to fill it plausibly."""
