"""What is owed, paid and given back, as a participant or contact person reads it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import pgettext

from registrations import formats
from registrations.invoicing.overpaid import paid_outside_ore, paid_too_much_ore
from registrations.invoicing.standing import invoices, state_of
from registrations.mail.rendering import XML
from registrations.models import Charge, DocumentFile, Payer
from registrations.personal_data import documents_of
from registrations.pricing import VatTotal, vat_totals
from registrations.views.documents import may_read
from registrations.views.history import name_of
from registrations.views.links import Link
from registrations.views.paying import Paying
from registrations.words import ChargeKind, InvoiceState, RefundState

# What the books do about a debt; the one who owes it owes it still.
INTERNAL = (ChargeKind.WRITE_OFF, ChargeKind.RECOVERED)


@dataclass(frozen=True)
class Paper:
    """A receipt, invoice or credit, with where it can be downloaded."""

    name: str
    url: str
    gross_ore: int
    # Where the e-invoice is, if there is one.
    xml_url: str = ""
    # How an invoice stands: paid, or what is left to pay and until when.
    standing: str = ""


@dataclass(frozen=True)
class MoneyBack:
    """One refund: how much, and how far it has come."""

    amount_ore: int
    words: str


@dataclass(frozen=True)
class Account:
    """Charges of one page with their VAT by rate; `payer` pays them online or by invoice."""

    charges: tuple[Charge, ...]
    names: dict[int, str]
    vat: tuple[VatTotal, ...]
    payer: Payer | None
    paying: Paying
    papers: tuple[Paper, ...] = ()
    # What came otherwise than online, and what of it is owed no more.
    outside_ore: int = 0
    too_much_ore: int = 0

    @property
    def lines(self) -> list[tuple[Charge, str]]:
        """Return each charge with whom it is for, where there are several people."""
        return [(charge, self.names.get(charge.participant_id or 0, "")) for charge in self.charges]

    @property
    def gross_ore(self) -> int:
        return sum(charge.gross_ore for charge in self.charges)

    @property
    def refunds(self) -> list[MoneyBack]:
        return [
            MoneyBack(refund.amount_ore, refund_words(RefundState(refund.state)))
            for refund in self.paying.refunds
        ]


def account_of(link: Link, payer: Payer | None, paying: Paying) -> Account:
    """Return the charges that the link may show: all to the contact, one's own to a participant."""
    charges = Charge.objects.filter(payer__registration=link.registration).exclude(
        kind__in=INTERNAL
    )
    if link.own is not None:
        charges = charges.filter(participant=link.own)
    found = tuple(charges.order_by("pk"))
    people = link.participants if len(link.participants) > 1 else []
    names = {participant.pk: name_of(participant) for participant in people}
    vat = tuple(vat_totals(found))
    if not found or not may_read(link):
        return Account(found, names, vat, payer, paying)
    return Account(
        found,
        names,
        vat,
        payer,
        paying,
        papers_of(link),
        paid_outside_ore(payer) if payer is not None else 0,
        paid_too_much_ore(payer) if payer is not None else 0,
    )


def papers_of(link: Link) -> tuple[Paper, ...]:
    """Return the receipts, invoices and credits of the registration, oldest first."""
    kept = DocumentFile.objects.filter(document=OuterRef("pk"), media_type=XML)
    documents = documents_of(link.registration).annotate(has_xml=Exists(kept)).defer("content")
    documents = documents.select_related("credits").defer("credits__content").order_by("pk")
    found = invoices().filter(pk__in=[document.pk for document in documents])
    standings = {invoice.pk: standing_words(invoice) for invoice in found}
    return tuple(
        Paper(
            f"{document.kind_words} {document.full_number}",
            link.url("document", document.pk),
            document.gross_ore,
            link.url("e_invoice", document.pk) if document.has_xml else "",
            standings.get(document.pk, ""),
        )
        for document in documents
    )


def standing_words(invoice: Any) -> str:
    """Return how an invoice that came by `invoices` stands, as its buyer would put it."""
    left = invoice.open_ore + invoice.reminder_fees_ore
    state = state_of(invoice)
    if left <= 0:
        settled = {
            InvoiceState.CREDITED: pgettext("invoice", "credited"),
            InvoiceState.PAID: pgettext("invoice", "paid"),
        }
        return settled.get(state, pgettext("invoice", "nothing is left to pay"))
    words = (
        pgettext("invoice", "%(sum)s left to pay, by %(day)s")
        if state in {InvoiceState.PARTLY_PAID, InvoiceState.PAID}
        else pgettext("invoice", "unpaid, %(sum)s to pay by %(day)s")
    )
    return words % {"sum": formats.money(left), "day": formats.short_day(invoice.pay_by)}


def refund_words(state: RefundState) -> str:
    """Return how far a refund has come, as the payer would put it."""
    words = {
        RefundState.NEW: pgettext("refund", "is being sent"),
        RefundState.PENDING: pgettext("refund", "is on its way"),
        RefundState.REQUIRES_ACTION: pgettext("refund", "waits for you: see the bank's mail"),
        RefundState.SUCCEEDED: pgettext(
            "refund", "is sent back: by Swish at once, to a card within 5 to 10 days"
        ),
        RefundState.FAILED: pgettext("refund", "did not get through; we are working on it"),
        RefundState.CANCELED: pgettext("refund", "was stopped"),
    }
    return words[state]
