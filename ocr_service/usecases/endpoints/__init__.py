"""Receivers: how they are set up, shown and changed, and how messages are shaped for them."""
