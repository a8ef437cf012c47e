"""Taking scans in: each file once, kept before anything else happens."""
