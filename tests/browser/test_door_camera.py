"""A ticket read by the camera, which a film of the ticket stands in for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import segno
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registrations.models import Offering, Participant
from registrations.tickets import ticket_code
from tests.browser.conftest import ARGUMENTS, PHONE, chromium, watched_page
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WIDTH, HEIGHT, FRAMES = 640, 480, 5


def film_of(text: str) -> bytes:
    """Return a film in which a code is held before the camera, in the plainest format there is."""
    rows = list(segno.make(text, micro=False, error="m").matrix_iter(scale=6, border=4))
    top, left = (HEIGHT - len(rows)) // 2, (WIDTH - len(rows[0])) // 2
    light = bytearray([200]) * (WIDTH * HEIGHT)
    for y, row in enumerate(rows):
        start = (top + y) * WIDTH + left
        light[start : start + len(row)] = bytes(20 if dark else 235 for dark in row)
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode()
    return head + b"".join(b"FRAME\n" + bytes(light) + grey for _ in range(FRAMES))


@pytest.fixture
def ticket(transactional_db: None) -> Participant:
    offering = make_offering(days=0, size=9)
    return sign_up(offering, number=3).participants.order_by("pk")[1]


@pytest.fixture
def camera(
    ticket: Participant, tmp_path: Path, live_server: LiveServer, browser: Browser
) -> Iterator[Page]:
    """A phone whose camera sees the ticket."""
    code = ticket_code(ticket.pk, ticket.link_version).replace("-", "")
    film = tmp_path / "ticket.y4m"
    film.write_bytes(film_of(f"{live_server.url}{door_of(ticket.offering)}?kod={code}"))
    arguments = [
        *ARGUMENTS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    launched = browser.browser_type.launch(executable_path=chromium(), args=arguments)
    with watched_page(launched, live_server.url, width=PHONE) as page:
        yield page
    launched.close()


def door_of(offering: Offering) -> str:
    return reverse("workspace:door", args=[offering.pk])


def test_a_ticket_before_the_camera_is_checked_in_by_two_taps(
    camera: Page, sign_in: Callable[[Page], None], ticket: Participant
) -> None:
    sign_in(camera)
    camera.goto(door_of(ticket.offering))
    expect(camera.locator("body[data-ready]")).to_have_count(1)

    camera.get_by_role("button", name="Skanna biljett").click()
    expect(camera.locator(".door-list .door-row h3").first).to_have_text(ticket.name)
    camera.locator(".door-list .door-row button", has_text="Checka in").first.click()

    expect(camera.locator("#count")).to_have_text("1 av 3 är här")
    expect(camera.locator("#last")).to_contain_text(f"{ticket.name} är incheckad")
    expect(camera.locator("#scanner")).to_be_hidden()
