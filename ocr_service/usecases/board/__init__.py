"""What a supervisor sees: how the work goes now, what will hurt soon, how good it was and what it saved."""
