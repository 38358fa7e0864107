"""Invoices: what is ready, issuing, e-invoices, reminders, the bank's files and the books."""
