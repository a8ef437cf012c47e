"""Where scans and pictures lie: bytes under their SHA-256."""


class FileMissing(Exception):
    """The bytes are not in the store, or they are not what their hash says."""
