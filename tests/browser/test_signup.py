"""Signing up, and what follows by the mailed link: by mouse, by keyboard, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from registrations.actors import SYSTEM
from registrations.cancellation import cancel
from registrations.models import Offering, Question, Registration
from registrations.words import PayerKind, Readers, Status
from tests.browser.watching import assert_accessible
from tests.factories.registrations import (
    make_extra,
    make_fee,
    make_offering,
    make_quota,
    sign_up,
    sign_up_one,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def make_conference() -> Offering:
    """Return a conference with three fees, two extras (one full) and two questions."""
    offering = make_offering(
        size=40, fee=195000, slug="konferens", changes_until=timezone.now() + timedelta(days=40)
    )
    quotas = [offering.quotas.get()]
    person = {"payer_kind": PayerKind.PERSON, "includes_vat": True}
    make_fee(offering, quotas=quotas, amount_ore=50000, name="Privatperson", **person)
    make_fee(offering, quotas=quotas, name="Student", **person)
    make_extra(offering, quotas=[make_quota(offering, size=5)], amount_ore=42000, name="Middag")
    make_extra(offering, quotas=[make_quota(offering, size=0)], name="Verkstad")
    Question.objects.create(offering=offering, label_sv="Specialkost", readers=Readers.HEALTH)
    Question.objects.create(offering=offering, label_sv="Din fråga", kind="long_text")
    offering.cancellation_steps.create(days_before=90, per_cent=50)
    return offering


def fill_invoice(page: Page) -> None:
    page.get_by_label("Organisation som betalar").fill("Eslövs kommun")
    page.get_by_label("Organisationsnummer").fill("212000-1173")
    page.get_by_label("Fakturareferens").fill("ZZ123")
    page.get_by_label("Betalarens adress: gata eller box").fill("Gröna torg 2")
    page.get_by_label("Postnummer").fill("24180")
    page.get_by_label("Ort", exact=True).fill("Eslöv")


def test_a_student_is_registered_in_three_fields(any_page: Page) -> None:
    make_conference()
    any_page.goto("/anmalan/konferens/")
    assert_accessible(any_page)

    any_page.get_by_label("Namn", exact=True).fill("Anna Öberg")
    any_page.get_by_label("E-post", exact=True).fill("anna@student.example")
    any_page.get_by_label("Student").check()
    expect(any_page.get_by_label("Organisationsnummer")).to_be_hidden()
    any_page.get_by_role("button", name="Skicka anmälan", exact=True).click()

    expect(any_page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    assert_accessible(any_page)
    any_page.get_by_role("link", name="Visa anmälan").click()
    expect(any_page.get_by_text("Svara om mat och tillgänglighet")).to_be_visible()
    assert_accessible(any_page)


def test_a_group_is_registered_without_javascript(plain_page: Page) -> None:
    make_conference()
    plain_page.goto("/anmalan/konferens/")
    plain_page.get_by_label("Namn", exact=True).fill("Anna Öberg")
    plain_page.get_by_label("E-post", exact=True).fill("anna@eslov.example")
    plain_page.get_by_label(re.compile("^Deltagare:")).check()
    for _ in range(2):
        plain_page.get_by_role("button", name="Lägg till en person").click()
    second = plain_page.get_by_role("group", name="Deltagare 2")
    expect(plain_page.locator(":focus")).to_have_attribute("name", "p3-name")
    second.get_by_label("Namn").fill("Bo Ek")
    second.get_by_label("E-post").fill("bo@")
    fill_invoice(plain_page)

    plain_page.get_by_role("button", name="Anmäl 3 personer med betalningsskyldighet").click()
    expect(plain_page.locator(":focus")).to_have_class("error-summary")
    plain_page.get_by_role(
        "link", name="Skriv en e-postadress för deltagare 2, till exempel namn@kommun.se"
    ).click()
    plain_page.locator(":focus").fill("bo@eslov.example")
    plain_page.get_by_role("button", name="Anmäl 3 personer med betalningsskyldighet").click()

    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Ni har tre platser")
    assert Registration.objects.get().participants.count() == 3


def test_the_form_with_errors_is_accessible(any_page: Page) -> None:
    make_conference()
    any_page.goto("/anmalan/konferens/")
    any_page.get_by_role("button", name="Lägg till en person").click()
    any_page.get_by_label(re.compile("^Deltagare:")).first.check()
    any_page.get_by_role("button", name="Anmäl 2 personer med betalningsskyldighet").click()

    expect(any_page).to_have_title(re.compile("^Fel: "))
    expect(any_page.locator(":focus")).to_have_class("error-summary")
    assert_accessible(any_page)


def test_enter_in_a_field_sends_the_form_and_removes_nobody(page: Page) -> None:
    make_offering(slug="enkel")
    page.goto("/anmalan/enkel/")
    page.get_by_role("button", name="Lägg till en person").click()
    first = page.get_by_role("group", name="Deltagare 1")
    first.get_by_label("Namn").fill("Anna Öberg")
    first.get_by_label("E-post").fill("anna@eslov.example")

    first.get_by_label("E-post").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ni har två platser")


def test_the_keyboard_alone_signs_up(page: Page) -> None:
    make_offering(slug="enkel")
    page.goto("/anmalan/enkel/")
    page.get_by_role("link", name="Tillbaka till evenemanget").focus()

    page.keyboard.press("Tab")
    page.keyboard.type("Anna Öberg")
    page.keyboard.press("Tab")
    page.keyboard.type("anna@eslov.example")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")


def test_when_it_fills_while_typing_the_form_offers_the_line(any_page: Page) -> None:
    offering = make_offering(slug="enkel", size=2)
    any_page.goto("/anmalan/enkel/")
    any_page.get_by_role("button", name="Lägg till en person").click()
    first = any_page.get_by_role("group", name="Deltagare 1")
    first.get_by_label("Namn").fill("Anna Öberg")
    first.get_by_label("E-post").fill("anna@eslov.example")
    sign_up_one(offering)

    any_page.get_by_role("button", name="Skicka anmälan för 2 personer").click()
    expect(first.get_by_label("Namn")).to_have_value("Anna Öberg")
    assert_accessible(any_page)
    any_page.get_by_role("button", name="Skicka anmälan för 2 personer").click()

    expect(any_page.get_by_role("heading", level=1)).to_have_text(
        "1 av er har plats, 1 står i väntelistan"
    )


def test_the_back_button_makes_no_second_registration(page: Page) -> None:
    make_offering(slug="enkel")
    page.goto("/anmalan/enkel/")
    page.get_by_label("Namn", exact=True).fill("Anna Öberg")
    page.get_by_label("E-post", exact=True).fill("anna@eslov.example")
    page.get_by_role("button", name="Skicka anmälan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")

    page.go_back()
    page.get_by_label("Namn", exact=True).fill("Anna Öberg")
    page.get_by_label("E-post", exact=True).fill("anna@eslov.example")
    page.get_by_role("button", name="Skicka anmälan", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats")
    assert Registration.objects.count() == 1


def test_an_offer_is_taken_and_the_seat_cancelled(any_page: Page) -> None:
    offering = make_offering(slug="enkel", size=1)
    seated, waiter = sign_up_one(offering), sign_up_one(offering)
    cancel(participant_id=seated.pk, actor=SYSTEM)
    any_page.goto(f"/r/{waiter.token}/")
    assert_accessible(any_page)

    any_page.get_by_role("link", name="Se erbjudandet").click()
    assert_accessible(any_page)
    any_page.get_by_role("button", name="Ja, jag tar platsen").click()
    expect(any_page.get_by_role("status")).to_have_text("Platsen är din")
    any_page.get_by_role("link", name="Avboka").click()
    assert_accessible(any_page)
    any_page.get_by_role("button", name="Avboka min plats").click()

    expect(any_page.get_by_text("Din plats är avbokad").first).to_be_visible()
    waiter.refresh_from_db()
    assert waiter.status == Status.CANCELLED


def test_every_page_behind_a_link_is_accessible(any_page: Page) -> None:
    registration = sign_up(make_conference(), number=3, unnamed=1)
    own = registration.participants.get(number=2)
    contact, person = f"/r/{registration.token}/", f"/r/{own.token}/"
    addresses = [
        contact,
        f"/en{contact}",
        f"{contact}tack/",
        f"{contact}avboka/",
        f"{contact}namn/3/",
        f"{contact}kontakt/",
        f"{contact}faktura/",
        f"{person}",
        f"{person}svar/",
        f"{person}mat-och-tillval/",
        f"{person}kollega/",
        f"{person}uppgifter/",
        f"{person}radera/",
        "/ny-lank/",
        "/ny-lank/skickad/",
        "/raderat/",
        "/anmalan/konferens/overlaten/",
        "/r/r1-forged/",
    ]

    for address in addresses:
        any_page.goto(address)
        assert_accessible(any_page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "closed"}, "Anmälan är stängd"),
        ({"state": "cancelled"}, "Evenemanget är inställt"),
        ({"waitlist": "none", "size": 0}, "Det är fullt"),
    ],
)
def test_a_page_without_a_form_says_why(
    any_page: Page, fields: dict[str, object], words: str
) -> None:
    make_offering(slug="enkel", **fields)  # type: ignore[arg-type]  # fields of several types

    any_page.goto("/anmalan/enkel/")

    expect(any_page.get_by_role("heading", name=words)).to_be_visible()
    assert_accessible(any_page)


def test_the_sum_follows_the_choice_of_fee_and_extras(page: Page) -> None:
    make_conference()
    page.goto("/anmalan/konferens/")
    page.get_by_label("Namn", exact=True).fill("Anna Öberg")

    page.get_by_label("Privatperson").check()
    expect(page.locator("#sum .sum__total")).to_contain_text("500")
    page.get_by_label("Middag").check()

    expect(page.locator("#sum")).to_contain_text("Middag")
    expect(page.get_by_label("Namn", exact=True)).to_have_value("Anna Öberg")
