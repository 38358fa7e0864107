"""What editors of event pages have beside the fields: offerings, duplicates and unpublishing."""
