"""The training after the conference: 20 seats, all taken, and a line that moves."""

from datetime import timedelta
from typing import Any

from config.demo.booking import Desk
from config.demo.dates import end_of, moment, working_day_before
from config.demo.languages import Both, Twins
from config.demo.mail import settle_outbox
from config.demo.offers import (
    add_fee,
    add_ladder,
    add_occasion,
    add_offering,
    add_quota,
    ask,
    ask_meal,
    ask_needs,
)
from config.demo.pages import add_pages, items, text
from config.demo.people import MUNICIPALITIES
from config.demo.scene import Scene
from config.demo.terms import COURSE_TERMS
from events.models import TrainingPage
from registrations import lapsing, waitlist
from registrations.actors import PARTICIPANT
from registrations.cancellation import cancel
from registrations.models import Offering

SEATS = 20


def load_training(scene: Scene) -> None:
    page = _page(scene)
    offering = _offering(scene, page)
    _sign_people_up(scene, offering)


def _page(scene: Scene) -> Twins:
    shared = scene.shared
    return add_pages(
        scene.homes,
        TrainingPage,
        title=Both("Utbildning: skriv cirkulära krav", "Training: write circular requirements"),
        slug=Both("cirkulara-krav", "circular-requirements"),
        lead=Both(
            "En dag då du skriver krav till en egen upphandling, med en jurist och en upphandlare"
            " vid bordet.",
            "A day on which you write requirements for a procurement of your own, with a lawyer"
            " and a buyer at the table.",
        ),
        body=[text(BODY)],
        prerequisites=Both(
            "<p>Du har en upphandling på gång eller ska snart börja med en. Har du varit på"
            " konferensen i Lund är det bra, men inget krav.</p>",
            "<p>You have a procurement under way or will soon begin one. It is good to have been"
            " at the conference in Lund, but not required. The training is in Swedish.</p>",
        ),
        certificate=Both(
            "<p>Du får ett intyg med innehåll och antal timmar.</p>",
            "<p>You get a certificate with contents and hours.</p>",
        ),
        programme=_programme(shared.speak),
        venue=shared.venues["malmo"],
        partners=shared.roles(organiser="us", funder="climate"),
        project=scene.pages["circular"].sv,
    )


BODY = Both(
    "<h2>Så går det till</h2><p>Vi är ett tjugotal och arbetar i grupper om fyra. Varje grupp"
    " får en handledare. Vid dagens slut har du ett utkast som går att använda.</p>",
    "<h2>How it works</h2><p>We are some twenty and work in groups of four. Each group has a"
    " tutor. At the end of the day you have a draft that can be used.</p>",
)


def _programme(speak: Any) -> list[dict[str, Any]]:
    def session(starts: str, ends: str, title: Both, who: str = "") -> dict[str, Any]:
        speakers = items(speak(who))
        value = {"starts": starts, "ends": ends, "title": title, "speakers": speakers}
        return {"type": "session", "value": value | {"text": "", "room": ""}}

    return [
        session("09:00", "10:15", Both("Vad lagen tillåter", "What the law allows"), "lawyer"),
        session("10:30", "12:00", Both("Skriv: funktion och mått", "Write: function"), "buyer"),
        {
            "type": "pause",
            "value": {"starts": "12:00", "ends": "13:00", "title": Both("Lunch", "Lunch")},
        },
        session(
            "13:00", "14:30", Both("Räkna: livscykelkostnad", "Count: life-cycle cost"), "economist"
        ),
        session("14:45", "16:00", Both("Läs varandras krav", "Read each other's"), "lawyer buyer"),
    ]


def _offering(scene: Scene, page: Twins) -> Offering:
    day = scene.dates.training
    offering = add_offering(
        page,
        f"cirkulara-krav-{day.year}",
        Both("Utbildning: skriv cirkulära krav", "Training: write circular requirements"),
        opens_at=scene.dates.ago(30),
        closes_at=end_of(working_day_before(day, 14)),
        changes_until=end_of(day - timedelta(days=7)),
        offer_hours=48,
        largest_group=4,
        terms=COURSE_TERMS,
        bill_from=day - timedelta(days=21),
        **scene.contact("courses"),
    )
    add_occasion(offering, moment(day, 9), moment(day, 16), scene.shared.venues["malmo"])
    seats = add_quota(offering, Both("Platser", "Seats"), SEATS)
    add_fee(offering, Both("Kommun, region eller myndighet", "Council or authority"), [seats], 2400)
    add_fee(offering, Both("Företag", "Company"), [seats], 3200)
    add_ladder(offering, (21, 50), (7, 100))
    ask(
        offering,
        Both("Vilken upphandling arbetar du med?", "Which procurement do you work on?"),
        purpose=Both(
            "Vi frågar för att sätta samman grupperna", "We ask to put the groups together"
        ),
    )
    ask_meal(offering)
    ask_needs(offering)
    return offering


def _sign_people_up(scene: Scene, offering: Offering) -> None:
    """Fill the seats, then the line; three people cancel, and their seats go on in three ways."""
    dates = scene.dates
    desk = Desk(offering, scene.people)
    sizes = (2, 1, 3, 2, 1, 2, 3, 1, 2, 1, 2)
    for number, size in enumerate(sizes):
        desk.sign_up(
            MUNICIPALITIES[number % len(MUNICIPALITIES)],
            at=dates.ago(29 - number),
            number=size,
            unnamed=1 if size == 3 else 0,
        )
    for number in range(6):
        desk.sign_up(
            MUNICIPALITIES[-1 - number],
            at=dates.ago(12 - number),
            number=2 if number == 2 else 1,
            language="en" if number == 4 else "sv",
        )
    settle_outbox()
    _move_the_line(scene, offering)


def _move_the_line(scene: Scene, offering: Offering) -> None:
    """One accepts the freed seat, one lets the offer lapse, and one has it before them now."""
    dates = scene.dates
    seated = list(offering.participants.filter(status="confirmed").order_by("pk")[:2])
    cancel(participant_id=seated[0].pk, actor=PARTICIPANT, now=dates.ago(5))
    settle_outbox()
    offered = offering.participants.get(status="offered")
    waitlist.accept_offer(participant_id=offered.pk, actor=PARTICIPANT, now=dates.ago(4))
    cancel(participant_id=seated[1].pk, actor=PARTICIPANT, now=dates.ago(3))
    settle_outbox()
    lapsing.lapse_due(now=dates.ago(0, hours=6))
    settle_outbox()
