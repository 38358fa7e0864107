"""Reads the addresses again, since some are mounted by settings that a test changes."""

import importlib
from typing import Any

from django.urls import clear_url_caches

import config.urls
import registrations.urls


def read_addresses_anew() -> None:
    importlib.reload(registrations.urls)
    importlib.reload(config.urls)
    clear_url_caches()


def unmount_bank(settings: Any) -> None:
    """Leave the addresses as they are without the local test bank."""
    settings.DEBUG = False
    settings.PAYMENTS_BACKEND = "invoice"
    read_addresses_anew()
