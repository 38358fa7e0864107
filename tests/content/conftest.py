"""A small site to read."""

import pytest

from content.models import HomePage
from tests.factories.events import make_home


@pytest.fixture
def home(db: None, settings: object, tmp_path: object) -> HomePage:
    """The home page in both languages; files that tests upload go to a folder of their own."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return make_home()
