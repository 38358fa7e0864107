"""Columns of money: how a place is paid, what is owed, and who pays."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.utils.translation import gettext, pgettext

from registrations.columns import CellValue, Column, Filter, People, Source, Values, ranked
from registrations.models import Charge, Participant, Payer
from registrations.sorting import SwedishOrder
from registrations.words import PayerKind
from registrations.workspace.attendees.conditions import by_option, in_words
from registrations.workspace.participant_money import PaidState, payment_words, with_paid_state

_PAYER_FIELDS = {
    "payer": "kind",
    "payer_name": "name",
    "org_number": "org_number",
    "invoice_reference": "reference",
}


def money_columns() -> list[Column]:
    payment = pgettext("column", "Payment")
    return [
        Column(
            "payment",
            payment,
            Source(_payments),
            (by_option("payment", payment, PaidState.choices, "paid_state", with_paid_state),),
            (ranked("paid_state", PaidState.values),),
            with_paid_state,
        ),
        Column(
            "owed",
            gettext("Owed, kr incl. VAT"),
            Source(_owed),
            order=(F("charged_ore"),),
            prepare=_with_owed,
            is_number=True,
        ),
    ]


def _payments(people: Sequence[Participant], keys: Sequence[str]) -> Values:
    words = payment_words(people)
    return {(pk, key): text for pk, text in words.items() for key in keys}


def _owed(people: Sequence[Participant], keys: Sequence[str]) -> Values:
    pks = [person.pk for person in people]
    rows = dict(
        Charge.objects.filter(participant__in=pks)
        .order_by()
        .values_list("participant")
        .annotate(owed=Sum(F("net_ore") + F("vat_ore")))
    )
    return {(pk, key): Decimal(rows.get(pk, 0)) / 100 for pk in pks for key in keys}


def _with_owed(people: People) -> People:
    charges = Charge.objects.filter(participant=OuterRef("pk")).order_by().values("participant")
    total = charges.annotate(total=Sum(F("net_ore") + F("vat_ore"))).values("total")
    return people.alias(charged_ore=Subquery(total))


def payer_columns() -> list[Column]:
    source = Source(_payers)
    kinds = Filter("payer", gettext("Who pays"), _has_payer, in_words(PayerKind.choices))
    headings = {
        "payer": gettext("Who pays"),
        "payer_name": gettext("Payer"),
        "org_number": gettext("Organisation number"),
        "invoice_reference": gettext("Invoice reference"),
    }
    return [
        Column(
            key,
            headings[key],
            source,
            (kinds,) if key == "payer" else (),
            (SwedishOrder(Subquery(_payers_of(OuterRef("registration")).values(field)[:1])),),
        )
        for key, field in _PAYER_FIELDS.items()
    ]


def _payers_of(registration: Any) -> Any:
    return Payer.objects.filter(registration=registration).order_by("pk")


def _has_payer(people: People, kind: str) -> People:
    return people.filter(Exists(_payers_of(OuterRef("registration")).filter(kind=kind)))


def _payers(people: Sequence[Participant], keys: Sequence[str]) -> Values:
    """Return who pays; where several do, their details stand side by side."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    registrations = {person.registration_id for person in people}
    kinds = {kind.value: str(kind.label) for kind in PayerKind}
    rows = Payer.objects.filter(registration__in=registrations).order_by("pk")
    for row in rows.values("registration_id", *_PAYER_FIELDS.values()):
        found[row["registration_id"]].append({**row, "kind": kinds[row["kind"]]})

    def cell(person: Participant, key: str) -> CellValue:
        details = (row[_PAYER_FIELDS[key]] for row in found[person.registration_id])
        return "; ".join(filter(None, details))

    return {(person.pk, key): cell(person, key) for person in people for key in keys}
