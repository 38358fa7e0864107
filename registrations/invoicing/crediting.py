"""Credits issued invoices: in whole, by charge or in part, or to issue them again put right.

Nothing edits an invoice: each credit is a document of its own that names it. What was paid of the
part credited is free again, and goes to what is owed or becomes a Decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime

from django.db.models import Sum
from django.utils import timezone, translation
from django.utils.translation import gettext

from registrations import documents, people
from registrations.actors import Actor
from registrations.charges import StandingCharge, reverse_charges, reverse_parts, what_stands
from registrations.document_content import Terms
from registrations.errors import ReasonNeeded
from registrations.invoicing.issued import (
    billed_charges,
    drop_reminder_fees,
    locked_invoice,
    payers_of,
    settle_all,
)
from registrations.invoicing.issuing import day_due
from registrations.invoicing.refusals import (
    InvoiceIncomplete,
    NothingToCredit,
    SellerMissing,
    TooMuchToCredit,
)
from registrations.invoicing.validity import problems_of
from registrations.models import Allocation, Charge, Document, Payer
from registrations.signup_sheet import PayerDetails
from registrations.words import ROUNDING, ChargeKind


def creditable(document: Document) -> list[StandingCharge]:
    """Return what is left to credit of an invoice, without what only rounds it."""
    return [one for one in what_stands(billed_charges(document)) if one.kind not in ROUNDING]


def credit(
    *,
    document_id: int,
    reason: str,
    actor: Actor,
    parts: Mapping[int, int] | None = None,
    now: datetime | None = None,
) -> list[Document]:
    """Credit an invoice: all that stands, or öre of its charges, VAT included.

    Where nothing is then left of it, its reminder fees go too. Returns the credit notes. Raises
    ReasonNeeded, NothingToCredit (as for who credits twice) and TooMuchToCredit.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    with locked_invoice(document_id) as document:
        if parts is None:
            reversals = _reverse_all(document, reason, actor, now)
        else:
            checked = _checked(document, parts)
            reversals = reverse_parts(checked, now=now, actor=actor, reason=reason)
        if not what_stands(billed_charges(document)):
            drop_reminder_fees(document, now=now, actor=actor)
        settle_all(payers_of(document), now=now, actor=actor, reason=reason)
        return credits_over(reversals)


def credits_over(reversals: Iterable[Charge]) -> list[Document]:
    """Return the credit notes on which reversals stand."""
    found = Document.objects.filter(lines__charge__in=list(reversals)).distinct()
    return list(found.order_by("pk"))


def _reverse_all(document: Document, reason: str, actor: Actor, now: datetime) -> list[Charge]:
    standing = what_stands(billed_charges(document))
    if not standing:
        raise NothingToCredit
    return reverse_charges(standing, now=now, actor=actor, reason=reason)


def _checked(document: Document, parts: Mapping[int, int]) -> dict[Charge, int]:
    """Return the parts by charge; refuse what is not on the invoice and more than is left."""
    left = {one.charge.pk: one for one in creditable(document)}
    wanted = {pk: ore for pk, ore in parts.items() if ore}
    if not wanted:
        raise NothingToCredit
    if any(pk not in left or not 0 < ore <= left[pk].gross_ore for pk, ore in wanted.items()):
        raise TooMuchToCredit
    return {left[pk].charge: ore for pk, ore in wanted.items()}


def credit_and_reissue(
    *,
    document_id: int,
    details: PayerDetails,
    reason: str,
    actor: Actor,
    due_on: date | None = None,
    now: datetime | None = None,
) -> Document:
    """Credit all that stands of an invoice and issue it again to the payer put right.

    What was paid of it is put on the new one, which asks for the rest. All or nothing. Raises
    ReasonNeeded, NothingToCredit (as for who does it twice), SellerMissing and InvoiceIncomplete.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    with locked_invoice(document_id) as document:
        payers = payers_of(document)
        standing = what_stands(billed_charges(document))
        paid = _paid(standing)
        _reverse_all(document, reason, actor, now)
        drop_reminder_fees(document, now=now, actor=actor)
        _correct(payers, details, actor=actor, now=now)
        charges = _write_again(standing, paid, now=now)
        fresh = _issue_again(document, charges, due_on=due_on, actor=actor, now=now)
        settle_all(payers, now=now, actor=actor, reason=reason)
        return fresh


def _paid(standing: Iterable[StandingCharge]) -> list[tuple[int, int, int]]:
    """Return what lies on charges: charge, payment and öre."""
    rows = Allocation.objects.filter(charge__in=[one.charge.pk for one in standing])
    sums = rows.order_by("charge", "payment").values_list("charge", "payment")
    return [row for row in sums.annotate(ore=Sum("amount_ore")) if row[2] > 0]


def _correct(
    payers: Sequence[Payer], details: PayerDetails, *, actor: Actor, now: datetime
) -> None:
    """Correct the payer on the invoice, and the others on it where they had the same fault."""
    first, *others = payers
    names = [one.name for one in fields(PayerDetails) if hasattr(first, one.name)]
    wrong = {
        name: getattr(first, name)
        for name in names
        if getattr(first, name) != getattr(details, name)
    }
    people.change_payer(payer_id=first.pk, details=details, actor=actor, now=now)
    for payer in others:
        kept = replace(details, **{name: getattr(payer, name) for name in names})
        right = {
            name: getattr(details, name)
            for name, value in wrong.items()
            if getattr(payer, name) == value
        }
        people.change_payer(payer_id=payer.pk, details=replace(kept, **right), actor=actor, now=now)


def _write_again(
    standing: Sequence[StandingCharge], paid: Iterable[tuple[int, int, int]], *, now: datetime
) -> list[Charge]:
    """Write equal charges for what stood, to the öre, with the money that lay on it."""
    charges, again = [], {}
    lowerings = _lowerings(standing)
    for one in standing:
        mine = lowerings.get(one.charge.pk, [])
        fresh = _like(one.charge, now)
        fresh.net_ore = one.net_ore - sum(lowering.net_ore for lowering in mine)
        fresh.vat_ore = one.vat_ore - sum(lowering.vat_ore for lowering in mine)
        fresh.save(force_insert=True)
        again[one.charge.pk] = fresh
        charges.append(fresh)
        for lowering in mine:
            copy = _like(lowering, now)
            copy.reverses = fresh
            copy.save(force_insert=True)
            charges.append(copy)
    Allocation.objects.bulk_create(
        Allocation(payment_id=payment, charge=again[charge], amount_ore=ore, created_at=now)
        for charge, payment, ore in paid
    )
    return charges


def _lowerings(standing: Sequence[StandingCharge]) -> dict[int, list[Charge]]:
    """Return the discounts and roundings by the charge that they lower: they are shown again."""
    rows = Charge.objects.filter(
        reverses__in=[one.charge.pk for one in standing],
        kind__in=(ChargeKind.DISCOUNT, *ROUNDING),
    )
    found: dict[int, list[Charge]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.reverses_id or 0, []).append(row)
    return found


def _like(charge: Charge, now: datetime) -> Charge:
    return Charge(
        payer_id=charge.payer_id,
        participant_id=charge.participant_id,
        kind=charge.kind,
        fee_id=charge.fee_id,
        extra_id=charge.extra_id,
        text=charge.text,
        net_ore=charge.net_ore,
        vat_rate=charge.vat_rate,
        vat_ore=charge.vat_ore,
        vat_kind=charge.vat_kind,
        due_on=charge.due_on,
        created_at=now,
    )


def _issue_again(
    former: Document,
    charges: Sequence[Charge],
    *,
    due_on: date | None,
    actor: Actor,
    now: datetime,
) -> Document:
    today = timezone.localdate(now)
    seller = documents.seller_on(today)
    if seller is None:
        raise SellerMissing
    with translation.override(former.language):
        message = gettext("Replaces invoice %(number)s, which is credited.") % {
            "number": former.full_number
        }
    terms = Terms(due_on or day_due(seller, today), message, replaces=former)
    fresh = documents.issue_invoice(
        charges, payer_id=former.payer_id, terms=terms, now=now, actor=actor
    )
    problems = problems_of(fresh)
    if problems:
        raise InvoiceIncomplete(problems)
    return fresh
