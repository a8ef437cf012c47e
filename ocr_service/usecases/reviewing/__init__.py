"""What people do with doubtful forms, and what is learnt from it."""
