"""Closes Checkouts whose time or reason is over, and asks about those that never reported back."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from registrations import ledger
from registrations.models import Allocation, Charge, Checkout, Participant
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
    ready = _perhaps_over(now).filter(Q(failures=0) | Q(ask_at__lte=now)).order_by("pk")
    ended = 0
    for checkout in ready.select_related("payer__registration").prefetch_related("lines"):
        is_past = getattr(checkout, "is_past", False)
        if not is_past and fits(checkout, ledger.open_charges(checkout.payer)):
            continue
        try:
            close_session(checkout, now=now)
            ended += not sync(checkout.pk, now=now).is_alive
        except ProviderUnreachable:
            break
    return ended


def _perhaps_over(now: datetime) -> QuerySet[Checkout]:
    """Return Checkouts with a seat past its time, or with any change of money since they began."""
    past = Participant.objects.filter(
        registration__payers=OuterRef("payer"), status__in=PROVISIONAL, seat_until__lte=now
    )
    charged = Charge.objects.filter(payer=OuterRef("payer"), created_at__gte=OuterRef("created_at"))
    paid = Allocation.objects.filter(
        charge__payer=OuterRef("payer"), created_at__gte=OuterRef("created_at")
    )
    payable = Checkout.objects.filter(state__in=(CheckoutState.NEW, CheckoutState.OPEN))
    return payable.annotate(is_past=Exists(past)).filter(
        Q(is_past=True) | Exists(charged) | Exists(paid)
    )


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
