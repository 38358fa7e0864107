"""The attendee list and its exports, at three sizes."""

import time
from statistics import median
from typing import Any

from django.contrib.auth.models import User

from bench.client import Visitor
from bench.figures import Figure
from bench.server import Server
from registrations.models import Answer, Offering, Question
from registrations.signup import register
from registrations.workspace.addresses import attendee_list_url
from tests.factories.registrations import make_offering, make_signup

SIZES = (100, 1_000, 3_000, 10_000)
# A page is to cost hardly more in a long list than in a short one.
SHORT, LONG = 100, 3_000
MOST_TIMES = 1.3
ROUNDS = 15
GROUP = 10
PASSWORD = "only for measuring"


def fill(people: int) -> Offering:
    offering = make_offering(size=None, largest_group=GROUP)
    questions = [
        Question.objects.create(offering=offering, label_sv=words, purpose_sv="x", **fields)
        for words, fields in QUESTIONS.items()
    ]
    for number in range(people // GROUP):
        registration = register(make_signup(offering, number=GROUP))
        if number % 2:
            Answer.objects.bulk_create(
                Answer(participant=one, question=question, value=f"Svar {one.pk % 7}")
                for one in registration.participants.all()
                for question in questions
            )
    return offering


QUESTIONS: dict[str, dict[str, Any]] = {
    "Vad vill du ta med hem?": {"is_required": True},
    "Vad har du prövat?": {},
    "Vem vill du träffa?": {},
}


def view_of(offering: Offering, name: str) -> str:
    """Return the address of one way to look at the list that costs differently."""
    first, *others = (f"question-{pk}" for pk in offering.questions.values_list("pk", flat=True))
    every = "".join(f"&c={key}" for key in ("status", "payment", "owed", "mail", first, *others))
    return (
        attendee_list_url(offering)
        + {
            "as it opens": "",
            "of eight columns": every,
            "by an answer": f"{every}&{first}=svar+3",
            "sorted by an answer": f"{every}&sort={first}",
            "sorted by payment": f"{every}&sort=payment",
            "of a search": "&q=kommun",
        }[name]
    )


VIEWS = (
    "as it opens",
    "of eight columns",
    "by an answer",
    "sorted by an answer",
    "sorted by payment",
    "of a search",
)


def long_beside_short(visitor: Visitor, offerings: dict[int, Offering]) -> list[Figure]:
    """Return how many times longer each view of a long list takes, in turns with a short one."""
    figures = []
    for name in VIEWS:
        taken: dict[int, list[float]] = {SHORT: [], LONG: []}
        for _ in range(ROUNDS):
            for size, times in taken.items():
                times.append(seconds_of(visitor, view_of(offerings[size], name)))
        short, long = (median(times[1:]) for times in taken.values())
        # Only the list as it opens is promised; a filter or an order has to read everybody.
        at_most = MOST_TIMES if name in VIEWS[:2] else None
        words = f"list of {LONG:,} beside {SHORT} {name}"
        figures.append(Figure(words, long / short, "times", at_most=at_most))
        figures.append(Figure(f"list of {LONG:,} {name}", long, "s", at_most=0.3))
    return figures


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
    figures += long_beside_short(visitor, offerings)
    for kind, goal in (("csv&seen=1", 1.0), ("csv", 2.0), ("xlsx&seen=1", 3.0), ("xlsx", 6.0)):
        words = f"{kind.removesuffix('&seen=1')} {'as shown' if '&' in kind else 'of all columns'}"
        _took, small = export(server, visitor, offerings[1_000], kind)
        took, large = export(server, visitor, offerings[10_000], kind)
        figures += [
            Figure(f"{words}, 10,000 rows", took, "s", at_most=goal),
            Figure(f"{words}, 10,000 rows: memory above 1,000's", large - small, "MB", at_most=20),
            Figure(f"{words}, 10,000 rows: memory in all", large, "MB", at_most=50),
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
        times.append(seconds_of(visitor, address))
    return median(times[1:])


def seconds_of(visitor: Visitor, address: str) -> float:
    started = time.perf_counter()
    answer = visitor.get(address)
    took = time.perf_counter() - started
    assert answer.status == 200, (address, answer.status)
    return took


def export(server: Server, visitor: Visitor, offering: Offering, kind: str) -> tuple[float, float]:
    """Return the seconds, and the megabytes that the worker grew at its peak."""
    before = server.megabytes("VmRSS")
    server.forget_peak()
    started = time.perf_counter()
    answer = visitor.get(f"{attendee_list_url(offering)}&export={kind}")
    took = time.perf_counter() - started
    assert answer.status == 200 and len(answer.body) > 10_000, answer.status
    return took, server.megabytes("VmHWM") - before
