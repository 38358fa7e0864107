"""The attendee list in a browser: both widths, by keyboard, and without script."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from registrations.actors import SYSTEM
from registrations.models import Offering, Participant, Question
from registrations.tags import get_tag, put_on
from registrations.words import QuestionKind
from registrations.workspace.addresses import attendee_list_url
from tests.browser.watching import assert_accessible
from tests.factories.registrations import make_extra, make_offering, sign_up

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page], None]


@pytest.fixture
def offering(transactional_db: None) -> Offering:
    made = make_offering(size=60, fee=195000, title_sv="Cirkulär ekonomi")
    make_extra(made, amount_ore=45000)
    Question.objects.create(offering=made, label_sv="Vad vill du ta med hem?", purpose_sv="x")
    Question.objects.create(
        offering=made,
        label_sv="Färdsätt",
        purpose_sv="x",
        kind=QuestionKind.CHOICE,
        options_sv="Tåg\nBil",
        is_required=True,
    )
    for _ in range(3):
        sign_up(made, number=10)
    return made


def everything(offering: Offering) -> str:
    question = offering.questions.all()[0]
    columns = ("status", "email", "fee", "payment", "mail", "tags", f"question-{question.pk}")
    return "&c=".join([attendee_list_url(offering, q="person", status="confirmed"), *columns])


def test_the_list_and_its_pages_are_accessible(
    any_page: Page, sign_in: SignIn, offering: Offering
) -> None:
    sign_in(any_page)
    first = offering.participants.all()[0]
    put_on(tag=get_tag(offering, "Talare"), participant_ids=[first.pk], actor=SYSTEM)

    for address in (
        everything(offering),
        attendee_list_url(offering, density="tight"),
        attendee_list_url(offering, q="finns inte"),
        reverse("workspace:save_view", args=[offering.pk]),
        reverse("workspace:kept", args=[offering.pk]),
    ):
        any_page.goto(address)
        assert_accessible(any_page)
    any_page.goto(attendee_list_url(offering))
    for summary in ("Fler filter", "Kolumner", "Ladda ner lista"):
        any_page.locator("summary", has_text=summary).click()
    assert_accessible(any_page)


def test_nothing_is_cut_off_on_a_phone(phone: Page, sign_in: SignIn, offering: Offering) -> None:
    sign_in(phone)

    phone.goto(everything(offering))

    width = phone.evaluate("document.scrollingElement.scrollWidth")
    box = phone.locator(".ws-table-box")
    assert width <= 390
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    card = phone.locator("[data-people] tbody tr").first
    expect(card).to_contain_text("Avgift: Deltagare")
    expect(card).to_contain_text("Senaste mejl: Ska skickas")


def test_twenty_five_people_stand_on_a_screen(
    page: Page, sign_in: SignIn, offering: Offering
) -> None:
    sign_in(page)
    page.goto(attendee_list_url(offering, density="tight"))

    page.locator("[data-people]").evaluate("table => table.scrollIntoView()")

    seen = page.evaluate(
        """() => {
            const dock = document.querySelector(".ws-dock").getBoundingClientRect().top;
            return [...document.querySelectorAll("[data-people] tbody tr")].filter((row) => {
                const box = row.getBoundingClientRect();
                return box.top >= 0 && box.bottom <= Math.min(dock, innerHeight);
            }).length;
        }"""
    )
    assert seen >= 25


def test_shift_and_a_click_choose_all_between(
    page: Page, sign_in: SignIn, offering: Offering
) -> None:
    sign_in(page)
    page.goto(attendee_list_url(offering))
    ticks = page.locator("[name=tick]")

    ticks.nth(1).click()
    ticks.nth(5).click(modifiers=["Shift"])

    expect(page.locator("[name=tick]:checked")).to_have_count(5)
    expect(page.get_by_role("status").filter(has_text="5 valda")).to_be_visible()


def test_the_list_is_worked_by_keyboard_alone(
    page: Page, sign_in: SignIn, offering: Offering
) -> None:
    sign_in(page)
    page.goto(attendee_list_url(offering))
    page.locator("[name=tick]").first.focus()

    for key in ("Space", "Shift+ArrowDown", "Shift+ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    chosen = page.locator("[name=tick]:checked").count()
    page.get_by_role("button", name="Tagga").press("Enter")
    page.get_by_label("Tagg", exact=True).fill("Talare")
    page.get_by_role("button", name="Sätt taggen").press("Enter")

    expect(page.get_by_text("3 personer fick ”Talare”.")).to_be_visible()
    assert chosen == 3
    assert Participant.objects.filter(tag_rows__tag__name="Talare").count() == 3


def test_a_view_is_built_shared_and_come_back_to_without_script(
    plain_page: Page, sign_in: SignIn, offering: Offering
) -> None:
    page = plain_page
    sign_in(page)
    page.goto(attendee_list_url(offering))

    page.locator("summary", has_text="Kolumner").click()
    page.get_by_role("checkbox", name="E-post", exact=True).check()
    page.locator("summary", has_text="Fler filter").click()
    page.get_by_role("combobox", name="Färdsätt").select_option("Ej svarat")
    page.locator(".ws-filters > .button").click()
    page.get_by_role("link", name="Spara vyn").click()
    page.get_by_label("Vyns namn").fill("Inget färdsätt")
    page.get_by_role("button", name="Spara vyn").click()
    page.get_by_role("link", name="Färdsätt: Ej svarat").click()
    page.get_by_role("link", name="Inget färdsätt 30").click()

    expect(page.get_by_role("link", name="Färdsätt: Ej svarat")).to_be_visible()
    assert "c=email" in page.url


def test_all_that_match_are_tagged_without_script(
    plain_page: Page, sign_in: SignIn, offering: Offering
) -> None:
    page = plain_page
    sign_in(page)
    page.goto(attendee_list_url(offering, q="person"))

    page.get_by_label("Välj alla 30").check()
    page.get_by_role("button", name="Tagga").click()
    page.get_by_label("Tagg", exact=True).fill("Alla")
    page.get_by_role("button", name="Sätt taggen").click()

    expect(page.get_by_text("30 personer fick ”Alla”.")).to_be_visible()
