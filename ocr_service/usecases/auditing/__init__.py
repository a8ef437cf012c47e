"""The random audit: accepted forms are drawn and typed again, so that the share of errors is measured, not hoped."""
