"""Crediting and reissuing an invoice in a browser: every page, and both in their two steps."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from registrations.models import Document, DocumentEvent, ReminderStep
from registrations.words import DocumentKind, InvoiceHappening
from tests.browser.watching import assert_accessible, assert_settled_and_accessible
from tests.factories.billing import invoice, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page], None]


@pytest.fixture
def late(transactional_db: None) -> Document:
    """An invoice over two people that fell due ten days ago and can be reminded of."""
    make_seller()
    ReminderStep.objects.create(days_after_due=5, fee_ore=6_000, text_sv="Vi saknar er betalning.")
    document = invoice(
        sign_up_invoiced(make_offering(fee=100_000, title_sv="Cirkulär ekonomi"), number=2),
        now=timezone.now() - timedelta(days=40),
        due_on=timezone.localdate() - timedelta(days=10),
    )
    DocumentEvent.objects.create(document=document, happening=InvoiceHappening.SENT)
    return document


def test_every_page_of_debts_is_accessible(any_page: Page, sign_in: SignIn, late: Document) -> None:
    sign_in(any_page)
    names = ("credit", "reissue", "write_off", "remind", "pause", "resume")
    addresses = [reverse(f"workspace:invoice_{name}", args=[late.pk]) for name in names]
    lists = ("due_list", "receivables", "reminder_steps", "add_reminder_step", "add_seller")
    addresses += [reverse(f"workspace:{name}") for name in lists]
    addresses.append(reverse("workspace:buyer_ledger") + "?buyer=2120001173")

    for address in addresses:
        any_page.goto(address)
        assert_accessible(any_page)


def test_an_invoice_is_issued_again_and_then_credited(
    any_page: Page, sign_in: SignIn, late: Document
) -> None:
    sign_in(any_page)
    any_page.goto(reverse("workspace:invoice_reissue", args=[late.pk]))

    any_page.get_by_label("Referens").first.fill("R 777")
    any_page.get_by_label("Anledning").fill("Fel referens")
    any_page.get_by_role("button", name="Nästa").click()
    expect(any_page.get_by_role("cell", name="R 777")).to_be_visible()
    assert_accessible(any_page)
    any_page.get_by_role("button", name="Kreditera och utfärda på nytt").click()
    fresh = Document.objects.filter(kind=DocumentKind.INVOICE).latest("pk")
    any_page.goto(reverse("workspace:invoice_credit", args=[fresh.pk]))
    any_page.get_by_label("Allt som är kvar").check()
    any_page.get_by_role("button", name="Nästa").click()
    expect(any_page.get_by_role("alert")).to_contain_text("Skriv varför")
    any_page.get_by_label("Anledning").fill("Fel kurs")
    any_page.get_by_role("button", name="Nästa").click()
    expect(any_page.locator("h1")).to_contain_text("Kreditera 2\u00a0500\u00a0kr av")
    assert_accessible(any_page)
    any_page.get_by_role("button", name="Kreditera 2\u00a0500\u00a0kr").click()

    expect(any_page.locator("h1")).to_contain_text("Kreditfaktura")
    notes = Document.objects.filter(kind=DocumentKind.CREDIT_NOTE)
    assert notes.count() == 2
    expect(any_page.locator("h1")).to_contain_text(notes.latest("pk").full_number)
    assert_settled_and_accessible(any_page)
