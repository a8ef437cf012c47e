"""Papers that belong together, and papers that were given before."""
