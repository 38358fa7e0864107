"""Sign-ups per second: by the domain, by the raw driver, and through HTTP."""

import time
from collections.abc import Callable
from statistics import median

from django.db import connection

from bench import snapshot
from bench.client import Answer, Visitor, at_once
from bench.figures import Figure
from bench.replay import COMMIT, recorded, replayer
from bench.server import Server
from registrations.models import Offering, Participant
from registrations.signup import register
from registrations.words import Status
from tests.factories.registrations import make_offering, make_signup

SIGNUPS = 200
ROUNDS = 7
RUSH_PEOPLE, RUSH_SEATS, RUSH_AT_ONCE = 300, 100, 32
GOAL = {"sqlite": 0.15, "postgresql": 0.45}


def measure_domain() -> list[Figure]:
    """Sign the same people up by the domain and by its statements alone, from the same start."""
    offering = make_offering(size=None)
    for _ in range(20):
        register(make_signup(offering))
    signups = [make_signup(offering) for _ in range(SIGNUPS)]
    snapshot.keep()

    def sign_up() -> None:
        for signup in signups:
            register(signup)

    with recorded() as statements:
        per_signup = []
        for signup in signups:
            before = len(statements)
            register(signup)
            statements.append(COMMIT)
            per_signup.append(sum(one[0] not in {"BEGIN", "COMMIT"} for one in statements[before:]))
    domain, raw = [], []
    for _ in range(ROUNDS):
        snapshot.put_back()
        connection.ensure_connection()
        domain.append(SIGNUPS / seconds(sign_up))
        snapshot.put_back()
        raw.append(SIGNUPS / seconds(replayer(statements)))
    snapshot.put_back()
    goal = GOAL[connection.vendor]
    return [
        Figure("sign-up by the domain", median(domain), "/s"),
        Figure("its statements by the raw driver", median(raw), "/s"),
        Figure("sign-up as a share of the raw driver", median(domain) / median(raw), at_least=goal),
        Figure("statements for one person", max(per_signup), at_most=25),
    ]


def seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def send_form(visitor: Visitor, path: str, name: str) -> tuple[Answer, Answer]:
    """Do what one person's browser does: open the form, fill it in, send it."""
    page = visitor.get(path)
    fee = page.text.split('name="p1-fee"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    form = page.hidden | {
        "p1-name": name,
        "p1-email": f"{name.lower().replace(' ', '.')}@example.org",
        "p1-fee": fee,
        "action": "send",
    }
    return page, visitor.post(path, form)


def measure_http(server: Server) -> list[Figure]:
    offering = make_offering(size=None)
    path = f"/anmalan/{offering.slug}/"

    def sign_up(number: int) -> None:
        _page, answer = send_form(Visitor(server.port), path, f"Person {number}")
        assert answer.status == 302, answer.text[:3000]

    took = at_once(4, sign_up, SIGNUPS)
    return [Figure("sign-up through HTTP, form and all", SIGNUPS / took, "/s")]


def measure_rush(server: Server) -> list[Figure]:
    """Let 300 people want 100 seats, 32 at a time."""
    offering = make_offering(size=RUSH_SEATS)
    path = f"/anmalan/{offering.slug}/"
    waits: list[float] = []
    statuses: list[int] = []
    lost: list[str] = []
    served_at: list[float] = []
    started = time.perf_counter()

    def come(number: int) -> None:
        began = time.perf_counter()
        name = f"Rush {number}"
        page, answer = send_form(Visitor(server.port), path, name)
        waits.append(time.perf_counter() - began)
        statuses.extend((page.status, answer.status))
        if answer.status == 302 and "if_full" not in page.hidden:
            served_at.append(time.perf_counter() - started)
        elif answer.status != 302 and not (name in answer.text and "if_full" in answer.text):
            lost.append(name)

    at_once(RUSH_AT_ONCE, come, RUSH_PEOPLE)
    taken = Participant.objects.filter(offering=offering, status=Status.CONFIRMED).count()
    assert Offering.objects.get(pk=offering.pk).quotas.get().taken == taken
    waits.sort()
    return [
        Figure("rush: seats sold of 100", taken, at_least=RUSH_SEATS, at_most=RUSH_SEATS),
        Figure("rush: answers of 500 and above", sum(one >= 500 for one in statuses), at_most=0),
        Figure("rush: people who lost what they typed", len(lost), at_most=0),
        Figure("rush: sold out after", sorted(served_at)[:RUSH_SEATS][-1], "s", at_most=5),
        Figure("rush: wait, 95 of 100 within", waits[int(len(waits) * 0.95)], "s", at_most=3),
    ]
