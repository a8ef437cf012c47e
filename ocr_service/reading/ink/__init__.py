"""What is written in a zone, apart from what is printed there anyway: strokes, lines, seals."""
