"""Marks that people make beside print: in boxes, around words, and taken back again."""
