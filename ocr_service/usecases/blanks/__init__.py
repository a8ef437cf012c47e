"""Blank forms to print: each copy with a code that makes it certain which form, and which paper, comes back."""
