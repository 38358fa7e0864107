"""The door: the page for check-in, the same page without network, and the list on paper."""
