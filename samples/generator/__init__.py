"""Draws the sample forms, fills them in, and roughens them into scans with known values.

One definition of a form (`forms/`) gives its blank page, its template file and its filled scans, so that
positions cannot disagree. Everything is deterministic: the same seed and the same fonts give the same bytes.
"""
