"""Forms that the service knows: published, versioned, proposed from a page."""
