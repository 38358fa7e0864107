"""Mail addresses as they are kept: the same person is the same address, however it was typed."""


def mail_address(typed: str) -> str:
    """Return the address without spaces round it and in small letters."""
    return typed.strip().lower()
