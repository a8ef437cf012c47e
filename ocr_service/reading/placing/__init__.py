"""Which form a page is and how it lies: known forms, the ways to begin, the page laid over its template."""
