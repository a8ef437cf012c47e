"""Master data: loaded, fetched, changed, searched; what is read is checked against it."""
