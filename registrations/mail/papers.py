"""The documents that a mail carries, as the templates' `mail.papers`: receipts and credits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext, pgettext

from registrations import formats
from registrations.mail.bills import reminder_of
from registrations.mail.rows import Row
from registrations.models import Decision, Document, Message, Refund
from registrations.words import DEAD_REFUND, ChargeKind, DocumentKind, Happening


@dataclass
class MailPapers:
    """The documents of one mail, and what becomes of the money that they credit."""

    message: Message

    @cached_property
    def first(self) -> Document | None:
        """Return the document that the mail is about: its log entry names it, `document:7`."""
        reminder = reminder_of(self.message)
        return reminder.document if reminder is not None else _documents(self.message).first()

    @cached_property
    def main(self) -> Sequence[Document]:
        """Return the receipt, or the credit with those that wait to be sent to the same reader."""
        if self.first is None:
            return []
        if self.message.kind != Happening.CREDITED:
            return [self.first]
        waiting = _credit_mails(self.message).filter(sent_at__isnull=True, dropped_at__isnull=True)
        found = [self.first, *(_documents(message).first() for message in waiting)]
        return sorted((one for one in found if one is not None), key=lambda one: one.pk)

    @cached_property
    def fee_receipts(self) -> Sequence[Document]:
        """Return receipts for a cancellation fee, which go along with the credits."""
        found: dict[int, Document] = {}
        if self.message.kind != Happening.CREDITED:
            return []
        for credit in self.main:
            if credit.kind == DocumentKind.CREDIT_NOTE:
                found |= {one.pk: one for one in _of_same_act(credit, DocumentKind.RECEIPT)}
        return [found[pk] for pk in sorted(found) if is_of_cancellation(found[pk])]

    @property
    def all(self) -> Sequence[Document]:
        return [*self.main, *self.fee_receipts]

    @property
    def number(self) -> str:
        return ", ".join(document.full_number for document in self.main)

    @property
    def credited_number(self) -> str:
        numbers = [document.credits.full_number for document in self.main if document.credits]
        return ", ".join(dict.fromkeys(numbers))

    @property
    def is_test(self) -> bool:
        return any(not document.is_live for document in self.main)

    @property
    def sum(self) -> str:
        return formats.money(abs(sum(document.gross_ore for document in self.main)))

    @property
    def rows(self) -> list[Row]:
        """Return what stands on the documents, as far as one needs it without opening them."""
        if self.first is None:
            return []
        vat_ore = abs(sum(document.vat_ore for document in self.main))
        rows = [
            Row(pgettext("mail", "Number"), self.number),
            Row(pgettext("mail", "Date"), formats.short_day(self.first.issued_on)),
            Row(pgettext("mail", "Sum"), self.sum),
            Row(gettext("of which VAT"), formats.money(vat_ore) if vat_ore else ""),
            Row(gettext("Reference"), self.first.content["reference"]),
        ]
        return [row for row in rows if row.value]

    @cached_property
    def fee_ore(self) -> int:
        return sum(receipt.gross_ore for receipt in self.fee_receipts)

    @property
    def cancellation_fee(self) -> str:
        return formats.money(self.fee_ore) if self.fee_ore else ""

    @cached_property
    def refund_ore(self) -> int:
        """Return how much of what is credited goes back, as it stands now, in öre."""
        acts = {(document.payment_id, document.created_at) for document in self.main}
        refunds = sum(
            _sum_of(Refund.objects.filter(payment=payment_id, created_at=moment))
            for payment_id, moment in acts
            if payment_id is not None
        )
        return min(refunds, self._credited_ore - self.fee_ore)

    @property
    def refund(self) -> str:
        return formats.money(self.refund_ore) if self.refund_ore > 0 else ""

    @property
    def rest(self) -> str:
        """Return what of the credits neither goes back nor pays a cancellation fee."""
        ore = self._credited_ore - self.fee_ore - self.refund_ore
        return formats.money(ore) if ore > 0 else ""

    @property
    def is_asked(self) -> bool:
        """Tell whether an organiser is to decide what becomes of the money."""
        payments = [document.payment_id for document in self.main]
        matters = Decision.objects.filter(payment__in=payments, settled_at__isnull=True)
        return matters.exists()

    @property
    def _credited_ore(self) -> int:
        return -sum(document.gross_ore for document in self.main)


def why_not_sent(message: Message) -> str:
    """Return which other mail has the document with it, or nothing."""
    document = _documents(message).first()
    if document is None:
        return "there is no document"
    if message.kind in {Happening.INVOICED, Happening.INVOICE_CREDITED}:
        return ""
    if document.kind == DocumentKind.CREDIT_NOTE:
        sent = _credit_mails(message).filter(sent_at__isnull=False)
        number = re.compile(rf"\b{re.escape(document.full_number)}\b")
        has_gone = any(number.search(text) for text in sent.values_list("text", flat=True))
        return "went with another credit" if has_gone else ""
    credits = _of_same_act(document, DocumentKind.CREDIT_NOTE)
    if credits and is_of_cancellation(document):
        return f"goes with {credits[0].full_number}"
    return ""


def is_of_cancellation(document: Document) -> bool:
    """Tell whether a document is about a cancellation fee and nothing else."""
    kinds = set(document.lines.values_list("charge__kind", flat=True))
    return kinds == {ChargeKind.CANCELLATION}


def _documents(message: Message) -> QuerySet[Document]:
    names = [name.partition(":") for name in message.cause.fields]
    pks = [pk for kind, _colon, pk in names if kind == "document"]
    return Document.objects.filter(pk__in=pks).select_related("credits", "payment")


def _credit_mails(message: Message) -> QuerySet[Message]:
    """Return the other mails to the same reader about credits of the same registration."""
    mails = Message.objects.filter(
        registration=message.registration, kind=Happening.CREDITED, to=message.to
    )
    return mails.exclude(pk=message.pk).select_related("cause")


def _of_same_act(document: Document, kind: str) -> Sequence[Document]:
    """Return the documents of a kind that the same act on the same people made."""
    people = document.lines.values("charge__participant")
    found = Document.objects.filter(
        payer=document.payer_id,
        created_at=document.created_at,
        kind=kind,
        lines__charge__participant__in=people,
    )
    return list(found.distinct().order_by("pk"))


def _sum_of(refunds: QuerySet[Refund]) -> int:
    living = refunds.exclude(state__in=DEAD_REFUND)
    return living.aggregate(total=Sum("amount_ore"))["total"] or 0
