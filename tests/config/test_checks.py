import logging

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

import events
from config.checks import check_field_keys, check_production, tell_at_start
from config.logs import DiscreetFormatter


def test_good_field_keys_raise_no_complaint(settings: Settings) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    assert check_field_keys() == []


@pytest.mark.parametrize("keys", [[], ["short"], ["ä" * 44]])
def test_field_keys_that_cannot_encrypt_stop_the_start(settings: Settings, keys: list[str]) -> None:
    settings.FIELD_KEYS = keys

    assert len(check_field_keys()) == 1


def test_production_with_a_short_secret_and_plain_http_is_refused(settings: Settings) -> None:
    settings.SERVES_THE_PUBLIC = True
    settings.SECRET_KEY = "short"
    settings.BASE_URL = "http://example.org"

    assert len(check_production()) == 2


def test_log_shows_neither_tokens_nor_addresses() -> None:
    record = logging.LogRecord(
        "x", logging.INFO, "x.py", 1, "Not found: /r/abc.def/avboka/ by anna@example.org", (), None
    )

    line = DiscreetFormatter("%(message)s").format(record)

    assert line == "Not found: /r/<token>/avboka/ by <address>"


def test_events_is_ours_and_not_the_package_of_that_name() -> None:
    assert events.__file__.endswith("/events/__init__.py")
    assert "site-packages" not in events.__file__


def test_server_says_at_start_what_is_wrong_with_payments(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DEBUG = False
    settings.PAYMENTS_BACKEND = "local"

    with caplog.at_level("WARNING", logger="config.checks"):
        tell_at_start()

    assert "payments.E001" in caplog.text
