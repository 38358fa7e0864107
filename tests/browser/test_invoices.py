"""A bookkeeper's invoices in a browser: from what is ready to an invoice that is sent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from registrations.models import Document, Registration
from registrations.signup_sheet import PayerDetails
from registrations.words import InvoiceDelivery
from tests.browser.watching import assert_accessible, assert_settled_and_accessible
from tests.factories.billing import ESLOV, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page], None]


@pytest.fixture
def registrations(transactional_db: None) -> list[Registration]:
    """Two registrations of a buyer who wants one e-invoice for both."""
    make_seller()
    offering = make_offering(fee=195_000, title_sv="Cirkulär ekonomi")
    wish = {"wants_one_invoice": True, "delivery": InvoiceDelivery.PEPPOL}
    payer = PayerDetails(**ESLOV.__dict__ | wish)
    return [sign_up_invoiced(offering, payer=payer) for _ in range(2)]


def test_an_invoice_goes_from_ready_to_sent(
    any_page: Page, sign_in: SignIn, registrations: list[Registration], tmp_path: Path
) -> None:
    page = any_page
    sign_in(page)
    page.goto(reverse("workspace:to_invoice"))
    expect(page.get_by_text("Vill ha en faktura för flera anmälningar.")).to_be_visible()
    assert_accessible(page)

    for one in registrations:
        page.get_by_label(f"Välj {one.reference}").check()
    page.get_by_role("button", name="Gör utkast").click()
    expect(page.locator("h1")).to_have_text("Utkast till Eslövs kommun")
    expect(page.get_by_text("4\u00a0875,00\u00a0SEK")).to_be_visible()
    assert_settled_and_accessible(page)

    page.get_by_label("Meddelande på fakturan").fill("Tack för att ni kom")
    page.get_by_role("button", name="Spara och granska igen").click()
    expect(page.locator(".ws-columns p", has_text="Tack för att ni kom")).to_be_visible()
    page.get_by_role("button", name="Utfärda fakturan").click()
    document = Document.objects.get()
    expect(page.locator("h1")).to_have_text(f"Faktura {document.full_number}")
    assert_settled_and_accessible(page)

    with page.expect_download() as download:
        page.get_by_role("button", name="Ladda ner till operatören").click()
    assert download.value.suggested_filename == f"{document.full_number}.zip"
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ner pdf").click()
    file = tmp_path / "faktura.pdf"
    download.value.save_as(file)
    assert file.read_bytes() == bytes(document.files.get(media_type="application/pdf").body)
    page.get_by_label("Hur den skickades").fill("Portalen")
    page.get_by_role("button", name="Märk som skickad").click()
    expect(page.get_by_role("heading", name="Inte skickad än")).to_have_count(0)
    expect(page.get_by_text("Portalen").first).to_be_visible()
    assert_settled_and_accessible(page)

    page.goto(reverse("workspace:invoices"))
    expect(page.get_by_role("link", name=document.full_number)).to_be_visible()
    assert_accessible(page)
    page.goto(reverse("workspace:drafts"))
    assert_accessible(page)
