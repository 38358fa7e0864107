"""System checks of the payments' settings: what is wrong is said before anybody pays."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from registrations.payments.keys import (
    LOOPBACK,
    PUBLISHABLE,
    SECRET,
    STRIPE_BASES,
    is_live,
    kind_of,
)

BACKENDS = ("stripe", "local", "invoice")
GUIDE = "docs/operate.md, Payments, tells how."


@register(Tags.security)
def check_payments(**kwargs: Any) -> list[CheckMessage]:
    """The provider, its key, the webhook's secrets and the address must fit each other."""
    return [*_check_backend(), *_check_key(), *_check_secrets(), *_check_base()]


def _check_backend() -> Iterator[CheckMessage]:
    backend = settings.PAYMENTS_BACKEND
    if backend == "local" and not settings.DEBUG:
        yield Error(
            "The local test bank would give away paid seats: no money moves there.",
            hint='Set PAYMENTS_BACKEND to "stripe" or "invoice"; "local" is for DEBUG only.',
            id="payments.E001",
        )
    if backend not in BACKENDS:
        yield Error(
            f"There is no payment backend named {backend!r}.",
            hint=f"PAYMENTS_BACKEND is one of {', '.join(BACKENDS)}.",
            id="payments.E002",
        )
    if backend == "stripe" and not settings.STRIPE_API_KEY:
        yield Error(
            "PAYMENTS_BACKEND is stripe, but STRIPE_API_KEY is empty.",
            hint=GUIDE,
            id="payments.E003",
        )
    if backend != "stripe" and settings.STRIPE_API_KEY:
        yield Warning(
            f"STRIPE_API_KEY is set, but PAYMENTS_BACKEND is {backend}: nobody pays by Stripe.",
            hint="Remove one of the two.",
            id="payments.W003",
        )


def _check_key() -> Iterator[CheckMessage]:
    key = settings.STRIPE_API_KEY
    if not key:
        return
    kind = kind_of(key)
    if not kind:
        yield Error(
            "STRIPE_API_KEY is no key of Stripe's.",
            hint="A restricted key begins with rk_live_ or rk_test_.",
            id="payments.E010",
        )
    if kind == PUBLISHABLE:
        yield Error(
            "STRIPE_API_KEY is a publishable key, with which nothing can be done here.",
            hint=f"Make a restricted key (rk_...). {GUIDE}",
            id="payments.E004",
        )
    if kind == SECRET:
        yield Warning(
            "STRIPE_API_KEY is a secret key, which may do everything with the account.",
            hint=f"Make a restricted key (rk_...) with the few permissions needed. {GUIDE}",
            id="payments.W002",
        )
    if kind and is_live(key) and settings.DEBUG:
        yield Error(
            "STRIPE_API_KEY is a live key under DEBUG: real money would move while you try things.",
            hint="Use a test key (rk_test_...) on a developer's machine.",
            id="payments.E005",
        )
    if kind and not is_live(key) and not settings.DEBUG:
        yield Warning(
            "STRIPE_API_KEY is a test key: no money moves, and every page says so.",
            hint="Right for a rehearsal; the real site needs a live key (rk_live_...).",
            id="payments.W001",
        )


def _check_secrets() -> Iterator[CheckMessage]:
    secrets: Sequence[str] = settings.STRIPE_WEBHOOK_SECRETS
    if settings.STRIPE_API_KEY and not secrets:
        yield Error(
            "STRIPE_WEBHOOK_SECRETS is empty: Stripe's notices would all be refused.",
            hint=f"Make an endpoint in Stripe's Dashboard and paste its secret. {GUIDE}",
            id="payments.E006",
        )
    for number, secret in enumerate(secrets, start=1):
        if not secret.startswith("whsec_"):
            yield Error(
                f"STRIPE_WEBHOOK_SECRETS: secret {number} does not begin with whsec_.",
                hint="It is the endpoint's signing secret, not the endpoint's id or the API key.",
                id="payments.E009",
            )


def _check_base() -> Iterator[CheckMessage]:
    base = settings.STRIPE_API_BASE
    if not base:
        return
    if not settings.DEBUG:
        yield Error(
            "STRIPE_API_BASE is set outside DEBUG: keys and sums would go to another address.",
            hint="Remove it; it is for tests.",
            id="payments.E007",
        )
    elif base not in STRIPE_BASES and urlsplit(base).hostname not in LOOPBACK:
        yield Error(
            f"STRIPE_API_BASE is {base}, which is neither Stripe's address nor this machine.",
            hint="Remove it, or give an address that begins with http://127.0.0.1:.",
            id="payments.E008",
        )


@register(Tags.database)
def check_sellers(*, databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """What is sold needs a seller for its receipts (`check --database default`)."""
    try:
        return [*_check_selling()] if databases else []
    except DatabaseError:
        # `migrate` asks too, before there is a table, or a column, to ask about.
        return []


def _check_selling() -> Iterator[CheckMessage]:
    # Models are not loaded when Django imports the checks of an app.
    from registrations.documents import seller_on  # noqa: PLC0415
    from registrations.models import Fee, Offering  # noqa: PLC0415
    from registrations.words import PaymentPolicy, VatKind  # noqa: PLC0415

    seller = seller_on(timezone.localdate())
    paid = Fee.objects.filter(amount_ore__gt=0, offering__state=Offering.State.OPEN)
    online = paid.exclude(offering__payment=PaymentPolicy.INVOICE)
    if settings.PAYMENTS_BACKEND != "invoice" and seller is None and online.exists():
        yield Warning(
            "No seller's details hold today: nobody can pay online for want of a receipt.",
            hint="Enter them in the admin, under Payments.",
            id="payments.W004",
        )
    taxed = paid.filter(vat_kind=VatKind.TAXED, vat_rate__gt=0)
    if seller is not None and not seller.vat_number and taxed.exists():
        yield Warning(
            "Fees have VAT, but the seller's details hold no VAT number for the receipts.",
            hint="Enter the number, or make fees whose kind of VAT is outside or exempt.",
            id="payments.W005",
        )
    only_online = paid.filter(offering__payment=PaymentPolicy.ONLINE)
    if settings.PAYMENTS_BACKEND == "invoice" and only_online.exists():
        yield Warning(
            "Some events take only card and Swish, but no provider is set up: nobody can sign up.",
            hint=f"Set STRIPE_API_KEY, or let these events take invoices. {GUIDE}",
            id="payments.W006",
        )
