"""Documents are rendered once, kept with their hash, and sent as they are kept."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from pytest_django import Settings

from registrations import tasks
from registrations.charges import reverse_parts
from registrations.mail import outbox, paper, pdf, rendering
from registrations.models import Document, DocumentFile, Message
from registrations.signup_sheet import PayerDetails
from registrations.words import DocumentKind, Happening, PayerKind
from tests.concurrency.crowd import run_threads
from tests.factories.money import bring_money
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering, sign_up
from tests.pdf_text import text_of

NOW = datetime(2027, 2, 2, 8, 0, tzinfo=UTC)
MUNICIPALITY = PayerDetails(
    kind=PayerKind.ORGANISATION,
    name="Eslövs kommun",
    org_number="212000-1173",
    reference="40217",
    street="Gröna torg 2",
    postcode="241 80",
    town="Eslöv",
    pays_online=True,
)

pytestmark = pytest.mark.django_db


def issue(settings: Settings, *, payer: PayerDetails = MUNICIPALITY, **fields: Any) -> Document:
    """Return the receipt of a conference with dinner for two, just issued and not rendered."""
    settings.PAYMENTS_BACKEND = "stripe"
    make_seller()
    offering = make_offering(
        fee=195000,
        title_sv="Cirkulär ekonomi",
        title_en="Circular economy",
        starts_at=datetime(2027, 5, 24, 7, 0, tzinfo=UTC),
    )
    dinner = make_extra(offering, amount_ore=45000)
    registration = sign_up(offering, number=2, extras=(dinner,), payer=payer, now=NOW, **fields)
    bring_money(registration.participants.get(number=1), 588300, now=NOW)
    return Document.objects.get()


def credited(receipt: Document) -> Document:
    with transaction.atomic():
        reverse_parts({receipt.lines.order_by("pk")[0].charge: 50000}, now=NOW)
    return Document.objects.get(kind=DocumentKind.CREDIT_NOTE)


def lines_of(document: Document) -> list[str]:
    text = text_of(rendering.bytes_of(rendering.file_of(document)))
    return text.replace("\N{NO-BREAK SPACE}", " ").split("\n")


def stands_together(lines: Sequence[str], *words: str) -> bool:
    """Tell whether these runs follow each other on the page."""
    return "\n".join(words) in "\n".join(lines)


def test_receipt_shows_all_that_the_law_asks_for(settings: Settings) -> None:
    document = issue(settings)
    reference = document.payer.registration.reference

    lines = lines_of(document)

    for words in (
        ("Kvitto", "K2027-0001"),
        ("Utfärdat", "2027-02-02"),
        (
            "Kretslopp Syd",
            "Organisationsnummer: 802001-2343",
            "Momsregistreringsnummer: SE802001234301",
        ),
        ("Stortorget 9", "222 23 Lund"),
        ("Köpare", "Eslövs kommun", "Organisationsnummer: 212000-1173", "Gröna torg 2"),
        ("Cirkulär ekonomi", "Leveransdatum", "24 maj 2027", "Anmälan", reference),
        ("Betalt", "2027-02-02 kl. 9.00", "Hur", "på nätet, genom Stripe"),
        ("Betalningsreferens", document.payment.external_id),
        ("Deltagare", "2", "1 950,00", "25 %", "3 900,00", "975,00", "4 875,00"),
        ("Middag", "2", "450,00", "12 %", "900,00", "108,00", "1 008,00"),
        ("Momssats", "Utan moms", "Moms", "25 %", "3 900,00", "975,00", "12 %", "900,00", "108,00"),
        ("Summa betalt", "5 883,00 SEK"),
    ):
        assert stands_together(lines, *words), words


def test_receipt_in_english(settings: Settings) -> None:
    lines = lines_of(issue(settings, language="en"))

    for words in (
        ("Receipt", "K2027-0001"),
        ("Date of issue", "2027-02-02"),
        ("VAT number: SE802001234301",),
        ("Circular economy", "Date of supply", "24 May 2027"),
        ("Deltagare", "2", "1,950.00", "25%", "3,900.00", "975.00", "4,875.00"),
        ("Paid in all", "5,883.00 SEK"),
    ):
        assert stands_together(lines, *words), words


def test_credit_names_the_receipt_with_its_number_and_date(settings: Settings) -> None:
    lines = lines_of(credited(issue(settings)))

    assert stands_together(lines, "Kreditkvitto", "KK2027-0001")
    assert stands_together(lines, "Krediterar kvitto", "K2027-0001 av 2027-02-02")
    assert stands_together(lines, "Krediterat", "−500,00 SEK")


def test_seller_outside_vat_says_so(settings: Settings) -> None:
    settings.PAYMENTS_BACKEND = "stripe"
    document = issue(settings)
    document.content["seller"]["vat_number"] = ""

    page = paper.page_of(document)

    assert "Utanför moms" in page["seller"]["lines"]


def test_money_of_a_test_is_marked_on_the_page(settings: Settings) -> None:
    document = issue(settings)
    document.content["is_live"] = False

    text = text_of(pdf.render("receipt.typ", paper.page_of(document)))

    assert "TEST. Inga pengar har flyttats." in text


def test_receipt_is_one_page(settings: Settings) -> None:
    body = rendering.bytes_of(rendering.file_of(issue(settings)))

    assert body.count(b"/Type/Page/") + body.count(b"/Type/Page\n") == 1


def test_same_content_gives_the_same_bytes(settings: Settings) -> None:
    page = paper.page_of(issue(settings))

    first, second = (pdf.render("receipt.typ", page) for _ in range(2))

    assert first == second


def test_file_is_kept_with_its_hash_and_not_made_again(settings: Settings) -> None:
    document = issue(settings)

    made, again = rendering.file_of(document), rendering.file_of(document)

    assert made.pk == again.pk
    assert made.sha256 == sha256(made.body).hexdigest()
    assert made.body.startswith(b"%PDF-")


def test_bytes_that_differ_from_their_hash_are_refused(settings: Settings) -> None:
    file = rendering.file_of(issue(settings))
    file.body = file.body + b" "

    with pytest.raises(rendering.FilesDisagree):
        rendering.bytes_of(file)


def test_page_is_tagged_and_fit_for_keeping(settings: Settings) -> None:
    body = rendering.file_of(issue(settings)).body

    assert b"<pdfuaid:part>1</pdfuaid:part>" in body
    assert b"<pdfaid:part>3</pdfaid:part>" in body


@pytest.mark.parametrize("name", ["#let x = 1 [a] *b* $c$ <script>", 'Å "B" \\ {c}', "Зоя Ελένη"])
def test_name_prints_as_it_was_written(settings: Settings, name: str) -> None:
    payer = PayerDetails(kind=PayerKind.PERSON, name=name, pays_online=True)

    # A run ends where another face begins.
    assert name in "".join(lines_of(issue(settings, payer=payer)))


def test_control_characters_are_left_out() -> None:
    assert pdf.printable({"a": ["An\x00na\x1b", 1]}) == {"a": ["Anna", 1]}


def test_letter_that_no_font_has_does_not_stop_the_document(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    payer = PayerDetails(kind=PayerKind.PERSON, name="李雷", pays_online=True)

    body = rendering.file_of(issue(settings, payer=payer)).body

    assert body.startswith(b"%PDF-")
    assert b"pdfuaid" not in body
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_render_due_takes_up_what_a_crash_left(settings: Settings) -> None:
    document = issue(settings)
    credited(document)
    rendering.file_of(document)

    rendered = [rendering.render_due(NOW) for _ in range(2)]

    assert rendered == [1, 0]
    assert DocumentFile.objects.count() == 2


def test_document_that_cannot_be_rendered_stops_no_other(settings: Settings) -> None:
    broken = issue(settings)
    document = Document.objects.get()
    Document.objects.bulk_create(
        [
            Document(
                kind=broken.kind,
                series="K",
                year=2027,
                number=2,
                offering=broken.offering,
                payer=broken.payer,
                issued_on=broken.issued_on,
                net_ore=0,
                vat_ore=0,
                content={"kind": "receipt"},
            )
        ]
    )

    with pytest.raises(KeyError):
        rendering.render_due()

    assert [file.document for file in DocumentFile.objects.all()] == [document]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_render_at_once_keep_one_file(settings: Settings) -> None:
    document = issue(settings)

    files = run_threads([lambda: rendering.file_of(document)] * 4)

    assert {file.pk for file in files} == {DocumentFile.objects.get().pk}


def test_nothing_is_rendered_inside_a_transaction(settings: Settings) -> None:
    issue(settings)

    assert connection.in_atomic_block
    assert DocumentFile.objects.count() == 0


def test_receipt_is_attached_as_it_is_kept(settings: Settings) -> None:
    document = issue(settings)

    outbox.send_due(NOW + timedelta(minutes=1))

    letter = next(one for one in mail.outbox if "är betalt" in one.subject)
    attached = [(one.filename, one.content, one.mimetype) for one in letter.attachments]
    kept = DocumentFile.objects.get(document=document)
    assert attached == [("K2027-0001.pdf", bytes(kept.body), "application/pdf")]


def test_mail_waits_for_a_document_that_cannot_be_rendered(settings: Settings) -> None:
    document = issue(settings)
    body = b"not what the hash says"
    DocumentFile.objects.create(
        document=document, media_type=rendering.PDF, body=body, sha256="0" * 64
    )

    outbox.send_due(NOW + timedelta(minutes=1))

    message = Message.objects.get(kind=Happening.RECEIPT)
    assert message.sent_at is None
    assert message.last_error.startswith("FilesDisagree")


def test_template_prints_none_of_its_own_source(settings: Settings) -> None:
    lines = lines_of(issue(settings))

    assert not [line for line in lines if "=>" in line or "{" in line]


def test_tick_renders_before_it_sends() -> None:
    names = [step.name for step in tasks.STEPS]

    assert names.index("documents") < names.index("outbox")
