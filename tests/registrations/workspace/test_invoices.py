"""The list of invoices and one invoice’s page: states, search, files, handing over, who sees."""

import zipfile
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.invoicing import crediting, handing_over, reminders, write_off
from registrations.invoicing.bank import placing
from registrations.mail.rendering import files_of
from registrations.models import (
    Document,
    DocumentEvent,
    Message,
    Offering,
    ReminderStep,
)
from registrations.signup_sheet import PayerDetails
from registrations.words import InvoiceDelivery, InvoiceHappening, InvoiceState
from tests.factories.billing import (
    ESLOV,
    invoice,
    pay_by_bank,
    sign_up_invoiced,
)
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.registrations.workspace.conftest import view

pytestmark = pytest.mark.web


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def offering(db: None) -> Offering:
    make_seller()
    return make_offering(fee=100_000, title_sv="Cirkulär ekonomi")


def issued(offering: Offering, **fields: Any) -> Document:
    return invoice(sign_up_invoiced(offering, **fields))


def one_of_each(offering: Offering) -> dict[str, Document]:
    """Return an invoice in each state, brought there by the domain."""
    ReminderStep.objects.create(days_after_due=5, fee_ore=6_000)
    long_ago = timezone.now() - timedelta(days=60)
    found = {state.value: issued(offering) for state in InvoiceState if state != "drafted"}
    found["reminded"] = invoice(sign_up_invoiced(offering), now=long_ago)
    for state in ("sent", "reminded", "partly_paid"):
        handing_over.mark_sent([found[state].pk], how="portal", actor=SYSTEM)
    reminders.remind(document_id=found["reminded"].pk, actor=SYSTEM)
    pay_by_bank(found["partly_paid"], 50_000)
    pay_by_bank(found["paid"])
    crediting.credit(document_id=found["credited"].pk, reason="Fel", actor=SYSTEM)
    write_off.write_off(document_id=found["written_off"].pk, reason="Konkurs", actor=SYSTEM)
    return found


@pytest.mark.postgres
def test_each_state_has_its_filter_and_the_sums_follow_it(
    offering: Offering, bookkeeper: Client
) -> None:
    found = one_of_each(offering)
    numbers = {}
    for state in found:
        response = bookkeeper.get(view("invoices"), {"state": state})
        numbers[state] = [row.document.pk for row in response.context["rows"]]
        assert response.context["listing"].sums.invoices == len(numbers[state])

    assert numbers["paid"] == [found["paid"].pk]
    assert {state: found[state].pk in keys for state, keys in numbers.items()} == dict.fromkeys(
        found, True
    )
    partly = bookkeeper.get(view("invoices"), {"state": "partly_paid"}).context["listing"].sums
    assert (partly.invoiced_ore, partly.open_ore) == (125_000, 75_000)


@pytest.mark.parametrize(
    "what", ["number", "ocr", "buyer", "shout", "reference", "registration", "org"]
)
def test_search_finds_by_number_ocr_buyer_and_references(
    offering: Offering, bookkeeper: Client, what: str
) -> None:
    details = PayerDetails(
        **ESLOV.__dict__
        | {"name": "Hörby kommun", "org_number": "212000-1108", "reference": "ZZ-77"}
    )
    issued(offering)
    sought = issued(offering, payer=details)
    words = {
        "number": sought.full_number,
        "ocr": sought.ocr,
        "buyer": "hörby",
        "shout": "HÖRBY",
        "reference": "zz-77",
        "registration": sought.payer.registration.reference,
        "org": "212000-1108",
    }

    rows = bookkeeper.get(view("invoices"), {"q": words[what]}).context["rows"]

    assert [row.number for row in rows] == [sought.full_number]


def test_the_page_tells_of_lines_money_credits_reminders_and_files(
    offering: Offering, bookkeeper: Client
) -> None:
    found = one_of_each(offering)
    file = files_of(found["partly_paid"])[0]

    partly = page_of(bookkeeper, view("invoice", found["partly_paid"].pk))
    reminded = page_of(bookkeeper, view("invoice", found["reminded"].pk))
    credited = page_of(bookkeeper, view("invoice", found["credited"].pk))

    assert "500\u00a0kr" in partly
    assert "Delvis betald" in partly
    assert file.sha256 in partly
    assert "Påminnelse 1 om" in reminded
    assert found["credited"].credit_notes.get().full_number in credited


@pytest.mark.parametrize(("form", "media_type"), [("pdf", "application/pdf"), ("xml", "xml")])
def test_a_file_is_answered_as_it_was_kept(
    offering: Offering, bookkeeper: Client, form: str, media_type: str
) -> None:
    document = issued(offering)

    first = bookkeeper.get(view("invoice_file", document.pk, form))
    again = bookkeeper.get(view("invoice_file", document.pk, form))

    kept = document.files.get(media_type__contains=media_type)
    assert first.content == again.content == bytes(kept.body)
    assert sha256(first.content).hexdigest() == kept.sha256
    assert f"{document.full_number}.{form}" in first["Content-Disposition"]


def test_an_unknown_form_of_a_document_is_not_found(offering: Offering, bookkeeper: Client) -> None:
    document = issued(offering)

    assert bookkeeper.get(view("invoice_file", document.pk, "doc")).status_code == 404


def test_a_zip_holds_both_files_of_each_and_the_download_is_noted(
    offering: Offering, bookkeeper: Client
) -> None:
    first, second, other = (issued(offering) for _ in range(3))

    response = bookkeeper.post(view("invoice_zip"), {"invoice": [first.pk, second.pk]})

    names = zipfile.ZipFile(BytesIO(response.content)).namelist()
    wanted = [f"{one.full_number}.{end}" for one in (first, second) for end in ("pdf", "xml")]
    assert names == wanted
    noted = DocumentEvent.objects.filter(happening=InvoiceHappening.EXPORTED)
    assert set(noted.values_list("document", flat=True)) == {first.pk, second.pk}
    assert not other.events.exists()


def test_all_that_match_are_marked_as_sent_once(offering: Offering, bookkeeper: Client) -> None:
    peppol = PayerDetails(**ESLOV.__dict__ | {"delivery": InvoiceDelivery.PEPPOL})
    wanted = [issued(offering, payer=peppol) for _ in range(2)]
    other = issued(offering)
    sent = {"all": "1", "filters": "?delivery=hand_over", "how": "Portalen"}

    asked = bookkeeper.post(view("invoice_sent"), sent)
    assert not DocumentEvent.objects.exists()
    assert [row["document"] for row in asked.context["rows"]] == wanted
    assert asked.context["not_fetched"] == 2
    for _time in range(2):
        bookkeeper.post(view("invoice_sent"), sent | {"sure": "1"})

    events = DocumentEvent.objects.filter(happening=InvoiceHappening.SENT)
    assert sorted(events.values_list("document", "detail")) == [
        (one.pk, "Portalen") for one in wanted
    ]
    assert not other.events.exists()


def test_a_document_is_mailed_again_to_the_address_of_today(
    offering: Offering, bookkeeper: Client
) -> None:
    document = issued(offering)
    payer = document.payer
    payer.email = "ny@example.org"
    payer.save()

    shown = {"seen": handing_over.last_told(document)}
    bookkeeper.post(view("invoice_mail", document.pk), shown)

    assert Message.objects.filter(to="ny@example.org").count() == 1


def test_an_organiser_sees_their_own_events_invoices_and_changes_none(
    offering: Offering, organiser: Client
) -> None:
    mine = issued(offering)
    hidden = make_offering(fee=100_000, team=Group.objects.create(name="Another team"))
    theirs = issued(hidden)
    both = invoice(sign_up_invoiced(offering), sign_up_invoiced(hidden))

    rows = organiser.get(view("invoices")).context["rows"]

    assert [row.number for row in rows] == [mine.full_number]
    answers = [organiser.get(view("invoice", one.pk)).status_code for one in (mine, theirs, both)]
    assert answers == [200, 404, 404]
    assert "Märk som skickad" not in page_of(organiser, view("invoice", mine.pk))
    organiser.post(view("invoice_sent"), {"invoice": mine.pk})
    assert not mine.events.exists()


def test_a_receipt_is_no_invoice(offering: Offering, bookkeeper: Client) -> None:
    document = issued(offering)

    assert bookkeeper.get(view("invoice", document.pk + 1)).status_code == 404


def test_the_registrations_page_links_to_its_invoice(
    offering: Offering, bookkeeper: Client
) -> None:
    registrations = [sign_up_invoiced(offering) for _ in range(2)]
    document = invoice(*registrations)

    pages = [page_of(bookkeeper, view("registration", one.pk)) for one in registrations]

    assert all(view("invoice", document.pk) in page for page in pages)


def test_the_list_is_downloaded_with_sums_in_kronor(offering: Offering, bookkeeper: Client) -> None:
    document = issued(offering)

    response = bookkeeper.get(view("invoices"), {"export": "csv"})
    text = b"".join(response.streaming_content).decode()

    assert document.full_number in text
    assert "1250,00" in text


def test_the_list_asks_the_database_as_often_for_one_as_for_many(
    offering: Offering, bookkeeper: Client
) -> None:
    issued(offering)
    bookkeeper.get(view("invoices"))
    with CaptureQueriesContext(connection) as one:
        bookkeeper.get(view("invoices"))
    for _ in range(4):
        issued(make_offering(fee=100_000))

    with CaptureQueriesContext(connection) as many:
        bookkeeper.get(view("invoices"))

    assert len(many) == len(one)


def test_the_page_asks_the_database_as_often_for_one_registration_as_for_many(
    offering: Offering, bookkeeper: Client
) -> None:
    single = issued(offering)
    joint = invoice(*(sign_up_invoiced(offering) for _ in range(4)))
    pay_by_bank(single, 100)
    for _ in range(3):
        pay_by_bank(joint, 100)
    counts = []
    bookkeeper.get(view("invoice", single.pk))

    for document in (single, joint):
        with CaptureQueriesContext(connection) as asked:
            bookkeeper.get(view("invoice", document.pk))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_money_that_was_taken_off_again_is_still_told_of(
    offering: Offering, bookkeeper: Client
) -> None:
    document = issued(offering)
    payment = pay_by_bank(document)
    placing.take_off(
        payment_id=payment.pk, document_id=document.pk, reason="Banken tog den", actor=SYSTEM
    )

    page = page_of(bookkeeper, view("invoice", document.pk)).replace("\N{NO-BREAK SPACE}", " ")

    assert "1 250 kr kom in och togs bort igen" in page


def test_an_event_has_one_name_whatever_the_buyers_language(bookkeeper: Client) -> None:
    make_seller()
    offering = make_offering(fee=100_000, title_sv="Kretsloppsdag", title_en="Circular day")
    for language in ("sv", "en"):
        invoice(sign_up_invoiced(offering, language=language))

    page = page_of(bookkeeper, view("invoices"))

    assert page.count("Kretsloppsdag") == 2
    assert "Circular day" not in page
