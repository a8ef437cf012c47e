"""From a page of an unknown form to a proposal of its zones, labels and types."""
