"""The one way by which the provider's word becomes ours: webhook, return page, tick, repair.

The provider is asked first, with no lock held; what it says is then written under the Offering's
lock. Facts only grow: the same word twice, late or out of order changes nothing.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from registrations import lapsing
from registrations.models import Checkout, Payment
from registrations.payments import arrival, imports
from registrations.payments.backends import (
    CURRENCY,
    Facts,
    ProviderRefused,
    ProviderUnreachable,
    backend_named,
)
from registrations.payments.sessions import note_failure, open_session
from registrations.seats import locked_offering
from registrations.words import LIVE_CHECKOUT, CheckoutState

# How long to wait until asking again, by the age of the Checkout.
PAUSES = (
    (timedelta(minutes=10), timedelta(minutes=2)),
    (timedelta(hours=2), timedelta(minutes=10)),
    (timedelta(days=2), timedelta(hours=2)),
)
LAST_PAUSE = timedelta(hours=12)
UNKNOWN = "unknown to the provider"
_ORDER = [
    CheckoutState.NEW,
    CheckoutState.OPEN,
    CheckoutState.PROCESSING,
    CheckoutState.EXPIRED,
    CheckoutState.FAILED,
    CheckoutState.PAID,
]


def sync(checkout_id: int, *, now: datetime | None = None) -> Checkout:
    """Ask the provider how a Checkout stands, and make payment, refunds and seats agree with it.

    Raises ProviderUnreachable; nothing has then changed.
    """
    now = now or timezone.now()
    checkout = Checkout.objects.get(pk=checkout_id)
    if checkout.session_id is None:
        checkout = _find_session(checkout, now)
    if checkout.session_id is None:
        return checkout
    try:
        facts = backend_named(checkout.backend).fetch(checkout)
    except ProviderUnreachable as problem:
        note_failure(checkout, problem, now=now)
        raise
    except (ProviderRefused, ImproperlyConfigured) as problem:
        checkout = _give_up(checkout, problem, now)
    else:
        checkout = _apply(checkout, facts, now)
    if not checkout.is_alive and checkout.paid_at is None:
        lapsing.lapse_due(now, registration_id=checkout.payer.registration_id)
    return checkout


def _give_up(checkout: Checkout, problem: Exception, now: datetime) -> Checkout:
    """Note that the provider does not know the session, as after a change of keys.

    Once nobody can be on its page any more it holds no seat; what was paid there, if anything, a
    person has to look up.
    """
    note_failure(checkout, problem, now=now)
    over = Checkout.objects.filter(pk=checkout.pk, state__in=LIVE_CHECKOUT, expires_at__lte=now)
    over.update(state=CheckoutState.FAILED)
    Checkout.objects.filter(pk=checkout.pk).update(attention=UNKNOWN)
    return Checkout.objects.get(pk=checkout.pk)


def _find_session(checkout: Checkout, now: datetime) -> Checkout:
    """Ask again with the same key for a page whose answer was lost; nobody was ever sent there."""
    if checkout.state != CheckoutState.NEW:
        return checkout
    if checkout.expires_at <= now:
        Checkout.objects.filter(pk=checkout.pk, state=CheckoutState.NEW).update(
            state=CheckoutState.EXPIRED
        )
    else:
        try:
            return open_session(checkout, now=now)
        except ProviderRefused:
            pass
    return Checkout.objects.get(pk=checkout.pk)


def _apply(known: Checkout, facts: Facts, now: datetime) -> Checkout:
    with locked_offering(known.payer.registration.offering_id) as offering:
        checkout = (
            Checkout.objects.select_for_update(of=("self",))
            .select_related("payer__registration")
            .get(pk=known.pk)
        )
        checkout.payer.registration.offering = offering
        checkout.attention = _foreign(checkout, facts)
        if not checkout.attention:
            _take_in(checkout, facts, now)
        _advance(checkout, facts)
        checkout.payment_id = facts.payment_id or checkout.payment_id
        checkout.synced_at, checkout.failures, checkout.last_error = now, 0, ""
        checkout.ask_at = now + _pause(checkout, now)
        checkout.save()
        return checkout


def _foreign(checkout: Checkout, facts: Facts) -> str:
    """Return in what the provider's session is not ours, or nothing; then nothing is taken in."""
    differences = {
        "currency": facts.currency != CURRENCY,
        "livemode": facts.is_live != checkout.is_live,
        "site": facts.site != _site_of(checkout),
        "checkout": facts.checkout_uuid != str(checkout.uuid),
    }
    return ", ".join(name for name, differs in differences.items() if differs)


def _site_of(checkout: Checkout) -> str:
    """Return the name under which the session was opened; the installation may have another now."""
    return str(checkout.request.get("metadata", {}).get("site", settings.PAYMENTS_SITE))


def _take_in(checkout: Checkout, facts: Facts, now: datetime) -> None:
    payment, is_new = _payment_of(checkout, facts, now)
    if payment is None:
        return
    checkout.paid_at = checkout.paid_at or payment.received_at
    is_wrong = payment.amount_ore != checkout.amount_ore or facts.amount_ore != checkout.amount_ore
    if is_wrong:
        checkout.attention = f"amount {payment.amount_ore} instead of {checkout.amount_ore}"
    imports.take_dispute(checkout, payment, facts, now=now)
    if is_new and is_wrong:
        arrival.put_aside(payment, checkout.attention, now=now)
    elif is_new:
        arrival.bring_in(payment, checkout, now=now)
    imports.take_refunds(payment, facts, now=now)
    imports.take_balance(payment, facts)


def _payment_of(checkout: Checkout, facts: Facts, now: datetime) -> tuple[Payment | None, bool]:
    """Return the payment the provider tells of, written if it is new, and whether it is."""
    if not facts.is_paid or facts.received_ore <= 0 or not facts.payment_id:
        return None, False
    return Payment.objects.select_related("payer__registration", "checkout").get_or_create(
        source=checkout.backend,
        external_id=facts.payment_id,
        defaults={
            "payer": checkout.payer,
            "checkout": checkout,
            "amount_ore": facts.received_ore,
            "currency": facts.currency,
            "is_live": checkout.is_live,
            "received_at": facts.received_at or now,
            "created_at": now,
        },
    )


def _advance(checkout: Checkout, facts: Facts) -> None:
    """Move the state forward by what the provider says, never back."""
    if checkout.paid_at is not None:
        state = CheckoutState.PAID
    elif facts.state == "expired":
        state = CheckoutState.EXPIRED
    elif facts.state == "complete":
        state = CheckoutState.FAILED if facts.has_failed else CheckoutState.PROCESSING
    else:
        state = CheckoutState.OPEN
    if _ORDER.index(state) > _ORDER.index(CheckoutState(checkout.state)):
        checkout.state = state


def _pause(checkout: Checkout, now: datetime) -> timedelta:
    age = now - checkout.created_at
    return next((pause for limit, pause in PAUSES if age < limit), LAST_PAUSE)
