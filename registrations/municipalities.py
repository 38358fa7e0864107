"""The names of Sweden's municipalities, to be suggested to whoever types one."""

from functools import cache
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")


@cache
def municipality_names() -> tuple[str, ...]:
    """Return the names, such as "Eslövs kommun", in the order of their codes."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return tuple(line.partition(" ")[2] for line in lines if line and not line.startswith("#"))
