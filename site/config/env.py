"""Reads the environment once; everything an operator can set stands here."""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    return int(text(name) or default)


def prefixed(prefix: str) -> dict[str, str]:
    """Return every variable whose name starts with `prefix`, without it."""
    found = {name: text(name) for name in os.environ if name.startswith(prefix)}
    return {name.removeprefix(prefix): value for name, value in found.items() if value}


DATA = Path(text("KRETSLOPP_DATA") or ROOT / "var").resolve()
DATA.mkdir(parents=True, exist_ok=True)


def secret_file(name: str) -> str:
    """Return the secret kept in the data folder, made on first use for its owner only."""
    path = DATA / "secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
