"""What a first look at a page tells, before any form is known."""
