"""Ways to deliver beside webhooks: one file for each receiver's protocol, found through entry points."""
