"""The attendee list and its exports, at three sizes."""

import time
from statistics import median

from django.contrib.auth.models import User

from bench.client import Visitor
from bench.figures import Figure
from bench.server import Server
from registrations.models import Offering
from registrations.signup import register
from registrations.workspace.addresses import attendee_list_url
from tests.factories.registrations import make_offering, make_signup

SIZES = (100, 1_000, 10_000)
GROUP = 10
PASSWORD = "only for measuring"


def fill(people: int) -> Offering:
    offering = make_offering(size=None, largest_group=GROUP)
    for _ in range(people // GROUP):
        register(make_signup(offering, number=GROUP))
    return offering


def measure_lists(server: Server) -> list[Figure]:
    offerings = {size: fill(size) for size in SIZES}
    visitor = sign_in(server)
    figures = [
        Figure(
            f"attendee list of {size:,}",
            list_seconds(visitor, attendee_list_url(offering)),
            "s",
            at_most=0.1,
        )
        for size, offering in offerings.items()
    ]
    for kind, goal in (("csv", 1.0), ("xlsx", 3.0)):
        _took, small = export(server, visitor, offerings[1_000], kind)
        took, large = export(server, visitor, offerings[10_000], kind)
        figures += [
            Figure(f"{kind} of 10,000", took, "s", at_most=goal),
            Figure(f"{kind} of 10,000: memory above 1,000's", large - small, "MB", at_most=20),
        ]
    return figures


def sign_in(server: Server) -> Visitor:
    User.objects.create_superuser("bench", "bench@example.org", PASSWORD)
    visitor = Visitor(server.port)
    page = visitor.get("/konto/login/")
    answer = visitor.post("/konto/login/", page.hidden | {"login": "bench", "password": PASSWORD})
    assert answer.status == 302, answer.text[:2000]
    return visitor


def list_seconds(visitor: Visitor, address: str) -> float:
    times = []
    for _ in range(6):
        started = time.perf_counter()
        answer = visitor.get(address)
        times.append(time.perf_counter() - started)
        assert answer.status == 200, (address, answer.status)
    return median(times[1:])


def export(server: Server, visitor: Visitor, offering: Offering, kind: str) -> tuple[float, float]:
    """Return the seconds, and the megabytes that the worker grew at its peak."""
    before = server.megabytes("VmRSS")
    server.forget_peak()
    started = time.perf_counter()
    answer = visitor.get(f"{attendee_list_url(offering)}&export={kind}")
    took = time.perf_counter() - started
    assert answer.status == 200 and len(answer.body) > 10_000, answer.status
    return took, server.megabytes("VmHWM") - before
