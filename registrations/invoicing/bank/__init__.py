"""The bank's files: read, counted once, matched with invoices, taken back when the bank does."""
