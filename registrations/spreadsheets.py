"""Cells of tables that people open in a spreadsheet: shown as they are, never run."""

# A cell that begins so is read as a formula; what stands in it comes from participants.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(text: str) -> str:
    """Return text that a spreadsheet shows and never runs."""
    clean = text.replace("\0", "")
    return f"'{clean}" if clean.lstrip(" ").startswith(_FORMULA_SIGNS) else clean
