"""The implementation lab: four meetings with tasks between, and an organiser who approves."""

from config.demo.booking import Desk
from config.demo.dates import end_of, moment, working_day_before
from config.demo.languages import Both, Twins
from config.demo.mail import settle_outbox
from config.demo.offers import add_fee, add_occasion, add_offering, add_quota, ask
from config.demo.pages import add_pages, text
from config.demo.people import MUNICIPALITIES
from config.demo.scene import Scene
from config.demo.terms import FREE_TERMS
from events.models import TrainingPage
from registrations import approval
from registrations.actors import staff
from registrations.models import Offering
from registrations.words import QuestionKind

MEETINGS = (
    Both("Var kostnaden uppstår", "Where the cost arises"),
    Both("Räkna på din upphandling", "Count on your own procurement"),
    Both("Utvärdera och avtala", "Evaluate and agree"),
    Both("Följ upp och berätta", "Follow up and tell"),
)


def load_lab(scene: Scene) -> None:
    page = add_pages(
        scene.homes,
        TrainingPage,
        title=Both("Implementeringslab: LCC i upphandling", "Implementation lab: LCC"),
        slug=Both("implementeringslab-lcc", "implementation-lab-lcc"),
        lead=Both(
            "Fyra träffar där kommuner räknar på livscykelkostnaden i en upphandling som de ändå"
            " ska göra.",
            "Four meetings in which councils count the life-cycle cost of a procurement that they"
            " are to make anyway.",
        ),
        body=[text(BODY)],
        prerequisites=Both(
            "<p>Varje kommun deltar med två eller tre personer från inköp och verksamhet. Det är"
            " bra om samma personer kommer, men ni får byta mellan träffarna.</p>",
            "<p>Each council takes part with two or three people from procurement and services."
            " It is good if the same people come, but you may change between the meetings.</p>",
        ),
        between=Both(
            "<p>Mellan träffarna prövar ni på hemmaplan: samlar in driftkostnader, räknar i"
            " räknebladet och frågar en leverantör. Räkna med en halv dag var gång.</p>",
            "<p>Between the meetings you try things at home: gather running costs, use the"
            " spreadsheet and ask a supplier. It takes half a day each time.</p>",
        ),
        venue=scene.shared.venues["eslov"],
        partners=scene.shared.roles(organiser="us", funder="climate"),
        project=scene.pages["lcc"].sv,
    )
    offering = _offering(scene, page)
    _take_applications(scene, offering)


BODY = Both(
    "<h2>Ansök som kommun</h2><p>Platserna är få, och vi sätter samman grupper som har nytta av"
    " varandra. Därför söker ni, och får svar inom en vecka. Labbet kostar inget; projektet"
    " redovisar era timmar som medfinansiering.</p>",
    "<h2>Apply as a council</h2><p>There are few seats, and we put together groups that help each"
    " other. So you apply, and get an answer within a week. The lab is free; the project reports"
    " your hours as co-financing.</p>",
)


def _offering(scene: Scene, page: Twins) -> Offering:
    days = scene.dates.lab
    offering = add_offering(
        page,
        f"implementeringslab-lcc-{days[0].year}",
        Both("Implementeringslab: LCC i upphandling", "Implementation lab: LCC"),
        opens_at=scene.dates.ago(20),
        closes_at=end_of(working_day_before(days[0], 10)),
        approval=True,
        largest_group=3,
        terms=FREE_TERMS,
        **scene.contact("projects"),
    )
    for day, title in zip(days, MEETINGS, strict=True):
        venue = scene.shared.venues["eslov"]
        add_occasion(offering, moment(day, 9), moment(day, 12), venue, title)
    seats = add_quota(offering, Both("Platser", "Seats"), 18)
    add_fee(offering, Both("Kommun", "Council"), [seats])
    ask(
        offering,
        Both("Vilken upphandling vill ni räkna på?", "Which procurement will you count on?"),
        QuestionKind.LONG_TEXT,
        purpose=Both(
            "Vi frågar för att sätta samman grupperna", "We ask to put the groups together"
        ),
        is_required=True,
    )
    return offering


def _take_applications(scene: Scene, offering: Offering) -> None:
    """Approve some, decline one, and leave some for the organiser to answer."""
    dates = scene.dates
    organiser = staff(scene.organiser)
    desk = Desk(offering, scene.people)
    applications = [
        desk.sign_up(organisation, at=dates.ago(18 - 2 * number), number=2)
        for number, organisation in enumerate(MUNICIPALITIES[2:8])
    ]
    settle_outbox()
    for registration in applications[:3]:
        for participant in registration.participants.all():
            approval.approve(participant_id=participant.pk, actor=organiser, now=dates.ago(6))
    for participant in applications[3].participants.all():
        approval.decline(
            participant_id=participant.pk,
            actor=organiser,
            reason="Er upphandling görs först nästa år. Sök gärna igen då.",
            now=dates.ago(5),
        )
    settle_outbox()
