"""One character a box: the boxes of a row found, cut apart, and read both alone and side by side."""
