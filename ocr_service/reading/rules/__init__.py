"""What holds between the fields of a form, asked of what was read."""
