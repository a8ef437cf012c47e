"""From a received scan to its result: claimed, read, written, repeated after a crash."""
