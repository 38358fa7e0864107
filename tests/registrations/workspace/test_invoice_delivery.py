"""What the bookkeeper must hand over themselves: said before, found after, and done once."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registrations.actors import SYSTEM
from registrations.invoicing import crediting, handing_over
from registrations.models import Document, Message, Seller
from registrations.words import DocumentKind, InvoiceDelivery
from tests.factories.billing import ESLOV, invoice, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.registrations.workspace.conftest import SignIn
from tests.registrations.workspace.test_invoice_steps import DETAILS, seen, text, view

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NOT_MAILED = "Kreditfakturan mejlas inte, eftersom köparen tar emot e-faktura"
MAILED = "Kreditfakturan mejlas till köparen."


@pytest.fixture
def bookkeeper(sign_in: SignIn) -> Client:
    return sign_in("Bookkeepers")


@pytest.fixture(autouse=True)
def seller() -> Seller:
    return make_seller()


def bill(delivery: InvoiceDelivery = InvoiceDelivery.PEPPOL) -> Document:
    payer = replace(ESLOV, delivery=delivery)
    return invoice(sign_up_invoiced(make_offering(fee=100_000), payer=payer))


def page_of(client: Client, document: Document) -> str:
    return text(client.get(view("invoice", document.pk)))


def credit(document: Document) -> Document:
    (note,) = crediting.credit(document_id=document.pk, reason="Fel", actor=SYSTEM)
    return note


def link_to(document: Document) -> str:
    return f'href="{reverse("workspace:invoice", args=[document.pk])}">{document.full_number}</a>'


@pytest.mark.parametrize(
    ("delivery", "words"),
    [(InvoiceDelivery.PEPPOL, NOT_MAILED), (InvoiceDelivery.EMAIL, MAILED)],
)
def test_a_credit_says_before_it_is_made_who_hands_it_over(
    bookkeeper: Client, delivery: InvoiceDelivery, words: str
) -> None:
    document = bill(delivery)
    data = {"everything": "on", "reason": "Fel kurs", "seen": seen(document)}

    shown = text(bookkeeper.post(view("invoice_credit", document.pk), data))

    assert words in shown
    assert Message.objects.filter(kind="invoice_credited").count() == 0


def test_a_reissue_says_of_both_documents_who_hands_them_over(bookkeeper: Client) -> None:
    document = bill(InvoiceDelivery.EMAIL)

    shown = text(bookkeeper.post(view("invoice_reissue", document.pk), DETAILS))

    assert MAILED in shown
    assert "Den nya fakturan mejlas inte: du lämnar den till er operatör." in shown


def test_crediting_leads_to_the_note_that_is_to_be_handed_over(bookkeeper: Client) -> None:
    document = bill()
    data = {"everything": "on", "reason": "Fel kurs", "seen": seen(document), "sure": "1"}

    response = bookkeeper.post(view("invoice_credit", document.pk), data, follow=True)

    note = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert response.redirect_chain[-1][0] == view("invoice", note.pk)
    assert "Inte skickad än" in text(response)
    assert link_to(document) in text(response)


def test_an_invoice_tells_of_a_note_until_it_is_sent(bookkeeper: Client) -> None:
    document = bill()
    note = credit(document)

    before = page_of(bookkeeper, document)
    handing_over.mark_sent([note.pk], how="Portalen", actor=SYSTEM)
    after = page_of(bookkeeper, document)

    words = "En kreditfaktura är inte skickad än"
    assert (words in before, words in after) == (True, False)
    assert before.count(link_to(note)) == 3
    assert after.count(link_to(note)) >= 2


def test_a_replaced_invoice_and_the_new_one_lead_to_each_other(bookkeeper: Client) -> None:
    former = bill()
    bookkeeper.post(view("invoice_reissue", former.pk), DETAILS | {"sure": "1"})
    _former, note, fresh = Document.objects.order_by("pk")

    old, new = page_of(bookkeeper, former), page_of(bookkeeper, fresh)

    assert f"Ersätts av faktura <a {link_to(fresh)}" in old
    assert f"Se faktura <a {link_to(former)}" in new
    assert new.count("Ersätter faktura") == 1
    assert link_to(note) in new


def test_the_next_step_stands_before_what_changes_the_invoice(bookkeeper: Client) -> None:
    page = page_of(bookkeeper, bill())

    places = [page.index(words) for words in ("Inte skickad än", "(zip)", "Märk som skickad")]
    assert [*places, page.index(">Kreditera<")] == sorted([*places, page.index(">Kreditera<")])
    assert page.count("Märk som skickad") == page.count("(zip)") == 1


def mails() -> int:
    return Message.objects.filter(kind="invoiced").count()


def test_mailing_again_pressed_twice_mails_once(bookkeeper: Client) -> None:
    document = bill()
    shown: dict[str, Any] = {"seen": handing_over.last_told(document)}

    answers = [
        text(bookkeeper.post(view("invoice_mail", document.pk), shown, follow=True))
        for _press in range(2)
    ]

    assert mails() == 1
    assert f'name="seen" value="{handing_over.last_told(document)}"' in answers[1]
    assert "Inget har mejlats nu." in answers[1]


def test_a_press_that_does_not_say_what_was_seen_mails_nothing(bookkeeper: Client) -> None:
    document = bill()

    bookkeeper.post(view("invoice_mail", document.pk))

    assert mails() == 0


def test_pages_under_the_list_lead_back_to_it(bookkeeper: Client) -> None:
    document = bill()
    asked = bookkeeper.post(view("invoice_sent"), {"invoice": document.pk})
    pages = [asked, bookkeeper.get(view("invoice_credit", document.pk))]

    paths = [page.context["breadcrumbs_items"] for page in pages]

    assert [path[1]["url"] for path in paths] == [view("invoices")] * 2
    assert all(crumb["url"] for path in paths for crumb in path[:-1])
