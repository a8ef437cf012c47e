"""What the pages weigh and how soon they can be used, measured in a real browser (``make bench-web``)."""
