"""Opens and closes a Checkout's page at the provider; no lock is held while the provider works."""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import ImproperlyConfigured

from registrations.models import Checkout
from registrations.payments.backends import (
    ProviderRefused,
    ProviderUnreachable,
    backend_named,
)
from registrations.words import CheckoutState

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(minutes=15)
WARN_AFTER = 5


def open_session(checkout: Checkout, *, now: datetime) -> Checkout:
    """Open the page; the same call again returns the same page, whatever became of the answer.

    Raises ProviderUnreachable, and ProviderRefused when the attempt is spoilt: it is then FAILED.
    """
    if checkout.session_id is not None:
        return checkout
    try:
        session = backend_named(checkout.backend).start(checkout)
    except ProviderUnreachable as problem:
        note_failure(checkout, problem, now=now)
        raise
    except ProviderRefused as problem:
        logger.error("The provider refused a checkout: %s", problem)
        Checkout.objects.filter(pk=checkout.pk, state=CheckoutState.NEW).update(
            state=CheckoutState.FAILED, last_error=str(problem)[:500]
        )
        raise
    Checkout.objects.filter(pk=checkout.pk, state=CheckoutState.NEW).update(
        state=CheckoutState.OPEN,
        session_id=session.session_id,
        url=session.url,
        expires_at=session.expires_at,
        ask_at=now + timedelta(minutes=2),
        failures=0,
        last_error="",
    )
    return Checkout.objects.get(pk=checkout.pk)


def close_session(checkout: Checkout, *, now: datetime) -> None:
    """Close the page for payment; where it is no longer open, `sync` tells what it became.

    Raises ProviderUnreachable.
    """
    try:
        if checkout.session_id is None and checkout.expires_at > now:
            checkout = open_session(checkout, now=now)
        if checkout.session_id is not None:
            backend_named(checkout.backend).expire(checkout)
    except (ProviderRefused, ImproperlyConfigured):
        return
    except ProviderUnreachable as problem:
        note_failure(checkout, problem, now=now)
        raise


def note_failure(checkout: Checkout, problem: Exception, *, now: datetime) -> None:
    """Remember that the provider gave no answer, and when to ask again."""
    failures = checkout.failures + 1
    pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
    if failures == WARN_AFTER:
        logger.warning("The payment provider has not answered %s times: %s", failures, problem)
    Checkout.objects.filter(pk=checkout.pk).update(
        failures=failures, ask_at=now + pause, last_error=str(problem)[:500]
    )
