"""How it stands with a payer's money online, in one state that every page tells alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations import formats, ledger
from registrations.models import Checkout, Participant, Payer, Payment, Refund
from registrations.views.links import Link
from registrations.views.states import State
from registrations.words import (
    DEAD_REFUND,
    LIVE_CHECKOUT,
    SEATED,
    CheckoutState,
    PaymentMethod,
    Status,
)


class Kind(StrEnum):
    """Where a payer's money stands; the names are also what a page that updates itself compares."""

    NOTHING = "nothing"
    TO_PAY = "to_pay"
    BANK = "bank"
    PAID = "paid"
    LET_GO = "let_go"
    TOO_LATE = "too_late"
    REFUNDED = "refunded"
    CHECKED = "checked"


@dataclass(frozen=True)
class Paying:
    """One payer's money online: what is open, what came and what went back, in öre."""

    kind: Kind
    open_ore: int = 0
    paid_ore: int = 0
    refunded_ore: int = 0
    held_until: datetime | None = None
    # How many people it is about.
    number: int = 1
    is_live: bool = True
    comes_back: bool = False
    checkout: Checkout | None = None
    refunds: tuple[Refund, ...] = ()

    @property
    def waits(self) -> bool:
        """Tell whether the page should ask again by itself."""
        has_page = self.checkout is not None and self.checkout.is_alive
        return self.kind == Kind.BANK or (self.kind == Kind.TO_PAY and has_page)

    @property
    def may_pay(self) -> bool:
        return self.kind == Kind.TO_PAY

    @property
    def state(self) -> State:
        return _WORDS[self.kind](self)


def payer_of(link: Link) -> Payer | None:
    return link.registration.payers.select_related("registration__offering").order_by("pk").first()


def may_pay(link: Link) -> bool:
    """Tell whether the reader answers for the money: the contact, or someone signed up alone."""
    return link.is_contact or link.registration.participants.count() == 1


def paying_behind(link: Link, payer: Payer | None) -> Paying:
    """Return how it stands with the money, to a reader who answers for it."""
    if payer is None or payer.method != PaymentMethod.ONLINE or not may_pay(link):
        return Paying(Kind.NOTHING)
    return paying_of(payer, link.participants)


def paying_of(payer: Payer | None, participants: Sequence[Participant]) -> Paying:
    """Return how it stands with the payer; all of the registration's people are given."""
    if payer is None or payer.method != PaymentMethod.ONLINE:
        return Paying(Kind.NOTHING)
    checkouts = list(payer.checkouts.order_by("-pk"))
    payments = list(Payment.objects.filter(payer=payer).order_by("pk"))
    refunds = list(Refund.objects.filter(payment__payer=payer).order_by("pk")) if payments else []
    untils = [one.seat_until for one in participants if one.seat_until is not None]
    live = next((one for one in checkouts if one.state in LIVE_CHECKOUT), None)
    latest = live or (checkouts[0] if checkouts else None)
    open_ore = ledger.open_ore(payer)
    return Paying(
        kind=_kind(latest, participants, payments, refunds, open_ore),
        open_ore=open_ore,
        paid_ore=sum(payment.amount_ore for payment in payments),
        refunded_ore=_sum_alive(refunds),
        held_until=min(untils, default=None),
        number=len(participants),
        is_live=latest.is_live if latest is not None else True,
        comes_back=payer.registration.offering.is_cancelled,
        checkout=latest,
        refunds=tuple(refunds),
    )


def is_unpaid(payer: Payer | None, paying: Paying) -> bool:
    """Tell whether a seat that was let go was one to pay online, for which no money came."""
    pays_online = payer is not None and payer.method == PaymentMethod.ONLINE
    return pays_online and not paying.paid_ore


def _kind(
    checkout: Checkout | None,
    participants: Sequence[Participant],
    payments: Sequence[Payment],
    refunds: Sequence[Refund],
    open_ore: int,
) -> Kind:
    statuses = {participant.status for participant in participants}
    has_seat = bool(statuses & set(SEATED))
    if checkout is not None and checkout.state == CheckoutState.PROCESSING:
        return Kind.BANK
    if checkout is not None and checkout.attention:
        return Kind.CHECKED
    if open_ore and has_seat:
        return Kind.TO_PAY
    if payments:
        return _kind_of_paid(statuses, payments, refunds, has_seat=has_seat)
    return Kind.LET_GO if Status.LAPSED in statuses and not has_seat else Kind.NOTHING


def _kind_of_paid(
    statuses: set[str], payments: Sequence[Payment], refunds: Sequence[Refund], *, has_seat: bool
) -> Kind:
    if has_seat:
        return Kind.PAID
    if Status.LAPSED in statuses:
        return Kind.TOO_LATE
    came = sum(payment.amount_ore for payment in payments)
    return Kind.REFUNDED if _sum_alive(refunds) >= came else Kind.PAID


def _sum_alive(refunds: Sequence[Refund]) -> int:
    return sum(refund.amount_ore for refund in refunds if refund.state not in DEAD_REFUND)


def _to_pay(paying: Paying) -> State:
    if paying.held_until is None:
        title = _("There is %(sum)s left to pay") % {"sum": formats.money(paying.open_ore)}
        return State(title, tone="warn")
    words = ngettext(
        "Your place is held until %(moment)s",
        "Your places are held until %(moment)s",
        paying.number,
    )
    return State(
        words % {"moment": until_words(paying.held_until)},
        _("The payment is not done. No money has been taken."),
        "warn",
    )


def _bank(paying: Paying) -> State:
    return State(
        _("We are waiting for your bank"),
        _(
            "You have paid, and the bank has not answered yet. Your place is kept meanwhile. You"
            " get a mail when it is done."
        ),
        "info",
    )


def _paid(paying: Paying) -> State:
    text = _("The receipt comes by mail.")
    if paying.comes_back:
        text = _("The event is cancelled, so all of it is given back. You get a mail about it.")
    elif paying.refunded_ore:
        text = _("Of that, %(sum)s is given back.") % {"sum": formats.money(paying.refunded_ore)}
    title = _("Paid: %(sum)s") % {"sum": formats.money(paying.paid_ore)}
    return State(title, text, "ok", "tick")


def _let_go(paying: Paying) -> State:
    return State(
        ngettext("The place was let go", "The places were let go", paying.number),
        _("The payment did not come in time. No money was taken."),
        "warn",
    )


def _too_late(paying: Paying) -> State:
    sums = {"sum": formats.money(paying.paid_ore)}
    if paying.refunded_ore >= paying.paid_ore:
        text = _("Your payment of %(sum)s came when the place had gone. All of it is given back.")
    else:
        text = _(
            "Your payment of %(sum)s came when the place had gone. An organiser decides and writes"
            " to you."
        )
    return State(_("Paid too late"), text % sums, "warn")


def _refunded(paying: Paying) -> State:
    title = _("Given back: %(sum)s") % {"sum": formats.money(paying.refunded_ore)}
    return State(
        title, _("By Swish it comes at once, to a card within 5 to 10 days."), "info", "tick"
    )


def _checked(paying: Paying) -> State:
    return State(
        _("Something in the payment does not match"),
        _("An organiser is looking at it and writes to you."),
        "warn",
    )


def _nothing(paying: Paying) -> State:
    return State(_("There is nothing to pay"))


_WORDS = {
    Kind.NOTHING: _nothing,
    Kind.TO_PAY: _to_pay,
    Kind.BANK: _bank,
    Kind.PAID: _paid,
    Kind.LET_GO: _let_go,
    Kind.TOO_LATE: _too_late,
    Kind.REFUNDED: _refunded,
    Kind.CHECKED: _checked,
}


def until_words(moment: datetime) -> str:
    """Return the clock time of today, otherwise the day too."""
    is_today = timezone.localdate(moment) == timezone.localdate()
    return formats.clock(moment) if is_today else formats.moment(moment)
