"""What is owed, paid and given back, as a participant or contact person reads it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import pgettext

from registrations.mail.rendering import XML
from registrations.models import Charge, DocumentFile, Payer
from registrations.personal_data import documents_of
from registrations.pricing import VatTotal, vat_totals
from registrations.views.documents import may_read
from registrations.views.history import name_of
from registrations.views.links import Link
from registrations.views.paying import Paying
from registrations.words import RefundState


@dataclass(frozen=True)
class Paper:
    """A receipt, invoice or credit, with where it can be downloaded."""

    name: str
    url: str
    gross_ore: int
    # Where the e-invoice is, if there is one.
    xml_url: str = ""


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
    charges = Charge.objects.filter(payer__registration=link.registration)
    if link.own is not None:
        charges = charges.filter(participant=link.own)
    found = tuple(charges.order_by("pk"))
    people = link.participants if len(link.participants) > 1 else []
    names = {participant.pk: name_of(participant) for participant in people}
    papers = papers_of(link) if found and may_read(link) else ()
    return Account(found, names, tuple(vat_totals(found)), payer, paying, papers)


def papers_of(link: Link) -> tuple[Paper, ...]:
    """Return the receipts, invoices and credits of the registration, oldest first."""
    kept = DocumentFile.objects.filter(document=OuterRef("pk"), media_type=XML)
    documents = documents_of(link.registration).annotate(has_xml=Exists(kept)).defer("content")
    documents = documents.select_related("credits").defer("credits__content")
    return tuple(
        Paper(
            f"{document.kind_words} {document.full_number}",
            link.url("document", document.pk),
            document.gross_ore,
            link.url("e_invoice", document.pk) if document.has_xml else "",
        )
        for document in documents.order_by("pk")
    )


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
