"""Invoices and credit notes are drawn whole, kept with their e-invoice, and sent once."""

import json
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from registrations.actors import staff
from registrations.charges import reverse_parts
from registrations.invoicing import package, ubl
from registrations.invoicing.issuing import issue
from registrations.mail import outbox, paper, pdf, reminder_paper, rendering
from registrations.models import Charge, Document, DocumentEvent, DocumentFile, Message, Reminder
from registrations.signup_sheet import PayerDetails
from registrations.words import (
    ChargeKind,
    DocumentKind,
    Happening,
    InvoiceHappening,
    PayerKind,
    VatKind,
)
from tests.factories.invoices import credit_of, make_content, make_line
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering, sign_up
from tests.pdf_text import text_of

NOW = datetime(2027, 2, 2, 8, 0, tzinfo=UTC)
STARTS_AT = datetime(2027, 5, 24, 7, 0, tzinfo=UTC)
ESLOV = PayerDetails(
    kind=PayerKind.ORGANISATION,
    name="Eslövs kommun",
    org_number="212000-1173",
    reference="40217",
    street="Gröna torg 2",
    postcode="241 80",
    town="Eslöv",
)
# Renders in a process of its own what comes in as JSON, and gives out the hash.
ALONE = """
import hashlib, json, sys
import django
django.setup()
from registrations.mail import pdf
page = json.load(sys.stdin)
body = pdf.render("invoice.typ", page, attachment=b"<Invoice/>")
print(hashlib.sha256(body).hexdigest())
"""


def drawn(language: str = "sv", **content: Any) -> list[str]:
    """Return the runs of text on an invoice's page."""
    return runs_of(make_content(**content), language)


def runs_of(content: dict[str, Any], language: str = "sv") -> list[str]:
    document = Document(kind=content["kind"], language=language, content=content)
    body = pdf.render(paper.template_of(document), paper.page_of(document))
    return text_of(body).replace("\N{NO-BREAK SPACE}", " ").split("\n")


def pages_of(body: bytes) -> int:
    return body.count(b"/Type/Page/") + body.count(b"/Type/Page\n")


def rendered(content: dict[str, Any]) -> bytes:
    document = Document(kind=content["kind"], language="sv", content=content)
    return pdf.render(paper.template_of(document), paper.page_of(document))


def issued() -> Document:
    make_seller()
    registration = sign_up(make_offering(fee=195000, starts_at=STARTS_AT), payer=ESLOV, now=NOW)
    return issue(payer_ids=[registration.payers.get().pk], actor=staff(None), now=NOW)


@pytest.mark.parametrize(
    "words",
    [
        ("Faktura", "F2027-0017"),
        ("Köpare", "Eslövs kommun", "Organisationsnummer: 212000-1173"),
        ("Fakturadatum", "2027-04-01", "Förfaller", "2027-05-01", "Er referens", "G12345"),
        ("Ordernummer", "DLL1", "Faktureringsobjekt", "Objekt 7", "Avtal", "AVT-1"),
        ("GLN", "7300010000001"),
        ("Cirkulär konferens", "Leveransdatum", "2027-05-24", "Anmälan", "ABC123"),
        ("Utan moms", "1 950,00", "Moms", "487,50", "Öresavrundning", "−0,50"),
        ("Redan betalt", "−1 000,00", "Att betala", "1 437,00 SEK"),
        ("OCR-nummer", "2027001706", "Bankgiro", "5050-1055"),
        ("Swish: 123 678 56 90",),
        ("Tack för att ni var med",),
    ],
)
def test_invoice_shows(words: tuple[str, ...]) -> None:
    runs = drawn(
        seller={"swish_number": "123 678 56 90"},
        buyer={
            "endpoint": "0088:7300010000001",
            "order_number": "DLL1",
            "invoiced_object": "Objekt 7",
            "contract": "AVT-1",
        },
        rounding_ore=-50,
        prepaid_ore=100_000,
        message="Tack för att ni var med",
    )

    assert "\n".join(words) in "\n".join(runs)


def test_invoice_in_english() -> None:
    runs = drawn("en", buyer={"country": "DE"})

    assert {"Invoice", "Approved for F-tax", "Germany", "To pay", "2,437.50 SEK"} <= set(runs)


def test_lines_of_several_registrations_stand_under_their_own_heading() -> None:
    lines = (make_line(), make_line(reference="DEF456", title="Resa"))
    content = make_content(*lines)

    runs = runs_of(content)

    assert "2 anmälningar" in runs
    assert "Resa, 24 maj 2027, anmälan DEF456" in runs


def test_credit_note_names_its_invoice_and_asks_for_no_money() -> None:
    runs = runs_of(credit_of(make_content()))

    assert "Krediterar faktura\nF2027-0017 av 2027-04-01" in "\n".join(runs)
    assert "−2 437,50 SEK" in runs
    assert "Så betalar du" not in runs


def test_invoice_that_is_paid_already_asks_for_no_money() -> None:
    assert "Så betalar du" not in drawn(prepaid_ore=243_750)


@pytest.mark.parametrize(("lines", "pages"), [(1, 1), (8, 1), (40, 2)])
def test_usual_invoice_is_one_page(lines: int, pages: int) -> None:
    seller = {"swish_number": "1236785690", "plusgiro": "123455"}
    body = rendered(make_content(*[make_line()] * lines, seller=seller))

    assert pages_of(body) == pages


@pytest.mark.parametrize("name", ["#let x = 1 [a] *b* $c$ <script>", "Å" * 300])
def test_name_prints_as_it_was_written(name: str) -> None:
    text = "".join(drawn(buyer={"name": name})).replace("\u200b", "")

    assert name in text


def test_two_processes_make_the_same_bytes() -> None:
    content = make_content(seller={"swish_number": "1236785690"})
    document = Document(kind=content["kind"], language="sv", content=content)
    page = json.dumps(paper.page_of(document))

    hashes = {
        subprocess.run(
            [sys.executable, "-c", ALONE], input=page, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }

    assert len(hashes) == 1


@pytest.mark.django_db
def test_invoice_is_kept_as_two_files_and_the_pdf_carries_the_other() -> None:
    document = issued()

    xml, page = rendering.files_of(document)

    assert (xml.media_type, page.media_type) == (rendering.XML, rendering.PDF)
    assert bytes(xml.body) == ubl.write_ubl(document.content)
    assert b"/AFRelationship/Alternative" in bytes(page.body)
    assert b"F2027-0001.xml" in bytes(page.body)


@pytest.mark.parametrize("content", [make_content(), credit_of(make_content())])
def test_page_is_tagged_and_fit_for_keeping_with_its_fonts(content: dict[str, Any]) -> None:
    document = Document(kind=content["kind"], language="sv", content=content)

    body = pdf.render(
        paper.template_of(document), paper.page_of(document), attachment=ubl.write_ubl(content)
    )

    assert b"<pdfuaid:part>1</pdfuaid:part>" in body
    assert b"<pdfaid:part>3</pdfaid:part>" in body
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in body
    assert body.count(b"/FontFile") == body.count(b"/Type/FontDescriptor") > 0


@pytest.mark.django_db
def test_render_due_takes_up_what_a_kill_left_between_the_files() -> None:
    document = issued()
    rendering.ubl_of(document)

    assert rendering.render_due(NOW) == 1

    page = rendering.file_of(document)
    xml = rendering.bytes_of(rendering.files_of(document)[0])
    again = pdf.render("invoice.typ", paper.page_of(document), attachment=xml)
    assert bytes(page.body) == again
    assert DocumentFile.objects.count() == 2


@pytest.mark.django_db
def test_invoice_that_cannot_be_an_e_invoice_has_a_pdf() -> None:
    document = issued()
    document.content["buyer"]["reference"] = document.content["buyer"]["endpoint"] = ""

    assert [file.media_type for file in rendering.files_of(document)] == [rendering.PDF]


@pytest.mark.django_db
def test_mailed_invoice_counts_as_sent_once() -> None:
    document = issued()

    for minutes in (1, 2):
        outbox.send_due(NOW + timedelta(minutes=minutes))

    event = DocumentEvent.objects.get(document=document, happening=InvoiceHappening.SENT)
    assert event.detail == "e-post"


@pytest.mark.django_db
def test_credit_note_is_mailed_with_its_files() -> None:
    document = issued()
    with transaction.atomic():
        reverse_parts({document.lines.order_by("pk")[0].charge: 50000}, now=NOW)
    credit = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)

    outbox.send_due(NOW + timedelta(minutes=1))

    assert Message.objects.get(kind=Happening.INVOICE_CREDITED).sent_at is not None
    assert {file.media_type for file in credit.files.all()} == {rendering.PDF, rendering.XML}


@pytest.mark.django_db
def test_package_holds_both_files_and_is_the_same_each_time() -> None:
    document = issued()
    rendering.files_of(document)

    first, second = package.zip_of([document]), package.zip_of([document])

    assert first == second
    assert zipfile.ZipFile(BytesIO(first)).namelist() == ["F2027-0001.pdf", "F2027-0001.xml"]


@pytest.mark.django_db
def test_package_refuses_a_document_that_is_not_rendered() -> None:
    with pytest.raises(package.NotRendered):
        package.zip_of([issued()])


@pytest.fixture
def shared() -> tuple[Document, str]:
    """One invoice over two registrations of a buyer, and the second one's link."""
    make_seller()
    offering = make_offering(fee=195000, starts_at=STARTS_AT)
    first, second = (sign_up(offering, payer=ESLOV, now=NOW) for _ in range(2))
    pks = [one.payers.get().pk for one in (first, second)]
    return issue(payer_ids=pks, actor=staff(None), now=NOW), second.token


@pytest.mark.web
@pytest.mark.django_db
def test_contact_fetches_an_invoice_shared_with_others(
    client: Client, shared: tuple[Document, str]
) -> None:
    document, token = shared

    page = client.get(f"/r/{token}/kvitto/{document.pk}.pdf")
    xml = client.get(f"/r/{token}/faktura/{document.pk}.xml")
    status = client.get(f"/r/{token}/").content.decode()

    assert (page.content[:5], xml.content[:5]) == (b"%PDF-", b"<?xml")
    assert f"/faktura/{document.pk}.xml" in status


@pytest.mark.web
@pytest.mark.django_db
def test_stranger_fetches_no_invoice(client: Client, shared: tuple[Document, str]) -> None:
    document, _token = shared
    stranger = sign_up(make_offering())

    assert client.get(f"/r/{stranger.token}/kvitto/{document.pk}.pdf").status_code == 404


@pytest.mark.django_db
def test_reminder_has_a_page_with_its_fee_and_its_day() -> None:
    document = issued()
    charge = Charge.objects.create(
        payer=document.payer,
        kind=ChargeKind.REMINDER,
        text="Påminnelseavgift",
        net_ore=6000,
        vat_rate=0,
        vat_ore=0,
        vat_kind=VatKind.OUTSIDE,
    )
    reminder = Reminder.objects.create(
        document=document,
        number=1,
        days_after_due=5,
        charge=charge,
        open_ore=243_750,
        due_on=date(2027, 3, 24),
        created_at=NOW,
    )

    body = reminder_paper.pdf_of(reminder)

    text = text_of(body).replace("\N{NO-BREAK SPACE}", " ")
    assert "Återstår att betala av faktura F2027-0001\n2 437,50" in text
    assert "Påminnelseavgift\n60,00" in text
    assert "Att betala\n2 497,50 SEK\nFörfaller\n2027-03-24" in text
    assert (pages_of(body), reminder_paper.pdf_of(reminder) == body) == (1, True)
