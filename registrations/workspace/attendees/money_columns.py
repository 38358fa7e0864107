"""Columns of money: how a place is paid, what is owed, and who pays."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.utils.translation import gettext, pgettext

from registrations.columns import (
    CellValue,
    Column,
    Filter,
    People,
    Person,
    Source,
    Values,
    keys_of,
    ranked,
)
from registrations.models import Charge, Payer
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


def _payments(people: Sequence[Person], keys: Sequence[str]) -> Values:
    words = payment_words(keys_of(people))
    return dict.fromkeys(keys, words)


def _owed(people: Sequence[Person], keys: Sequence[str]) -> Values:
    pks = keys_of(people)
    rows = dict(
        Charge.objects.filter(participant__in=pks)
        .order_by()
        .values_list("participant")
        .annotate(owed=Sum(F("net_ore") + F("vat_ore")))
    )
    owed = {pk: Decimal(rows.get(pk, 0)) / 100 for pk in pks}
    return dict.fromkeys(keys, owed)


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


def _payers(people: Sequence[Person], keys: Sequence[str]) -> Values:
    """Return who pays; where several do, their details stand side by side."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    registrations = {person.registration_id for person in people}
    kinds = {kind.value: str(kind.label) for kind in PayerKind}
    rows = Payer.objects.filter(registration__in=registrations).order_by("pk")
    for row in rows.values("registration_id", *_PAYER_FIELDS.values()):
        found[row["registration_id"]].append({**row, "kind": kinds[row["kind"]]})

    def told(key: str) -> dict[int, CellValue]:
        field = _PAYER_FIELDS[key]
        words = {
            pk: "; ".join(filter(None, (row[field] for row in rows))) for pk, rows in found.items()
        }
        return {person.pk: words.get(person.registration_id, "") for person in people}

    return {key: told(key) for key in keys}
