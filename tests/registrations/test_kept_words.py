"""The page on personal data names every field that is kept, in the reader's language."""

import pytest
from django.test import Client
from django.utils import translation

from content.models import SiteSettings
from registrations.kept_words import kept_rows
from tests.factories.content import make_text
from tests.factories.events import make_home


def test_rows_say_what_why_who_and_how_long_in_both_languages() -> None:
    with translation.override("sv"):
        swedish = kept_rows()
    with translation.override("en"):
        english = kept_rows()

    assert all(cell for row in [*swedish, *english] for cell in row)
    assert "Svar om mat och behov" in [row[0] for row in swedish]
    assert "Answers about food and needs" in [row[0] for row in english]


@pytest.mark.web
def test_table_stands_on_the_privacy_page_only(db: None, client: Client) -> None:
    home = make_home()
    privacy, other = make_text(home, "Personuppgifter"), make_text(home, "Om oss")
    SiteSettings.objects.create(privacy_page=privacy)

    with_table = client.get(privacy.url).content.decode()
    without = client.get(other.url).content.decode()

    assert "Svar om mat och behov" in with_table
    assert "Svar om mat och behov" not in without
