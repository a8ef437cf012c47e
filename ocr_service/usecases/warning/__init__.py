"""What will hurt soon: found by looking, told to whoever should act, kept as a ledger."""
