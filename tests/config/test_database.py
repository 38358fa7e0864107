"""The address of a PostgreSQL gives the options it is used with."""

from typing import Any

import pytest

from config.settings.base import database


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", {"prepare_threshold": 5}),
        ("?sslmode=require", {"prepare_threshold": 5, "sslmode": "require"}),
        ("?prepare_threshold=1000000", {"prepare_threshold": 1000000}),
    ],
)
def test_statements_are_prepared_soon_unless_the_address_says_otherwise(
    query: str, options: dict[str, Any]
) -> None:
    found = database(f"postgresql://user@host/name{query}")

    assert found["OPTIONS"] == options
