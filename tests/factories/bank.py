"""Reads files of the bank in tests, and checks that nothing of them is lost."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from registrations.actors import SYSTEM
from registrations.invoicing.bank.reading import read_file
from registrations.models import BankAccount, BankFile, CsvMapping, Document
from tests.factories.camt import OUR_BANKGIRO, File, Movement, camt

DAY = date(2026, 2, 2)


def paying(document: Document, ore: int | None = None, **fields: Any) -> Movement:
    """Return a movement that pays an invoice by its OCR number."""
    given = {
        "ore": document.gross_ore if ore is None else ore,
        "number": f"B{document.pk}",
        "booked_on": DAY,
        "references": [(document.ocr or "", None)],
    }
    return Movement(**given | fields)


def read(*movements: Movement, **fields: Any) -> BankFile:
    """Read a camt file of these movements."""
    return read_body(camt(File(movements, **fields)))


def read_body(body: bytes, mapping: CsvMapping | None = None) -> BankFile:
    """Read a file; each krona of it is then known, new or put aside."""
    file = read_file(body=body, name="bank.xml", actor=SYSTEM, mapping=mapping)
    totals = file.totals
    became = totals["known_ore"] + totals["new_ore"] + totals["aside_ore"]
    assert became == totals["in"] + totals["out"]
    return file


def csv_mapping(**columns: Any) -> CsvMapping:
    """Return a mapping of a CSV in which our bank tells of the bankgiro."""
    given = {
        "date": "Datum",
        "amount": "Belopp",
        "reference": "Referens",
        "text": "Meddelande",
        "name": "Namn",
    }
    account = BankAccount.objects.get(number=OUR_BANKGIRO)
    return CsvMapping.objects.create(name="Banken", account=account, columns=given | columns)


def csv_of(movements: Sequence[Movement]) -> bytes:
    """Return the same movements as rows of such a CSV."""
    rows = ["Datum;Belopp;Referens;Meddelande;Namn"]
    for one in movements:
        sign = "-" if one.direction == "DBIT" else ""
        amount = f"{sign}{one.ore // 100},{one.ore % 100:02d}"
        reference = one.references[0][0] if one.references else ""
        rows.append(f"{one.booked_on};{amount};{reference};{one.text};{one.payer}")
    return "\n".join(rows).encode()
