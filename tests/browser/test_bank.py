"""A bookkeeper takes a file of the bank in and settles what it leaves, at both widths."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from registrations.models import BankAccount, BankMovement, Document, Payment
from registrations.words import MovementKind
from tests.browser.watching import assert_accessible, assert_settled_and_accessible
from tests.factories.bank import csv_mapping, csv_of, paying
from tests.factories.billing import invoice, sign_up_invoiced, standing_of
from tests.factories.camt import OUR_BANKGIRO, File, Movement, camt
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page], None]
DAY = date(2026, 11, 27)


@pytest.fixture
def documents(transactional_db: None) -> list[Document]:
    make_seller()
    BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
    offering = make_offering(size=20, fee=100_000, title_sv="Cirkulär ekonomi")
    return [invoice(sign_up_invoiced(offering)) for _ in range(3)]


def what_came(documents: list[Document]) -> list[Movement]:
    text = f"Faktura {documents[1].full_number}, tack för en fin dag"
    return [
        paying(documents[0], booked_on=DAY, payer="Eslövs kommun"),
        Movement(130_000, "N1", DAY, text=text, payer="Hörby kommun"),
        Movement(70_000, "N2", DAY, text="Kaffe till studiebesöket", payer="Anna Åkesson"),
        Movement(9_900, "N3", DAY, text="Donation", payer="Ole Olsen", currency="DKK"),
        Movement(480_000, "N4", DAY, text="STRIPE PAYOUT 77", payer="Stripe Technology Europe"),
        Movement(45_000, "N5", DAY, text="Lokalhyra", direction="DBIT"),
    ]


def as_file(name: str, body: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="text/plain", buffer=body)


def test_file_is_taken_in_and_its_money_placed(
    any_page: Page, sign_in: SignIn, documents: list[Document]
) -> None:
    page = any_page
    sign_in(page)
    page.goto(reverse("workspace:bank_files"))
    assert_accessible(page)
    body = camt(File(what_came(documents)))
    page.get_by_label("Fil från banken").set_input_files(as_file("bg-2026-11-27.xml", body))
    page.get_by_role("button", name="Nästa: se vad som händer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vad filen skulle göra")
    assert_accessible(page)
    page.get_by_role("button", name="Läs in filen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("bg-2026-11-27.xml")
    assert_settled_and_accessible(page)

    page.goto(f"{reverse('workspace:bank_movements')}?view=open")
    assert_accessible(page)
    page.get_by_role("link", name="Hörby kommun").click()
    expect(page.get_by_role("button", name="Nästa: se vad som händer")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Nästa: se vad som händer").click()
    place = page.get_by_role("button", name="Placera betalningen")
    expect(place).to_be_visible()
    assert_accessible(page)
    place.click()
    expect(page.get_by_text("är placerade")).to_be_visible()

    assert standing_of(documents[1]).open_ore == 0
    assert Payment.objects.count() == 3


def test_what_is_put_aside_is_settled(
    any_page: Page, sign_in: SignIn, documents: list[Document]
) -> None:
    page = any_page
    sign_in(page)
    body = camt(File(what_came(documents), account="55667788"))
    page.goto(reverse("workspace:bank_files"))
    page.get_by_label("Fil från banken").set_input_files(as_file("okant.xml", body))
    page.get_by_role("button", name="Nästa: se vad som händer").click()
    page.get_by_role("button", name="Läs in filen").click()
    page.goto(f"{reverse('workspace:bank_movements')}?view=aside")
    assert_accessible(page)
    page.get_by_role("link", name="Eslövs kommun").click()
    expect(page.get_by_label("Vad kontot ska heta")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Vad kontot ska heta").fill("Nytt bankgiro")
    page.get_by_role("button", name="Ta in kontot").click()
    expect(page.get_by_text("Nytt bankgiro är nu ett av våra konton")).to_be_visible()
    assert standing_of(documents[0]).open_ore == 0

    page.goto(reverse("workspace:decisions"))
    assert_accessible(page)
    page.goto(reverse("workspace:bank_accounts"))
    assert_accessible(page)
    danish = BankMovement.objects.get(currency="DKK", kind=MovementKind.ASIDE)
    page.goto(reverse("workspace:bank_settle", args=[danish.pk]))
    page.get_by_label("Vad det var").fill("Gåva i danska kronor, växlad hos banken")
    page.get_by_role("button", name="Den är bokförd för hand").click()
    expect(page.get_by_text("Utelämnad.")).to_be_visible()


def test_columns_of_a_csv_are_tried_before_they_are_saved(
    any_page: Page, sign_in: SignIn, documents: list[Document]
) -> None:
    page = any_page
    sign_in(page)
    mapping = csv_mapping()
    page.goto(reverse("workspace:csv_mapping", args=[mapping.pk]))
    sample = as_file("konto.csv", csv_of(what_came(documents)))
    page.get_by_label("En fil att prova med").set_input_files(sample)
    page.get_by_role("button", name="Prova utan att spara").click()
    expect(page.get_by_role("heading", name="Hur den läses")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Sparat.")).to_be_visible()
