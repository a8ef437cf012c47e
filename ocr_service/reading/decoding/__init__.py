"""How one line of text is decoded: what a field can hold as automata, and the search through the probabilities."""
