"""Doors for programs that were written for closed template services; shut unless OCR_COMPATIBLE names them.

They lead to the same rooms as the API: a key's scopes decide, the file becomes a scan in the urgent lane, a worker
reads it, receivers are told, a person reviews what was not sure.
"""
