"""Issues invoices: gathers what payers owe, numbers it and freezes it, in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from registrations import documents
from registrations.actors import Actor
from registrations.document_content import Terms
from registrations.invoicing.differences import write_differences
from registrations.invoicing.ready import Uninvoiced, uninvoiced
from registrations.invoicing.refusals import (
    BuyersDiffer,
    InvoiceIncomplete,
    NothingToInvoice,
    SellerMissing,
)
from registrations.invoicing.validity import problems_of
from registrations.models import Document, DraftPayer, InvoiceDraft, Payer, Seller
from registrations.seats import locked_offering


class _Previewed(Exception):
    """Undoes what a preview wrote."""


def issue(
    *,
    payer_ids: Sequence[int],
    actor: Actor,
    due_on: date | None = None,
    message: str = "",
    now: datetime | None = None,
) -> Document:
    """Issue one invoice over all that the payers are to be invoiced; the first one's details hold.

    Raises NothingToInvoice (as for who asks twice), SellerMissing, BuyersDiffer and
    InvoiceIncomplete; nothing is then written, and no number taken.
    """
    now = now or timezone.now()
    with locked_payers(payer_ids):
        found = {one.payer.pk: one for one in uninvoiced(payer_ids)}
        parts = [found[pk] for pk in dict.fromkeys(payer_ids) if pk in found]
        document = _issue(parts, actor=actor, due_on=due_on, message=message, now=now)
        _close_drafts(payer_ids)
        return document


def preview(
    *,
    payer_ids: Sequence[int],
    actor: Actor,
    due_on: date | None = None,
    message: str = "",
    now: datetime | None = None,
) -> tuple[Document, list[str]]:
    """Return the invoice as it would be issued now, and what is wrong with it; nothing is kept.

    Raises NothingToInvoice, SellerMissing and BuyersDiffer.
    """
    now = now or timezone.now()
    shown: list[Document] = []
    try:
        with locked_payers(payer_ids):
            found = {one.payer.pk: one for one in uninvoiced(payer_ids)}
            parts = [found[pk] for pk in dict.fromkeys(payer_ids) if pk in found]
            shown.append(
                _issue(
                    parts, actor=actor, due_on=due_on, message=message, now=now, is_checked=False
                )
            )
            raise _Previewed
    except _Previewed:
        return shown[0], problems_of(shown[0])


@contextmanager
def locked_payers(payer_ids: Iterable[int]) -> Iterator[None]:
    """Open a transaction that holds the Offerings of the payers, lowest first."""
    offerings = (
        Payer.objects.filter(pk__in=list(payer_ids))
        .order_by("registration__offering")
        .values_list("registration__offering", flat=True)
    )
    with transaction.atomic(), ExitStack() as stack:
        for pk in dict.fromkeys(offerings):
            stack.enter_context(locked_offering(pk))
        yield


def _issue(
    parts: Sequence[Uninvoiced],
    *,
    actor: Actor,
    due_on: date | None,
    message: str,
    now: datetime,
    is_checked: bool = True,
) -> Document:
    if not parts:
        raise NothingToInvoice
    payer = parts[0].payer
    _check_one_buyer([part.payer for part in parts])
    today = timezone.localdate(now)
    seller = documents.seller_on(today)
    if seller is None:
        raise SellerMissing
    charges = [charge for part in parts for charge in part.charges]
    with translation.override(payer.registration.language):
        charges += write_differences(charges, payer=payer, seller=seller, now=now)
    terms = Terms(due_on or day_due(seller, today), message)
    document = documents.issue_invoice(
        charges, payer_id=payer.pk, terms=terms, now=now, actor=actor
    )
    problems = problems_of(document) if is_checked else []
    if problems:
        raise InvoiceIncomplete(problems)
    return document


def day_due(seller: Seller, today: date) -> date:
    """Return the day by which an invoice of today is to be paid."""
    return today + timedelta(days=seller.payment_days)


def _check_one_buyer(payers: Sequence[Payer]) -> None:
    """Refuse one invoice over what different buyers owe."""
    if (
        len({(payer.org_number, payer.name if not payer.org_number else "") for payer in payers})
        > 1
    ):
        raise BuyersDiffer


def _close_drafts(payer_ids: Sequence[int]) -> None:
    DraftPayer.objects.filter(payer__in=payer_ids).delete()
    InvoiceDraft.objects.filter(payers__isnull=True).delete()
