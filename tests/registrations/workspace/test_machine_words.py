"""What programs leave in the log is shown in words; what people wrote is not touched."""

import pytest

from registrations.workspace.machine_words import in_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "amount 100000 instead of 125050",
            "1\u00a0000\u00a0kr kom, 1\u00a0250,50\u00a0kr skulle betalas",
        ),
        ("currency, site", "En annan valuta, en annan installation"),
        ("allocated", "Lagt på det som var obetalt"),
        ("lost", "Förlorad"),
        ("Sjuk, ringde i dag", "Sjuk, ringde i dag"),
        ("", ""),
    ],
)
def test_codes_become_words(text: str, words: str) -> None:
    assert in_words(text) == words
