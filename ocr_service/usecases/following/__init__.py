"""Looking at what there is: scans, their history, figures, and forgetting what is old."""
