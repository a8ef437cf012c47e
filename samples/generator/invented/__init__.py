"""Forms that nobody designed: layouts composed from a seed, so that a benchmark never runs out of unseen ones."""
