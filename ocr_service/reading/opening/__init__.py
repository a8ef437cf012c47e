"""Bytes to pages, one file for each family of formats."""
