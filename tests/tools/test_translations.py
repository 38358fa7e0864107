from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools.translations import as_stored, extracted, faults_of, is_translated, source_text


def test_template_with_indentation_and_quotes_is_read(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('{% load i18n %}\n    it\'s <p>\n  {% translate "Seats" context "x" %}\n')

    assert "pgettext(u'x', u'Seats')" in source_text(page)


def test_variables_of_a_template_become_placeholders() -> None:
    assert as_stored("{{ n }} seats for {{ who }}") == "%(n)s seats for %(who)s"


def test_sources_say_more_than_a_hundred_messages() -> None:
    assert len(extracted()) > 100


@pytest.mark.parametrize(
    ("english", "swedish", "fault"),
    [
        ("%(n)s seats", "platser", "placeholders differ: ['%(n)s'] became []"),
        ("Sign in", "Sign in", "the English stands as Swedish"),
        ("Anmälan", "Registrering", "the message itself is Swedish; write it in English"),
    ],
)
def test_check_finds_the_fault(english: str, swedish: str, fault: str) -> None:
    assert list(faults_of(Message(english, swedish), set())) == [fault]


def test_singular_may_leave_the_number_out() -> None:
    message = Message(("%(n)s seat", "%(n)s seats"), ("en plats", "%(n)s platser"))

    assert list(faults_of(message, set())) == []


def test_empty_plural_is_not_translated() -> None:
    assert not is_translated(Message(("a", "b"), ("x", "")))
