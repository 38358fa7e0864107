"""The facts of a mail as labelled rows: when, where, what it costs, who pays, who comes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext, pgettext_lazy

from registrations import formats
from registrations.facts import place_words
from registrations.ledger import open_charges
from registrations.models import Charge, Occasion, Participant, Payer, Registration
from registrations.pricing import discount_on, price_of, vat_totals
from registrations.words import PayerKind, PaymentMethod, Status

# The state of each person in a mail about several.
STATE_WORDS = {
    Status.APPLIED: pgettext_lazy("person in a mail", "application received"),
    Status.WAITING: pgettext_lazy("person in a mail", "on the waitlist"),
    Status.HELD: pgettext_lazy("person in a mail", "a seat is kept"),
    Status.OFFERED: pgettext_lazy("person in a mail", "is offered a seat"),
    Status.CONFIRMED: pgettext_lazy("person in a mail", "has a seat"),
    Status.LAPSED: pgettext_lazy("person in a mail", "did not answer in time"),
    Status.DECLINED: pgettext_lazy("person in a mail", "got no seat"),
    Status.CANCELLED: pgettext_lazy("person in a mail", "cancelled"),
}


@dataclass(frozen=True)
class Row:
    label: str
    value: str


@dataclass(frozen=True)
class PersonRow:
    """One person of a registration: name or number, and how it stands."""

    name: str
    status: str


def person_row(participant: Participant) -> PersonRow:
    return PersonRow(name_of(participant), str(STATE_WORDS[Status(participant.status)]))


def name_of(participant: Participant) -> str:
    return participant.name or gettext("Participant %(number)d") % {"number": participant.number}


def occasion_rows(occasions: Sequence[Occasion]) -> list[Row]:
    """Return when and where; a single place is said once."""
    if len(occasions) == 1:
        rows = [Row(pgettext("mail", "When"), _when(occasions[0]))]
    else:
        rows = [
            Row(gettext("Occasion %(number)d") % {"number": number}, _when(occasion))
            for number, occasion in enumerate(occasions, start=1)
        ]
    places = list(dict.fromkeys(filter(None, (_where(occasion) for occasion in occasions))))
    if places:
        rows.append(Row(pgettext("mail", "Where"), "; ".join(places)))
    return rows


def _when(occasion: Occasion) -> str:
    starts, ends = occasion.starts_at, occasion.ends_at
    if formats.short_day(starts) == formats.short_day(ends):
        between = ", " if formats.clock(starts)[:1].isdigit() else " "
        return f"{formats.day(starts)}{between}{formats.clock_range(starts, ends)}"
    return formats.day_range(starts, ends)


def _where(occasion: Occasion) -> str:
    if occasion.is_online:
        return place_words(occasion)
    parts = (occasion.place_name, occasion.address, occasion.town)
    return ", ".join(part for part in parts if part)


def price_rows(
    registration: Registration, participant: Participant | None, *, with_payer: bool
) -> list[Row]:
    """Return the price with its VAT and who is invoiced for it; to the contact also how."""
    charges = Charge.objects.filter(payer__registration=registration)
    if participant is not None:
        charges = charges.filter(participant=participant)
    sums = _sums(list(charges), participant)
    if sums is None:
        return []
    payer = registration.payers.order_by("pk").first()
    is_private = payer is not None and payer.kind == PayerKind.PERSON
    rows = _money_rows(*sums, is_private=is_private)
    is_in_line = participant is not None and participant.status in (Status.APPLIED, Status.WAITING)
    if payer is None or not sums[0] or is_in_line:
        return rows
    return rows + (_payer_rows(payer, participant) if with_payer else _others_pay_rows(payer))


def _others_pay_rows(payer: Payer) -> list[Row]:
    """Tell one who came with others that an organisation pays, not they themselves."""
    is_invoiced = payer.method == PaymentMethod.INVOICE and payer.kind == PayerKind.ORGANISATION
    if not is_invoiced or not payer.name:
        return []
    words = gettext("%(name)s is invoiced") % {"name": payer.name}
    return [Row(pgettext("mail", "Payment"), words)]


def _sums(charges: list[Charge], participant: Participant | None) -> tuple[int, int] | None:
    """Return net and VAT of what is charged, else of the place that may be charged later."""
    totals = vat_totals(charges)
    if totals:
        return sum(total.net_ore for total in totals), sum(total.vat_ore for total in totals)
    if participant is None:
        return None
    money = price_of(participant.fee)
    if participant.discount is None:
        return money.net_ore, money.vat_ore
    lowered = discount_on(participant.fee, participant.discount)
    return money.net_ore - lowered.net_ore, money.vat_ore - lowered.vat_ore


def _money_rows(net_ore: int, vat_ore: int, *, is_private: bool) -> list[Row]:
    """Return the price: to an organisation first without VAT, to a person with it."""
    label = pgettext("mail", "Price")
    if not net_ore:
        return [Row(label, formats.price(0))]
    if not vat_ore:
        return [Row(label, formats.money(net_ore)), Row(gettext("VAT"), gettext("No VAT"))]
    gross = gettext("%(money)s incl. VAT") % {"money": formats.money(net_ore + vat_ore)}
    net = gettext("%(money)s excl. VAT") % {"money": formats.money(net_ore)}
    price = gross if is_private else f"{net}, {gross}"
    return [Row(label, price), Row(gettext("VAT"), formats.money(vat_ore))]


def _payer_rows(payer: Payer, participant: Participant | None) -> list[Row]:
    """Return who is invoiced and where, or how it stands with the payment online."""
    if payer.method == PaymentMethod.ONLINE:
        return [Row(pgettext("mail", "Payment"), _payment_words(payer, participant))]
    rows = [
        Row(pgettext("mail", "Invoice to"), payer.name),
        Row(gettext("Invoice reference"), payer.reference),
    ]
    return [row for row in rows if row.value]


def _payment_words(payer: Payer, participant: Participant | None) -> str:
    if participant is not None and participant.status == Status.OFFERED:
        return gettext("by card or Swish, to take the seat")
    charges = open_charges(payer)
    ore = sum(ore for one, ore in charges if participant in (None, one.participant))
    return (
        gettext("%(sum)s to pay") % {"sum": formats.money(ore)} if ore else pgettext("mail", "Paid")
    )
