"""What stands on an invoice or credit note, in the reader's language, as its PDF would say it."""

from functools import cached_property
from typing import Any

from registrations.mail import paper_lines, paper_parties, paper_payment
from registrations.words import InvoiceDelivery

Content = dict[str, Any]


class InvoiceContent:
    """The frozen content as words: buyer, references, lines, VAT by rate and sums."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.home = content["seller"].get("country", "SE")

    @cached_property
    def buyer(self) -> dict[str, Any]:
        return paper_parties.buyer_of(self.content["buyer"], home=self.home, has_reference=False)

    @property
    def references(self) -> list[list[str]]:
        """Return dates, the original of a credit, and all references of the buyer."""
        return list(paper_payment.of_invoice(self.content)["rows"])

    @property
    def delivery(self) -> str:
        """Return how the buyer wants it; a Peppol address stands among the references."""
        buyer = self.content["buyer"]
        wanted = buyer.get("delivery", "")
        if wanted not in InvoiceDelivery.values:
            return ""
        where = "" if wanted == InvoiceDelivery.PEPPOL else buyer.get("email", "")
        return ", ".join(part for part in (str(InvoiceDelivery(wanted).label), where) if part)

    @property
    def is_for_portal(self) -> bool:
        return bool(self.content["buyer"].get("delivery") == InvoiceDelivery.PEPPOL)

    @cached_property
    def lines(self) -> dict[str, Any]:
        return paper_lines.invoice_lines(self.content["lines"])

    @cached_property
    def vat(self) -> dict[str, Any]:
        return paper_lines.vat_table(self.content["vat"])

    @property
    def sums(self) -> list[list[str]]:
        return paper_lines.sums(self.content)

    @property
    def total(self) -> list[str]:
        return paper_lines.last_sum(self.content)

    @property
    def notes(self) -> list[str]:
        texts = [*self.content["notes"], self.content.get("message", "")]
        return [text for text in texts if text]
