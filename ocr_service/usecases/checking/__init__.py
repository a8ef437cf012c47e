"""People check single fields of many forms at once: alike readings in one grid, and fields that two people type."""
