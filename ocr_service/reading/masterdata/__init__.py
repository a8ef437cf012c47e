"""A reading held against the master data, after it: values that no list has, and the order a slip belongs to."""
