"""The study trip to the Amsterdam region: three days by train, with a day of decision."""

from datetime import timedelta

from config.demo.booking import Desk
from config.demo.dates import end_of, moment, working_day_before
from config.demo.languages import Both, Twins
from config.demo.mail import settle_outbox
from config.demo.offers import (
    add_extra,
    add_fee,
    add_ladder,
    add_occasion,
    add_offering,
    add_quota,
    ask_meal,
    ask_needs,
)
from config.demo.pages import add_pages, text
from config.demo.people import COMPANIES, MUNICIPALITIES
from config.demo.scene import Scene
from config.demo.terms import TRIP_TERMS
from config.demo.trip_days import ITINERARY, ROUTE
from registrations.actors import CONTACT
from registrations.cancellation import cancel
from registrations.models import Extra, Offering
from trips.models import StudyTripPage

SEATS, MINIMUM = 24, 14
# In lists, on the form and in mails: the page and what people sign up for have one name.
TITLE = Both("Amsterdam: regionen som räknar sitt avfall", "Amsterdam: waste that counts")


def load_trip(scene: Scene) -> None:
    page = _page(scene)
    offering, single = _offering(scene, page)
    _sign_people_up(scene, offering, single)


def _page(scene: Scene) -> Twins:
    return add_pages(
        scene.homes,
        StudyTripPage,
        title=TITLE,
        slug=Both("studieresa-amsterdam", "study-trip-amsterdam"),
        lead=Both(
            "Tre dagar med tåg till fem verksamheter som har gjort avfall till råvara. Du reser"
            " med en färdledare och kolleger från Skåne.",
            "Three days by train to five places that have turned waste into material. You travel"
            " with a guide and colleagues from Skåne.",
        ),
        body=[text(BODY)],
        route=ROUTE,
        itinerary=ITINERARY,
        included=Both(
            "<p>Tåg Malmö–Amsterdam och åter, två hotellnätter med frukost, två luncher, en"
            " middag och alla studiebesök ingår. Priset är låst när du har fått bekräftelse.</p>",
            "<p>Train Malmö–Amsterdam and back, two nights with breakfast, two lunches, one dinner"
            " and all visits are included. The price is fixed once you are confirmed.</p>",
        ),
        conditions=Both(
            "<p>Du kan ge platsen till någon annan fram till sju dagar före avresan. Resan är en"
            " paketresa enligt paketreselagen.</p>",
            "<p>You may give your seat to somebody else until seven days before departure. The"
            " trip is a package under the Package Travel Act.</p>",
        ),
        speakers=[{"type": "speaker", "value": pk} for pk in scene.shared.speak("city research")],
        venue=scene.shared.venues["amsterdam"],
        accessibility=Both(
            "<p>Vi går ungefär fyra kilometer om dagen. Reparationsverkstaden har en trappa; säg"
            " till så ordnar vi en annan väg.</p>",
            "<p>We walk some four kilometres a day. The repair workshop has a flight of stairs;"
            " tell us, and we arrange another way.</p>",
        ),
        partners=scene.shared.roles(organiser="us", funder="climate"),
        project=scene.pages["circular"].sv,
    )


BODY = Both(
    "<h2>För dig som har gått utbildningen</h2><p>Resan följer på utbildningen, men du behöver"
    " inte ha gått den. Varje besök börjar med en fråga som gruppen har med sig hemifrån.</p>",
    "<h2>After the training</h2><p>The trip follows the training, but you need not have taken it."
    " Every visit begins with a question that the group brings from home.</p>",
)


def _offering(scene: Scene, page: Twins) -> tuple[Offering, Extra]:
    day = scene.dates.trip
    offering = add_offering(
        page,
        f"studieresa-amsterdam-{day.year}",
        TITLE,
        opens_at=scene.dates.ago(25),
        closes_at=end_of(working_day_before(day, 60)),
        changes_until=end_of(day - timedelta(days=30)),
        minimum=MINIMUM,
        decision_on=day - timedelta(days=56),
        largest_group=4,
        terms=TRIP_TERMS,
        bill_from=day - timedelta(days=50),
        **scene.contact("projects"),
    )
    last = day + timedelta(days=2)
    venue = scene.shared.venues["amsterdam"]
    add_occasion(offering, moment(day, 12, 30), moment(last, 15), venue)
    seats = add_quota(offering, Both("Platser", "Seats"), SEATS)
    rooms = add_quota(offering, Both("Enkelrum", "Single rooms"), 6)
    add_fee(offering, Both("Del i dubbelrum", "Share of a double room"), [seats], 8900, vat=0)
    single = add_extra(
        offering,
        Both("Enkelrum", "Single room"),
        Both("Tillägg för båda nätterna.", "Supplement for both nights."),
        rooms,
        1800,
        vat=0,
    )
    add_ladder(offering, (56, 20), (30, 50), (14, 100))
    ask_meal(offering)
    ask_needs(offering)
    return offering, single


def _sign_people_up(scene: Scene, offering: Offering, single: Extra) -> None:
    """Register eleven, so that three are missing until the trip is certain; one has cancelled."""
    dates = scene.dates
    desk = Desk(offering, scene.people)
    organisations = (*MUNICIPALITIES[:5], COMPANIES[0], *MUNICIPALITIES[6:8])
    registrations = [
        desk.sign_up(
            organisation,
            at=dates.ago(23 - 2.5 * number),
            number=2 if number in {0, 3, 6, 7} else 1,
            extras=[single] if number % 3 == 1 else [],
        )
        for number, organisation in enumerate(organisations)
    ]
    settle_outbox()
    leaving = registrations[4].participants.get()
    cancel(participant_id=leaving.pk, actor=CONTACT, now=dates.ago(2))
    settle_outbox()
