"""The door on phones: without network, with two doors and a wrong clock, and wiped afterwards."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from registrations import cancellation, check_in
from registrations.actors import CONTACT
from registrations.check_in import here
from registrations.models import CheckIn, Decision, Offering, Participant
from registrations.tickets import ticket_code
from registrations.words import DecisionKind
from tests.browser.conftest import PHONE, watched_page
from tests.browser.watching import assert_accessible
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long password for tests"
# Everything of the door's storage as it lies there, to be searched for names.
STORED = """async () => {
  let text = "";
  for (const { name, version } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const asked = indexedDB.open(name, version);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of database.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      for (const row of rows) {
        text += JSON.stringify(row, (key, value) =>
          value instanceof ArrayBuffer || ArrayBuffer.isView(value)
            ? new TextDecoder("latin1").decode(value) : value);
        if (row instanceof CryptoKey && row.extractable) text += "extractable";
      }
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      text += await (await caches.match(request)).text();
    }
  }
  return text;
}"""


@pytest.fixture
def offering(transactional_db: None) -> Offering:
    made = make_offering(size=20, title_sv="Cirkulär ekonomi", days=0)
    registration = sign_up(made, number=4)
    names = ("Anna Öberg", "Bo Ek", "Dina Åkesson", "Emil Sjö")
    for participant, name in zip(registration.participants.order_by("pk"), names, strict=True):
        Participant.objects.filter(pk=participant.pk).update(name=name)
    long = "Kristianstads kommun, Arbetsmarknads- och välfärdsförvaltningen"
    Participant.objects.filter(name="Emil Sjö").update(organisation=long)
    return made


def door_of(offering: Offering) -> str:
    return reverse("workspace:door", args=[offering.pk])


@pytest.fixture
def open_door(
    browser: Browser, live_server: LiveServer, offering: Offering
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the door on a new phone, signed in as one who checks in."""
    with ExitStack() as stack:

        def opened(name: str, *, expects_refusal: bool = False) -> Page:
            user = User.objects.create_user(name, f"{name}@example.org", PASSWORD)
            user.groups.add(Group.objects.get(name="Check-in"))
            watched = watched_page(
                browser, live_server.url, width=PHONE, expects_refusal=expects_refusal
            )
            page = stack.enter_context(watched)
            page.goto("/konto/login/")
            page.locator("[name=login]").fill(name)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main form button").first.click()
            page.wait_for_url("**/admin/**")
            page.goto(door_of(offering))
            ready(page)
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            return page

        yield opened


def ready(page: Page) -> None:
    expect(page.locator("body[data-ready]")).to_have_count(1)


def row(page: Page, name: str) -> Locator:
    return page.locator(".door-list .door-row", has_text=name)


def press(page: Page, name: str, button: str = "Checka in") -> None:
    page.locator(".door-list .door-row", has_text=name).get_by_role("button", name=button).click()


def lose_network(page: Page) -> None:
    page.context.set_offline(True)


def find_network(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.locator("#news")).not_to_contain_text("Utan nät", timeout=15_000)


def names_here(offering: Offering) -> set[str]:
    people = Participant.objects.filter(offering=offering)
    found = here([one.pk for one in people], offering.occasions.get())
    return set(people.filter(pk__in=found).values_list("name", flat=True))


def test_what_is_pressed_without_network_arrives_later_and_once(
    open_door: Callable[[str], Page], offering: Offering
) -> None:
    page = open_door("door")
    lose_network(page)

    press(page, "Anna Öberg")
    press(page, "Bo Ek")
    expect(page.locator("#news")).to_contain_text(
        "Utan nät. 2 incheckningar väntar och skickas sedan."
    )
    nobody_yet = names_here(offering)
    page.goto(door_of(offering))
    ready(page)
    expect(page.locator("#count")).to_have_text("2 av 4 är här")
    press(page, "Bo Ek", "Ångra")
    find_network(page)

    expect(page.locator("#count")).to_have_text("1 av 4 är här")
    assert nobody_yet == set()
    assert names_here(offering) == {"Anna Öberg"}
    assert CheckIn.objects.count() == 3


def test_two_doors_and_the_same_person_with_a_clock_that_is_wrong(
    open_door: Callable[[str], Page], offering: Offering
) -> None:
    one, other = open_door("one"), open_door("other")
    other.add_init_script(
        "const Real = Date; const ahead = 47 * 60 * 1000;"
        "Date = class extends Real { constructor(...a) {"
        " if (a.length) super(...a); else super(Real.now() + ahead); }"
        " static now() { return Real.now() + ahead; } };"
    )
    other.goto(door_of(offering))
    ready(other)
    lose_network(one)
    lose_network(other)

    press(one, "Anna Öberg")
    press(other, "Anna Öberg")
    press(other, "Dina Åkesson")
    find_network(one)
    find_network(other)

    expect(other.locator("#count")).to_have_text("2 av 4 är här")
    one.evaluate("dispatchEvent(new Event('online'))")
    expect(one.locator("#count")).to_have_text("2 av 4 är här")
    assert names_here(offering) == {"Anna Öberg", "Dina Åkesson"}
    rows = CheckIn.objects.all()
    assert len(rows) == 3
    assert all(abs(row.happened_at - timezone.now()) < timedelta(minutes=5) for row in rows)
    assert len({row.device for row in rows}) == 2


def test_a_door_that_comes_second_is_told_who_was_here_already(
    open_door: Callable[..., Page], offering: Offering
) -> None:
    page = open_door("door")
    anna = Participant.objects.get(name="Anna Öberg")
    check_in.check_in(participant_ids=[anna.pk], occasion=offering.occasions.get(), actor=CONTACT)

    press(page, "Anna Öberg")

    expect(page.locator("#news")).to_contain_text("Anna Öberg: Redan här sedan")
    expect(page.locator("#count")).to_have_text("1 av 4 är här")


def test_someone_cancelled_meanwhile_is_let_in_and_asked_about(
    open_door: Callable[[str], Page], offering: Offering
) -> None:
    page = open_door("door")
    lose_network(page)
    press(page, "Emil Sjö")
    emil = Participant.objects.get(name="Emil Sjö")
    cancellation.cancel(participant_id=emil.pk, actor=CONTACT)

    find_network(page)

    expect(row(page, "Emil Sjö")).to_contain_text("Avbokad")
    assert Decision.objects.get(kind=DecisionKind.NO_SEAT).participant == emil


def test_a_newcomer_without_network_is_signed_up_when_there_is_one(
    open_door: Callable[[str], Page], offering: Offering
) -> None:
    page = open_door("door")
    lose_network(page)
    page.get_by_role("link", name="Ny på plats").click()
    page.get_by_label("Namn", exact=True).fill("Nils Ny")
    page.get_by_role("button", name="Anmäl och checka in").click()
    expect(row(page, "Nils Ny")).to_contain_text("Ny på plats")

    find_network(page)

    expect(page.locator("#count")).to_have_text("1 av 5 är här")
    assert names_here(offering) == {"Nils Ny"}
    assert Participant.objects.filter(name="Nils Ny").count() == 1


def test_a_ticket_and_its_company_are_found_without_network(
    open_door: Callable[[str], Page], offering: Offering
) -> None:
    page = open_door("door")
    anna = Participant.objects.get(name="Anna Öberg")
    lose_network(page)

    page.goto(f"{door_of(offering)}?kod={ticket_code(anna.pk, anna.link_version)}")
    ready(page)
    expect(page.locator(".door-list .door-row h3").first).to_have_text("Anna Öberg")
    page.get_by_role("button", name="Checka in alla 4").click()
    find_network(page)

    expect(page.locator("#count")).to_have_text("4 av 4 är här")
    assert len(names_here(offering)) == 4


def test_what_lies_on_the_phone_names_nobody_and_is_gone_in_time(
    open_door: Callable[[str], Page], offering: Offering
) -> None:
    page = open_door("door")
    lose_network(page)
    press(page, "Anna Öberg")
    expect(page.locator("#news")).to_contain_text("1 incheckning väntar")
    stored = page.evaluate(STORED)

    page.clock.install(time=timezone.now() + timedelta(hours=25))
    page.goto(door_of(offering))
    ready(page)

    assert "sealed" in stored
    assert "extractable" not in stored
    for name in ("Anna", "Åkesson", "Eslöv"):
        assert name not in stored
    expect(page.locator("#news")).to_contain_text("Listan finns inte på den här enheten")
    expect(page.locator(".door-list .door-row")).to_have_count(0)


def test_a_page_left_open_without_network_shows_nobody_after_a_day(
    open_door: Callable[[str], Page], offering: Offering
) -> None:
    page = open_door("door")
    expect(page.locator(".door-list .door-row")).to_have_count(4)
    lose_network(page)

    page.evaluate("const real = Date.now; Date.now = () => real() + 25 * 60 * 60 * 1000")
    page.evaluate("dispatchEvent(new Event('offline'))")

    expect(page.locator(".door-list .door-row")).to_have_count(0)


def test_when_the_session_is_over_the_list_goes_and_what_waits_stays(
    open_door: Callable[..., Page], offering: Offering
) -> None:
    page = open_door("door", expects_refusal=True)
    lose_network(page)
    press(page, "Anna Öberg")
    expect(page.locator("#news")).to_contain_text("1 incheckning väntar")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("#news")).to_contain_text("Du är utloggad")
    expect(page.locator(".door-list .door-row")).to_have_count(0)

    page.context.add_cookies(cookies)
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("#count")).to_have_text("1 av 4 är här")
    assert names_here(offering) == {"Anna Öberg"}


def test_the_keyboard_keeps_its_place_and_enter_pressed_twice_checks_one_in(
    open_door: Callable[..., Page], offering: Offering
) -> None:
    page = open_door("door")
    button = row(page, "Bo Ek").get_by_role("button", name="Checka in")

    button.press("Enter")
    expect(page.locator("#count")).to_have_text("1 av 4 är här")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#count")).to_have_text("2 av 4 är här")
    expect(page.locator("#last")).to_contain_text("Dina Åkesson är incheckad")
    page.evaluate("meetAnew()")
    assert names_here(offering) == {"Bo Ek", "Dina Åkesson"}


def test_at_sign_out_everything_is_wiped(
    open_door: Callable[[str], Page], offering: Offering
) -> None:
    page = open_door("door")

    page.get_by_role("link", name="Logga ut").click()
    page.wait_for_url("**/konto/logout/")
    page.locator("main form button").click()
    page.wait_for_url("**/konto/login/**")

    left = page.evaluate(
        "async () => [await indexedDB.databases(), await caches.keys(),"
        " await navigator.serviceWorker.getRegistrations()].flat().length"
    )
    assert left == 0


def test_the_pages_of_the_door_are_accessible(
    any_page: Page, sign_in: Callable[[Page], None], offering: Offering
) -> None:
    sign_in(any_page)
    for name in ("door", "door_paper"):
        any_page.goto(reverse(f"workspace:{name}", args=[offering.pk]))
        any_page.wait_for_timeout(300)
        assert_accessible(any_page)
    any_page.goto(door_of(offering))
    ready(any_page)
    press(any_page, "Bo Ek")
    any_page.get_by_role("link", name="Ny på plats").click()
    expect(any_page.get_by_label("Namn", exact=True)).to_be_focused()
    assert_accessible(any_page)
    any_page.goto(reverse("workspace:doors"))
    assert_accessible(any_page)
