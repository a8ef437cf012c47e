"""What is sent to receivers, in which order, how often, and what they answer."""
