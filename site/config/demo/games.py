"""The procurement game PROCURA: one page, a session a month, each with a host of its own."""

from datetime import timedelta

from config.demo.booking import Desk
from config.demo.dates import end_of, moment, working_day_before
from config.demo.languages import Both, Twins
from config.demo.mail import settle_outbox
from config.demo.offers import add_fee, add_occasion, add_offering, add_quota, ask_needs
from config.demo.pages import add_pages, text
from config.demo.people import MUNICIPALITIES
from config.demo.scene import Scene
from config.demo.terms import FREE_TERMS
from events.models import GameSessionPage
from registrations.actors import staff
from registrations.batches import plan_cancel_offering, run_due_batches
from registrations.models import Offering

HOSTS = {
    "ystad": "Ystads kommun",
    "malmo": "Malmö stad",
    "eslov": "Eslövs kommun",
    "hoor": "Höörs kommun",
    "helsingborg": "Helsingborgs stad",
    "trelleborg": "Trelleborgs kommun",
}
# Of 25 seats the host has its own; the rest are open to neighbours.
HOST_SEATS, OPEN_SEATS = 10, 15


def load_games(scene: Scene) -> None:
    page = _page(scene)
    scene.pages["games"] = page
    sessions = [
        _session(scene, page, place, host, number)
        for number, (place, host) in enumerate(HOSTS.items())
    ]
    _sign_people_up(scene, sessions)
    _cancel_one(scene, sessions[3])


def _page(scene: Scene) -> Twins:
    return add_pages(
        scene.homes,
        GameSessionPage,
        title=Both("Spela PROCURA", "Play PROCURA"),
        slug="procura",
        lead=Both(
            "Ett spel om upphandling. 25 personer spelar i två timmar och ser vad ett krav gör"
            " med marknaden, plånboken och miljön.",
            "A game about procurement. 25 people play for two hours and see what a requirement"
            " does to the market, the purse and the environment.",
        ),
        body=[text(BODY)],
        facilitator="Kim Almgren",
        requests=Both(
            "<p>Vill ni spela hemma hos er? Ni ordnar lokal och fika och får tio platser till egen"
            " personal; resten öppnar vi för grannkommuner. Skriv till projekt@hus.example"
            " och föreslå två dagar.</p>",
            "<p>Would you like to play at home? You provide a room and coffee and get ten seats for"
            " your own staff; the rest we open to neighbours. Write to projekt@hus.example"
            " and suggest two days.</p>",
        ),
        partners=scene.shared.roles(organiser="us"),
    )


BODY = Both(
    "<h2>Så går det till</h2><p>Deltagarna är beställare, upphandlare, leverantörer och"
    " invånare. Varje runda skrivs ett krav, anbuden kommer in och ett avtal tecknas. Sedan ser"
    " ni vad det ledde till. Introduktion, spel och avslutande samtal tar ungefär två"
    " timmar.</p><h2>För vem</h2><p>Inköp, verksamhet och politik, gärna vid samma bord."
    " Förkunskaper behövs inte.</p>",
    "<h2>How it works</h2><p>The players are clients, buyers, suppliers and residents. In each"
    " round a requirement is written, tenders come in and a contract is signed. Then you see what"
    " it led to. Introduction, play and closing talk take about two hours. We play in Swedish;"
    " ask us for a session in English.</p><h2>For whom</h2><p>Procurement, services and"
    " politicians, ideally at the same table. No previous knowledge is needed.</p>",
)


def _session(scene: Scene, page: Twins, place: str, host: str, number: int) -> Offering:
    day = scene.dates.games[number]
    venue = scene.shared.venues[place]
    trial = Both(", provomgång", ", trial") if place == "malmo" else Both("", "")
    offering = add_offering(
        page,
        f"procura-{place}-{day:%Y-%m}",
        Both(f"PROCURA i {venue.town}{trial.sv}", f"PROCURA in {venue.town}{trial.en}"),
        opens_at=scene.dates.ago(28),
        closes_at=end_of(working_day_before(day, 5)),
        largest_group=10,
        offer_hours=24,
        terms=FREE_TERMS,
        **scene.contact("projects"),
    )
    add_occasion(offering, moment(day, 13), moment(day, 15, 15), venue)
    own = add_quota(offering, Both("Värdens platser", "The host's seats"), HOST_SEATS)
    guests = add_quota(offering, Both("Öppna platser", "Open seats"), OPEN_SEATS)
    add_fee(offering, Both("Från en annan organisation", "From elsewhere"), [guests])
    add_fee(offering, Both(f"Anställd: {host}", f"Employed by {host}"), [own])
    ask_needs(offering)
    return offering


def _sign_people_up(scene: Scene, sessions: list[Offering]) -> None:
    """Fill Ystad to a line, Malmö nearly, and let the later ones begin."""
    hosts = list(HOSTS.values())
    sizes = ((6, 4, 5, 5, 5, 3), (5, 4, 4, 3), (3, 2), (4, 3), (2,), ())
    for number, offering in enumerate(sessions):
        desk = Desk(offering, scene.people)
        employed = offering.fees.get(name_sv__startswith="Anställd")
        for turn, size in enumerate(sizes[number]):
            at = scene.dates.ago(24 - 3 * turn - number)
            if turn < 2:
                desk.sign_up(hosts[number], at=at, number=size, fee=employed, unnamed=size // 3)
            else:
                desk.sign_up(MUNICIPALITIES[(turn + 5) % 11], at=at, number=size)
        settle_outbox()


def _cancel_one(scene: Scene, offering: Offering) -> None:
    """Cancel a whole session, so that everyone registered is told and nobody pays."""
    at = scene.dates.ago(4)
    plan_cancel_offering(
        offering=offering,
        actor=staff(scene.organiser),
        reason_sv="Lokalen byggs om. Vi återkommer med en ny dag.",
        reason_en="The room is being rebuilt. We will be back with another day.",
        now=at,
    )
    run_due_batches(now=at + timedelta(minutes=11))
    settle_outbox()
