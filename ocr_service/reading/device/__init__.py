"""What a scan's file says of the scanner, camera or program that made it, one file for each place it may stand in."""
