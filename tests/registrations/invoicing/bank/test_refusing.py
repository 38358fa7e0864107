"""Files that are no bank's, or that could do harm, are refused with a sentence each."""

import pytest

from registrations.actors import SYSTEM
from registrations.errors import DomainError
from registrations.invoicing.bank.entries import LIMIT_BYTES
from registrations.invoicing.bank.reading import read_file
from registrations.models import BankFile, BankMovement, Document
from tests.factories.bank import csv_mapping, paying
from tests.factories.camt import File, camt

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

BOMB = b"""<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Document>&b;</Document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<Document><BkToCstmrDbtCdtNtfctn>&e;</BkToCstmrDbtCdtNtfctn></Document>"""
BROKEN_OFF = "Filen är avbruten eller är inte XML. Hämta den igen."
HAS_DOCTYPE = "Filen har en DOCTYPE, som kan hämta andra filer. Den har inte lästs."


def good(document: Document) -> bytes:
    return camt(File([paying(document)]))


def refusal_of(body: bytes, mapping: object = None) -> str:
    """Return the sentence with which a file is refused; nothing of it is kept."""
    with pytest.raises(DomainError) as refused:
        read_file(body=body, name="bank.xml", actor=SYSTEM, mapping=mapping)  # type: ignore[arg-type]
    assert not BankFile.objects.exists()
    assert not BankMovement.objects.exists()
    return str(refused.value)


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, b"<!DOCTYPE Document><Document/>"])
def test_doctype_and_entities_are_refused(db: None, body: bytes) -> None:
    assert refusal_of(body) == HAS_DOCTYPE


@pytest.mark.parametrize("body", [b"", b"  ", b"Datum;Belopp\n", b"\xff\xfe\x00"])
def test_what_is_no_xml_is_refused(db: None, body: bytes) -> None:
    assert refusal_of(body) == BROKEN_OFF


@pytest.mark.parametrize("body", [b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_text_is_refused(db: None, body: bytes) -> None:
    why = "Det här är varken camt (XML) eller CSV. Hämta betalningsfilen hos banken."
    assert refusal_of(body) == why


def test_file_cut_off_anywhere_is_refused(document: Document) -> None:
    body = good(document)

    found = {refusal_of(body[:end]) for end in range(0, len(body) - 1, 40)}

    assert found == {BROKEN_OFF}


def test_file_in_another_encoding_than_it_says_is_refused(document: Document) -> None:
    body = camt(File([paying(document, payer="Hörby kommun")]))

    assert refusal_of(body.decode().encode("latin-1")) == BROKEN_OFF


@pytest.mark.parametrize("size", [LIMIT_BYTES + 1, 50 * 1024 * 1024])
def test_too_large_file_is_refused(db: None, size: int) -> None:
    assert refusal_of(b" " * size) == "Filen är större än 32 MB och har inte lästs."


def test_too_large_csv_is_refused(document: Document) -> None:
    body = b" " * (LIMIT_BYTES + 1)

    assert refusal_of(body, csv_mapping()) == "Filen är större än 32 MB och har inte lästs."


def test_other_xml_is_refused(db: None) -> None:
    assert refusal_of(b"<html/>") == "Filen är av ett annat slag än det som läses här (html)."


def test_other_message_of_a_bank_is_refused(document: Document) -> None:
    body = good(document).replace(b"BkToCstmrDbtCdtNtfctn", b"CstmrPmtStsRpt")

    assert refusal_of(body) == (
        "Filen är varken camt.054 eller camt.053. Hämta en sådan hos banken."
    )


def test_csv_without_a_column_is_refused(document: Document) -> None:
    assert refusal_of(b"Dag;Belopp\n", csv_mapping()) == (
        "Filen har ingen kolumn ”Datum”, som mappningen frågar efter."
    )


@pytest.mark.parametrize("body", [b"Datum;Belopp\n\xe5", b"\xff\xfe\x00", b"\0"])
def test_csv_in_another_encoding_is_refused(document: Document, body: bytes) -> None:
    assert refusal_of(body, csv_mapping()) == (
        "Filen kan inte läsas med den här teckenkodningen. Välj en annan i mappningen."
    )
