"""The short events: a webinar, a network meeting, one held by others, and one that was."""

from datetime import timedelta

from config.demo.booking import Desk
from config.demo.dates import end_of, moment, working_day_before
from config.demo.languages import Both, Twins
from config.demo.library import add_document
from config.demo.mail import settle_outbox
from config.demo.offers import add_fee, add_occasion, add_offering, add_quota
from config.demo.pages import add_pages, items, text
from config.demo.people import MUNICIPALITIES
from config.demo.scene import Scene
from config.demo.terms import FREE_TERMS
from events.models import ConferencePage, ExternalEventPage
from registrations.models import Offering, Quota
from registrations.words import WaitlistMode


def load_seminars(scene: Scene) -> None:
    _webinar(scene)
    _forum(scene)
    _external(scene)
    _past(scene)


def _webinar(scene: Scene) -> None:
    page = add_pages(
        scene.homes,
        ConferencePage,
        title=Both("Frukostwebbinarium: räkna med begagnat", "Breakfast webinar: used goods count"),
        slug=Both("frukostwebbinarium", "breakfast-webinar"),
        lead=Both(
            "En timme om hur ett ramavtal kan ge plats för begagnat. Länken kommer dagen före.",
            "An hour on how a framework agreement can make room for used goods. In Swedish. The"
            " link comes the day before.",
        ),
        body=[text(WEBINAR)],
        speakers=[{"type": "speaker", "value": pk} for pk in scene.shared.speak("supplier buyer")],
        partners=scene.shared.roles(organiser="us"),
        project=scene.pages["circular"].sv,
    )
    day = scene.dates.webinar
    title = Both("Frukostwebbinarium: räkna med begagnat", "Breakfast webinar: used goods count")
    offering = _free_offering(scene, page, f"frukostwebbinarium-{day:%Y-%m-%d}", title)
    offering.closes_at = end_of(day - timedelta(days=1))
    offering.save()
    add_occasion(offering, moment(day, 8), moment(day, 9))
    add_fee(offering, Both("Deltagare", "Participant"), [_seats(offering, 300)])
    desk = Desk(offering, scene.people)
    for number, organisation in enumerate(MUNICIPALITIES[:9]):
        desk.sign_up(organisation, at=scene.dates.ago(9 - number))


WEBINAR = Both(
    "<p>Vi går igenom ett ramavtal för möbler där begagnat och nytt möts på samma villkor, och"
    " svarar på frågor. Webbinariet spelas in och ligger sedan på den här sidan.</p>",
    "<p>We read a framework agreement on furniture in which used and new meet on equal terms, and"
    " answer questions. The webinar is recorded and will be on this page.</p>",
)


def _free_offering(scene: Scene, page: Twins, slug: str, title: Both) -> Offering:
    return add_offering(
        page,
        slug,
        title,
        opens_at=scene.dates.ago(14),
        waitlist=WaitlistMode.NONE,
        terms=FREE_TERMS,
        **scene.contact("projects"),
    )


def _seats(offering: Offering, size: int) -> Quota:
    return add_quota(offering, Both("Platser", "Seats"), size)


def _forum(scene: Scene) -> None:
    title = Both(
        "HandlingsForum: från mål till beställning", "HandlingsForum: from goals to orders"
    )
    page = add_pages(
        scene.homes,
        ConferencePage,
        title=title,
        slug=Both("handlingsforum-varen", "handlingsforum-spring"),
        lead=Both(
            "Nätverkets möte om hur ett miljömål blir något som någon beställer. Nya är välkomna.",
            "The network's meeting on how an environmental goal becomes something that somebody"
            " orders. Newcomers are welcome. In Swedish.",
        ),
        body=[
            text(
                Both(
                    "<p>Tre medlemmar berättar, sedan arbetar vi i grupper. Vi bjuder på fika.</p>",
                    "<p>Three members tell, then we work in groups. Coffee is on us.</p>",
                )
            )
        ],
        venue=scene.shared.venues["helsingborg"],
        partners=scene.shared.roles(organiser="us helsingborg"),
        project=scene.pages["forum"].sv,
    )
    day = scene.dates.forum
    offering = add_offering(
        page,
        f"handlingsforum-{day:%Y-%m-%d}",
        title,
        opens_at=moment(day - timedelta(days=70), 9),
        closes_at=end_of(working_day_before(day, 4)),
        terms=FREE_TERMS,
        **scene.contact("forum"),
    )
    add_occasion(offering, moment(day, 13), moment(day, 16), scene.shared.venues["helsingborg"])
    add_fee(offering, Both("Deltagare", "Participant"), [_seats(offering, 40)])


def _external(scene: Scene) -> None:
    day = scene.dates.external
    add_pages(
        scene.homes,
        ExternalEventPage,
        title=Both("Seminarium: innovation i upphandling", "Seminar: innovation in procurement"),
        slug=Both("cleantech-tipp-seminarium", "cleantech-tipp-seminar"),
        lead=Both(
            "Partnerna i Cleantech TIPP visar tre upphandlingar där lösningen inte fanns från"
            " början.",
            "The partners of Cleantech TIPP show three procurements in which the solution did not"
            " exist at first.",
        ),
        body=[
            text(
                Both(
                    "<p>Seminariet ordnas av Länsstyrelsen Skåne, och du anmäler dig hos dem.</p>",
                    "<p>The seminar is held by Länsstyrelsen Skåne; you sign up with them.</p>",
                )
            )
        ],
        organiser="Länsstyrelsen Skåne",
        starts_at=moment(day, 9),
        ends_at=moment(day, 12),
        place_name="Länsstyrelsen",
        town="Malmö",
        outside_url="https://www.lansstyrelsen.se/skane",
        price_text=Both("Kostnadsfritt", "Free"),
        project=scene.pages["tipp"].sv,
    )


def _past(scene: Scene) -> None:
    title = Both("Frukost: möbler som redan finns", "Breakfast: furniture that already exists")
    slides = add_document("presentation", "Möbler som redan finns: bilder")
    page = add_pages(
        scene.homes,
        ConferencePage,
        title=title,
        slug=Both("mobler-som-redan-finns", "furniture-that-exists"),
        lead=Both(
            "Ett frukostseminarium om att fråga vad som finns innan man frågar vad som kostar.",
            "A breakfast seminar on asking what there is before asking what it costs.",
        ),
        body=[
            text(
                Both(
                    "<p>Trettio personer kom till Lund. Bilderna finns att ladda ner.</p>",
                    "<p>Thirty people came to Lund. The slides can be downloaded.</p>",
                )
            )
        ],
        programme=_past_programme(scene),
        venue=scene.shared.venues["lund"],
        material=[
            {
                "type": "document",
                "value": {
                    "title": Both("Bilder från seminariet", "Slides of the seminar (in Swedish)"),
                    "document": slides.pk,
                },
            }
        ],
        partners=scene.shared.roles(organiser="us lund"),
        project=scene.pages["circular"].sv,
    )
    _past_offering(scene, page, title)


def _past_programme(scene: Scene) -> list[dict[str, object]]:
    value = {
        "starts": "08:00",
        "ends": "09:00",
        "title": Both("Fråga först, köp sedan", "Ask first, then buy"),
        "text": "",
        "room": "",
        "speakers": items(scene.shared.speak("supplier builder")),
    }
    return [{"type": "session", "value": value}]


def _past_offering(scene: Scene, page: Twins, title: Both) -> None:
    day = scene.dates.past
    offering = _free_offering(scene, page, f"mobler-som-redan-finns-{day:%Y-%m-%d}", title)
    offering.opens_at = moment(day - timedelta(days=40), 9)
    offering.closes_at = end_of(day - timedelta(days=2))
    offering.save()
    add_occasion(offering, moment(day, 8), moment(day, 9), scene.shared.venues["lund"])
    add_fee(offering, Both("Deltagare", "Participant"), [_seats(offering, 40)])
    desk = Desk(offering, scene.people)
    opened = moment(day - timedelta(days=38), 10)
    for number in range(15):
        organisation = MUNICIPALITIES[number % 6]
        desk.sign_up(organisation, at=opened + timedelta(days=2 * number), number=2)
    settle_outbox()
