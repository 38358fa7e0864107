"""Which invoices a payment names for sure: by an OCR of ours, and sums that agree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from registrations import ledger
from registrations.invoicing.bank.entries import Reference
from registrations.models import Charge, Document, Payment
from registrations.ocr import is_ocr

CHUNK = 500


@dataclass
class Named:
    """A payment, and what its file says that it is for."""

    payment: Payment
    references: Sequence[Reference]
    text: str

    @property
    def ocrs(self) -> dict[str, int | None]:
        """Return the OCRs that came with it and how much was meant for each, where it says."""
        found: dict[str, int | None] = {}
        for one in (*self.references, Reference(self.text)):
            digits = digits_of(one.text)
            if is_ocr(digits) and not (digits in found and one.text == self.text):
                former = found.get(digits)
                found[digits] = (former or 0) + one.ore if one.ore is not None else former
        return found


def digits_of(text: str) -> str:
    """Return a reference as an OCR is compared: banks add spaces, people do too."""
    return "".join(text.split())


def invoices_by_ocr(ocrs: Iterable[str]) -> dict[str, Document]:
    """Return the invoices of OCRs that are ours."""
    wanted = sorted(set(ocrs))
    found: dict[str, Document] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Document.objects.filter(ocr__in=wanted[start : start + CHUNK], is_live=True)
        for document in rows.select_related("payer__registration").order_by("pk"):
            found[str(document.ocr)] = document
    return found


class Standing:
    """What is left to pay of many invoices, kept up to date while payments are put on them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._charges: dict[int, list[Charge]] = defaultdict(list)
        self._left: dict[int, int] = {}
        pks = sorted({document.pk for document in documents})
        for start in range(0, len(pks), CHUNK):
            self._read(pks[start : start + CHUNK])

    def _read(self, pks: Sequence[int]) -> None:
        charges = charges_of(pks)
        for document, charge in charges:
            self._charges[document].append(charge)
        self._left |= {
            charge.pk: ore for charge, ore in ledger.still_open(one for _, one in charges)
        }

    def open_ore(self, document: Document) -> int:
        return sum(self._left.get(one.pk, 0) for one in self._charges[document.pk])

    def take(self, document: Document, ore: int) -> list[tuple[Charge, int]]:
        """Return the charges that a sum goes to, and count it as paid; what is too much stays."""
        taken = []
        for charge in self._charges[document.pk]:
            part = min(ore, self._left.get(charge.pk, 0))
            if part > 0:
                taken.append((charge, part))
                self._left[charge.pk] -= part
                ore -= part
        return taken


def charges_of(documents: Sequence[int]) -> list[tuple[int, Charge]]:
    """Return the charges that payments of invoices go to, fees of reminding last, by invoice."""
    rows = Charge.objects.filter(reverses__isnull=True).select_related("payer__registration")
    billed = rows.filter(document_line__document__in=documents).select_related("document_line")
    reminders = rows.filter(reminder__document__in=documents).select_related("reminder")
    return [
        *((one.document_line.document_id, one) for one in billed.order_by("pk")),
        *((one.reminder.document_id, one) for one in reminders.order_by("pk")),
    ]


def shares_for_sure(
    named: Named, invoices: Mapping[str, Document], standing: Standing
) -> list[tuple[Document, int]]:
    """Return which invoices a payment is for and how much of it; empty where that is not sure."""
    ocrs = named.ocrs
    found = [(invoices[ocr], ore) for ocr, ore in ocrs.items() if ocr in invoices]
    amount = named.payment.amount_ore
    if not found:
        return []
    if len(found) == 1 and len(ocrs) == 1:
        return [(found[0][0], amount)]
    if len(found) == len(ocrs) and sum(standing.open_ore(one) for one, _ore in found) == amount:
        return [(one, standing.open_ore(one)) for one, _ore in found]
    said = [ore for ore in ocrs.values() if ore is not None and ore > 0]
    if len(said) == len(ocrs) and sum(said) == amount:
        return [(one, ore) for one, ore in found if ore is not None]
    return []
