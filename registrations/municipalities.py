"""The names of Sweden's municipalities, to be suggested to whoever types one."""

from functools import cache
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")


@cache
def municipality_names() -> tuple[str, ...]:
    """Return the names, such as "Eslövs kommun", in the order of their codes."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return tuple(line.partition(" ")[2] for line in lines if line and not line.startswith("#"))


def is_municipality(name: str) -> bool:
    """Tell whether a name is one of them, also of those that call themselves "Malmö stad"."""
    place = name.removesuffix(" stad")
    typed = [name] if place == name else [f"{place} kommun", f"{place}s kommun"]
    return any(one in municipality_names() for one in typed)
