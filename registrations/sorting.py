"""Swedish order on any database: keys in which å, ä and ö come after z."""

import unicodedata
from typing import Any

from django.db import connection
from django.db.models import CharField, Func
from django.db.models.functions import Collate

_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})
_ON_SQLITE = "swedish_order"
# The same for PostgreSQL, in letters that it may fold otherwise by its locale.
_FOLDED = (
    ("Åå", "{"),
    ("ÄäÆæ", "|"),
    ("ÖöØø", "}"),
    ("ÜüÝý", "y"),
    ("ÉéÈèÊêËë", "e"),
    ("ÁáÀàÂâ", "a"),
    ("ÓóÔô", "o"),
    ("ÇçĆć", "c"),
    ("ÑñŃń", "n"),
    ("Šš", "s"),
    ("Žž", "z"),
)


def sort_key(text: str) -> str:
    """Return the key by which `text` sorts as Swedish readers expect, at most 200 characters.

    No text sorts last: a list begins with names, not with places that wait for one.
    """
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))[:200] or "~"


def by_name() -> tuple[Collate | str, str]:
    """Return how to order people by their keys, also where PostgreSQL sorts by another language."""
    key = Collate("sort_key", "C") if connection.vendor == "postgresql" else "sort_key"
    return key, "pk"


class SwedishOrder(Func):
    """The key of a text that has none stored, worked out where the rows are; no text is null."""

    arity = 1
    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_extra: Any) -> tuple[str, Any]:
        text, params = compiler.compile(self.get_source_expressions()[0])
        if connection.vendor == "postgresql":
            old = "".join(letters for letters, _new in _FOLDED)
            new = "".join(letter * len(letters) for letters, letter in _FOLDED)
            text = f"translate({text}, '{old}', '{new}')"
            return f"NULLIF(lower({text}), '') COLLATE \"C\"", params
        return f"{_ON_SQLITE}({text})", params


def teach_sqlite(sender: object, connection: Any, **_kwargs: Any) -> None:
    """Give a new connection the key as a function; SQLite alone folds only a to z."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            _ON_SQLITE, 1, lambda text: sort_key(text) if text else None, deterministic=True
        )
