"""The attendee list: its columns, what the address holds, saved views, tags and downloads."""
