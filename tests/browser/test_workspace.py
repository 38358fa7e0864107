"""The organisers' workspace in a browser: every page, at both widths, and one action on many."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from registrations.models import Offering, Question
from registrations.words import Readers
from registrations.workspace.addresses import attendee_list_url, registration_url
from tests.browser.watching import assert_accessible
from tests.factories.registrations import make_extra, make_offering, sign_up

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page], None]


@pytest.fixture
def offering(transactional_db: None) -> Offering:
    made = make_offering(size=3, fee=195000, title_sv="Cirkulär ekonomi")
    make_extra(made, quotas=[made.quotas.get()], amount_ore=45000)
    Question.objects.create(
        offering=made, label_sv="Kost", purpose_sv="Köket", readers=Readers.HEALTH
    )
    sign_up(made, number=5, unnamed=1)
    return made


def addresses(offering: Offering) -> list[str]:
    registration, participant = offering.registrations.get(), offering.participants.all()[0]
    message, fee = offering.messages.all()[0], offering.fees.get()

    def view(name: str, *args: object) -> str:
        return reverse(f"workspace:{name}", args=args)

    return [
        view("overview"),
        view("offerings"),
        view("setup", offering.pk),
        view("section", offering.pk, "signup"),
        view("add_part", offering.pk, "fees"),
        view("part", offering.pk, "fees", fee.pk),
        view("cancel_offering", offering.pk),
        view("register_someone", offering.pk),
        view("caterer", offering.pk),
        attendee_list_url(offering),
        attendee_list_url(offering, status="waiting", q="person"),
        registration_url(registration.pk),
        view("act", participant.pk, "avboka"),
        view("message", message.pk),
        view("decisions"),
        view("batches"),
        reverse("anmalningar_mejl_modeladmin_index"),
    ]


def test_every_page_is_accessible(any_page: Page, sign_in: SignIn, offering: Offering) -> None:
    sign_in(any_page)

    for address in addresses(offering):
        any_page.goto(address)
        assert_accessible(any_page)


def test_a_form_with_errors_is_accessible(
    any_page: Page, sign_in: SignIn, offering: Offering
) -> None:
    sign_in(any_page)
    any_page.goto(reverse("workspace:add_part", args=[offering.pk, "fees"]))

    any_page.get_by_label("Pris i kronor").fill("gratis")
    any_page.get_by_role("button", name="Spara", exact=True).click()

    expect(any_page.get_by_role("alert")).to_contain_text("Skriv priset i kronor")
    expect(any_page.get_by_label("Pris i kronor")).to_have_value("gratis")
    assert_accessible(any_page)


def test_many_are_cancelled_and_stopped_in_time(
    any_page: Page, sign_in: SignIn, offering: Offering
) -> None:
    sign_in(any_page)
    any_page.goto(attendee_list_url(offering))

    any_page.locator("[name=tick]").first.check()
    any_page.get_by_role("button", name="Avboka").click()
    expect(any_page.locator("h1")).to_have_text("Avboka: 1 person")
    assert_accessible(any_page)
    any_page.get_by_role("button", name="Avboka: 1 person").click()
    any_page.get_by_role("button", name="Stoppa").click()

    expect(any_page.locator("h1")).to_have_text("Avboka: Stoppad")
    assert offering.participants.filter(status="cancelled").count() == 0
