"""Closes Checkouts whose time or reason is over, and asks about those that never reported back."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from registrations import ledger
from registrations.models import Checkout, Participant
from registrations.payments.backends import ProviderUnreachable
from registrations.payments.checkouts import fits
from registrations.payments.sessions import close_session
from registrations.payments.sync import sync
from registrations.words import LIVE_CHECKOUT, PROVISIONAL, CheckoutState


def expire_due(now: datetime | None = None) -> int:
    """Close Checkouts whose seats are past their time or whose charges have changed.

    Only what the provider then says frees a seat; while it gives no answer the seat is kept.
    Returns how many came to an end.
    """
    now = now or timezone.now()
    payable = Checkout.objects.filter(state__in=(CheckoutState.NEW, CheckoutState.OPEN))
    ready = payable.filter(Q(failures=0) | Q(ask_at__lte=now)).order_by("pk")
    ended = 0
    for checkout in ready.select_related("payer__registration").prefetch_related("lines"):
        if not _is_over(checkout, now):
            continue
        try:
            close_session(checkout, now=now)
            ended += not sync(checkout.pk, now=now).is_alive
        except ProviderUnreachable:
            break
    return ended


def _is_over(checkout: Checkout, now: datetime) -> bool:
    past = Participant.objects.filter(
        registration_id=checkout.payer.registration_id,
        status__in=PROVISIONAL,
        seat_until__lte=now,
    )
    return past.exists() or not fits(checkout, ledger.open_charges(checkout.payer))


def ask_due(now: datetime | None = None) -> int:
    """Ask about live Checkouts of which nothing has been heard for a while; return how many."""
    now = now or timezone.now()
    due = Checkout.objects.filter(state__in=LIVE_CHECKOUT, ask_at__lte=now)
    asked = 0
    for pk in list(due.order_by("ask_at").values_list("pk", flat=True)[:200]):
        try:
            sync(pk, now=now)
        except ProviderUnreachable:
            break
        asked += 1
    return asked
