"""How a page is laid over its template: features, planes, shifts, and whether the print agrees."""
