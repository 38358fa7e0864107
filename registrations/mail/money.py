"""What a mail can say of money: the templates' `mail.money`, read when the mail is rendered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from registrations import dues, formats, ledger
from registrations.invoicing.overpaid import paid_too_much_ore
from registrations.models import (
    Charge,
    Decision,
    Document,
    Message,
    Participant,
    Payer,
    Payment,
    Refund,
)
from registrations.words import (
    DEAD_REFUND,
    SEATED,
    DocumentKind,
    PayerKind,
    PaymentMethod,
    Status,
)


@dataclass
class MailMoney:
    """The money that one mail is about, in the language that is active."""

    message: Message

    @cached_property
    def payer(self) -> Payer | None:
        return Payer.objects.filter(registration=self.message.registration).order_by("pk").first()

    @property
    def is_online(self) -> bool:
        """Tell whether the registration is paid by card or Swish."""
        return self.payer is not None and self.payer.method == PaymentMethod.ONLINE

    @cached_property
    def payment(self) -> Payment | None:
        """Return the payment that the mail is about."""
        refunds = Payment.objects.filter(refunds__pk__in=self._named("refund"))
        return Payment.objects.filter(pk__in=self._named("payment")).first() or refunds.first()

    @property
    def paid(self) -> str:
        return formats.money(self.payment.amount_ore) if self.payment is not None else ""

    @cached_property
    def refund_ore(self) -> int:
        """Return how much goes back by what the mail is about, as it stands now, in öre."""
        refunds = Refund.objects.filter(payment=self.payment).exclude(state__in=DEAD_REFUND)
        if named := self._named("refund"):
            refunds = refunds.filter(pk__in=named)
        return refunds.aggregate(total=Sum("amount_ore"))["total"] or 0

    @property
    def refund(self) -> str:
        return formats.money(self.refund_ore) if self.refund_ore else ""

    @property
    def is_refunded_whole(self) -> bool:
        return self.payment is not None and self.refund_ore == self.payment.amount_ore

    @property
    def is_asked(self) -> bool:
        """Tell whether an organiser is to decide what becomes of the money."""
        decisions = Decision.objects.filter(payment=self.payment, settled_at__isnull=True)
        return self.payment is not None and decisions.exists()

    @cached_property
    def paid_for(self) -> Sequence[Participant]:
        """Return the people whom the payment was for."""
        if self.payment is None or self.payment.checkout is None:
            return []
        charged = self.payment.checkout.lines.values("charge__participant")
        return list(Participant.objects.filter(pk__in=charged))

    @property
    def without_seat(self) -> int:
        return sum(person.status not in SEATED for person in self.paid_for)

    @property
    def is_partly_gone(self) -> bool:
        return 0 < self.without_seat < len(self.paid_for)

    @cached_property
    def must_be_paid(self) -> bool:
        """Tell whether the seat of the person whom the mail is about is taken by paying for it."""
        participant = self.message.participant
        return participant is not None and dues.must_pay_first(participant)

    @cached_property
    def open_ore(self) -> int:
        """Return what an online payer still owes for those whom the mail is about, in öre."""
        if self.payer is None or not self.is_online:
            return 0
        person = self.message.participant
        charges = ledger.open_charges(self.payer)
        return sum(ore for one, ore in charges if person is None or one.participant == person)

    @property
    def to_pay(self) -> str:
        return formats.money(self.open_ore) if self.open_ore else ""

    @property
    def is_paid(self) -> bool:
        """Tell whether all that was charged is paid online."""
        if not self.is_online or self.open_ore:
            return False
        charges = Charge.objects.filter(payer=self.payer)
        if self.message.participant is not None:
            charges = charges.filter(participant=self.message.participant)
        return sum(charge.gross_ore for charge in charges) > 0

    @property
    def withdraw_until(self) -> str:
        """Return until when a private person may withdraw, by the terms agreed to, or nothing."""
        registration, payer = self.message.registration, self.payer
        if registration is None or payer is None or payer.kind != PayerKind.PERSON:
            return ""
        days = registration.terms.get("withdrawal_days", 0)
        if not days or not payer.charges.exists():
            return ""
        signed_up_on = timezone.localtime(registration.created_at).date()
        return formats.day(signed_up_on + timedelta(days=days))

    @property
    def is_credited(self) -> bool:
        """Tell whether the person whom the mail is about, or anyone, stands on a credit."""
        credits = Document.objects.filter(payer=self.payer, kind=DocumentKind.CREDIT_NOTE)
        credits = credits.exclude(credits__kind=DocumentKind.INVOICE)
        if self.message.participant is not None:
            credits = credits.filter(lines__charge__participant=self.message.participant)
        return self.payer is not None and credits.exists()

    @property
    def credited_invoices(self) -> list[dict[str, str]]:
        """Return number and sum of what was credited of invoices for whom the mail is about."""
        charges = Charge.objects.filter(
            payer=self.payer, document_line__document__credits__kind=DocumentKind.INVOICE
        )
        if self.message.participant is not None:
            charges = charges.filter(participant=self.message.participant)
        sums: dict[str, int] = {}
        for charge in charges.select_related("document_line__document__credits").order_by("pk"):
            invoice = charge.document_line.document.credits
            if invoice is not None:
                number = invoice.full_number
                sums[number] = sums.get(number, 0) - charge.gross_ore
        return [{"number": number, "sum": formats.money(ore)} for number, ore in sums.items()]

    @cached_property
    def paid_too_much(self) -> str:
        """Return what has come by bank or by hand and is owed no more, or nothing."""
        ore = paid_too_much_ore(self.payer) if self.payer is not None else 0
        return formats.money(ore) if ore else ""

    @cached_property
    def held_until(self) -> datetime | None:
        """Return until when the first of the held seats is kept."""
        return held_until(self.message)

    @property
    def deadline(self) -> str:
        return formats.moment(self.held_until) if self.held_until is not None else ""

    @property
    def pay_link(self) -> str:
        """Return the contact's page for paying; opening it pays nothing."""
        registration = self.message.registration
        if registration is None or self.message.to != registration.contact_email:
            return ""
        return settings.BASE_URL + reverse("registrations:pay", args=[registration.token])

    @property
    def signup_link(self) -> str:
        path = reverse("registrations:signup", args=[self.message.offering.slug])
        return settings.BASE_URL + path

    def _named(self, kind: str) -> list[str]:
        fields = self.message.cause.fields
        return [name.partition(":")[2] for name in fields if name.startswith(f"{kind}:")]


def held_until(message: Message) -> datetime | None:
    """Return until when the first of the registration's held seats is kept."""
    held = Participant.objects.filter(registration=message.registration, status=Status.HELD)
    return held.order_by("seat_until").values_list("seat_until", flat=True).first()
