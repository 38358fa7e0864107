"""The conference in Lund: a full day with parallel tracks, fees by who pays, 12 seats left."""

from datetime import date, datetime, timedelta

from config.demo.booking import Desk
from config.demo.conference_programme import programme
from config.demo.dates import end_of, moment, working_day_before
from config.demo.languages import Both, Twins
from config.demo.mail import bounce, settle_outbox
from config.demo.offers import (
    add_extra,
    add_fee,
    add_ladder,
    add_occasion,
    add_offering,
    add_quota,
    ask_meal,
    ask_needs,
    ask_photo,
)
from config.demo.pages import add_pages, text
from config.demo.payments import (
    CODE,
    add_code,
    bank_is_open,
    give_a_part_back,
    open_bank,
    pay,
    pay_all,
    settle_fee_checks,
)
from config.demo.people import COMPANIES, MUNICIPALITIES, STUDENTS, Guest
from config.demo.scene import Scene
from config.demo.terms import CONFERENCE_TERMS
from events.models import ConferencePage
from registrations.actors import CONTACT, staff
from registrations.cancellation import cancel
from registrations.models import Extra, Fee, Offering, Registration
from registrations.words import LateMoney, PayerKind

DAY = 1
SEATS, SEATS_LEFT = 120, 12


def load_conference(scene: Scene) -> Twins:
    page = _page(scene)
    offering, extras = _offering(scene, page)
    _sign_people_up(scene, offering, extras)
    return page


def _page(scene: Scene) -> Twins:
    shared = scene.shared
    year = scene.dates.conference.year
    return add_pages(
        scene.homes,
        ConferencePage,
        title=Both("Cirkulär ekonomi i Skånes kommuner", "Circular economy in Skåne's councils"),
        slug=Both(f"cirkular-ekonomi-{year}", f"circular-economy-{year}"),
        lead=Both(
            "En heldag i Lund om hur upphandling får saker att användas längre. Du möter"
            " kommuner som har börjat och företag som levererar.",
            "A full day in Lund on how procurement makes things last longer. Meet councils that"
            " have begun and companies that deliver.",
        ),
        body=[text(BODY)],
        programme=programme(shared.speak),
        speakers=[
            {"type": "speaker", "value": pk}
            for pk in shared.speak("host city research lawyer buyer builder economist supplier")
        ],
        venue=shared.venues["lund"],
        accessibility=Both(
            "<p>Programmet skrivtolkas. Säg till i anmälan om du behöver något annat.</p>",
            "<p>The programme has live captions. Tell us in the form if you need anything"
            " else.</p>",
        ),
        partners=shared.roles(organiser="us lund", partner="county region", funder="climate"),
        project=scene.pages["circular"].sv,
    )


BODY = Both(
    "<h2>För dig som köper in</h2><p>Konferensen är för dig som arbetar med upphandling, miljö,"
    " lokaler eller inredning i kommun, region eller företag. Du behöver inga förkunskaper.</p>"
    "<h2>Det här tar du med dig</h2><ul><li>kravtexter som andra redan har använt</li>"
    "<li>tre sätt att räkna på hela livslängden</li>"
    "<li>namn på dem som har gjort det och gärna svarar</li></ul>",
    "<h2>For you who buy</h2><p>The conference is for those who work with procurement,"
    " environment, premises or furnishing in a council, a region or a company. No previous"
    " knowledge is needed. Talks are in Swedish, slides in English.</p>"
    "<h2>What you take home</h2><ul><li>requirements that others have used already</li>"
    "<li>three ways to count the whole life of a thing</li>"
    "<li>names of those who have done it and like to answer</li></ul>",
)


def _offering(scene: Scene, page: Twins) -> tuple[Offering, dict[str, Extra]]:
    day = scene.dates.conference
    offering = add_offering(
        page,
        f"cirkular-ekonomi-lund-{day.year}",
        Both("Cirkulär ekonomi i Skånes kommuner", "Circular economy in Skåne's councils"),
        opens_at=scene.dates.ago(45),
        closes_at=end_of(working_day_before(day, 14)),
        changes_until=end_of(_days_before(day, 7)),
        terms=CONFERENCE_TERMS,
        late_money=LateMoney.DECIDE,
        bill_from=scene.dates.today - timedelta(days=40),
        **scene.contact("projects"),
    )
    add_occasion(offering, moment(day, 9), moment(day, 16), scene.shared.venues["lund"])
    _add_fees(scene, offering)
    add_code(offering)
    add_ladder(offering, (30, 25), (14, 50), (3, 100))
    ask_meal(offering)
    ask_needs(offering)
    ask_photo(offering)
    return offering, _add_extras(offering)


def _days_before(day: date, days: int) -> date:
    return day - timedelta(days=days)


def _add_fees(scene: Scene, offering: Offering) -> None:
    seats = add_quota(offering, Both("Platser", "Seats"), SEATS)
    students = add_quota(offering, Both("Studentplatser", "Student seats"), 20)
    early = end_of(_days_before(scene.dates.conference, 100))
    public = Both("Kommun, region eller myndighet", "Council, region or authority")
    add_fee(
        offering,
        Both(f"{public.sv}, tidig anmälan", f"{public.en}, early bird"),
        [seats],
        1650,
        closes_at=early,
    )
    add_fee(offering, public, [seats], 1950, opens_at=early)
    add_fee(offering, Both("Företag", "Company"), [seats], 2650)
    add_fee(
        offering,
        Both("Student", "Student"),
        [seats, students],
        375,
        payer_kind=PayerKind.PERSON,
        needs_check=True,
        check=Both("Visa studentlegitimation i incheckningen.", "Show your student card."),
    )
    add_fee(
        offering,
        Both("Privatperson", "Private person"),
        [seats],
        750,
        payer_kind=PayerKind.PERSON,
    )
    add_fee(offering, Both("Medverkande", "Contributor"), [seats], is_offered=False)


def _add_extras(offering: Offering) -> dict[str, Extra]:
    """Add lunch, dinner and the three workshops, each with a number of its own."""
    lunch = add_quota(offering, Both("Lunch", "Lunch"), SEATS)
    dinner = add_quota(offering, Both("Middag", "Dinner"), 48)
    extras = {
        "lunch": add_extra(
            offering,
            Both("Lunch", "Lunch"),
            Both("Vegetarisk buffé. Ingår i avgiften.", "Vegetarian buffet, in the fee."),
            lunch,
        ),
        "dinner": add_extra(
            offering,
            Both("Middag kvällen före", "Dinner the evening before"),
            Both(
                "Klockan 18.30 i Lund. Tre rätter utan alkohol.",
                "At 18.30 in Lund. Three courses, without alcohol.",
            ),
            dinner,
            395,
            vat=12,
        ),
    }
    workshops = {
        "a": (Both("Verkstad A: möbler", "Workshop A: furniture"), 36),
        "b": (Both("Verkstad B: byggprojekt", "Workshop B: construction"), 30),
        "c": (Both("Verkstad C: måltider", "Workshop C: meals"), 40),
    }
    for key, (name, size) in workshops.items():
        quota = add_quota(offering, name, size)
        help_text = Both("Klockan 10.40–12.00. Välj en.", "At 10.40–12.00. Choose one.")
        extras[key] = add_extra(offering, name, help_text, quota, one_of="verkstad")
    workshop_ids = [extras[key].pk for key in workshops]
    Extra.objects.filter(pk__in=workshop_ids).update(one_of="verkstad")
    return extras


def _sign_people_up(scene: Scene, offering: Offering, extras: dict[str, Extra]) -> None:
    desk = Desk(offering, scene.people)
    dates = scene.dates
    groups = _groups(scene)
    for number, (organisation, size, unnamed) in enumerate(groups):
        days_ago = 43 - 41 * number / len(groups)
        chosen = [extras["lunch"], extras["abcb"[number % 4]]]
        if number % 3 == 0:
            chosen.append(extras["dinner"])
        registration = desk.sign_up(
            organisation,
            at=dates.ago(days_ago),
            number=size,
            unnamed=unnamed,
            extras=chosen,
            language="en" if number % 12 == 5 else "sv",
        )
        if organisation == STUDENTS:
            pay_all(registration, at=dates.ago(days_ago))
        settle_outbox()
        if number in {4, 11}:
            participant = registration.participants.order_by("number")[0]
            cancel(participant_id=participant.pk, actor=CONTACT, now=dates.ago(days_ago - 1))
    _sign_speakers_up(scene, desk, extras)
    _leave_something_to_settle(scene, desk)
    _sign_private_people_up(scene, desk)
    settle_fee_checks(offering, before=dates.ago(12), by=scene.organiser)
    settle_outbox()


def _groups(scene: Scene) -> list[tuple[str, int, int]]:
    """Return organisations with the size of their group and how many are not named yet."""
    sizes = (5, 1, 3, 1, 2, 4, 1, 2, 6, 1)
    groups, total, number = [], 0, 0
    # Two cancel, three more register with something left to settle, and three pay on their own.
    goal = SEATS - SEATS_LEFT + 2 - 3 - 3
    while total < goal:
        size = min(sizes[number % len(sizes)], goal - total)
        if number % 7 == 3:
            organisation = COMPANIES[number % len(COMPANIES)]
        elif size == 1 and number % 2:
            organisation = STUDENTS
        else:
            organisation = MUNICIPALITIES[number % len(MUNICIPALITIES)]
        groups.append((organisation, size, 2 if size == 6 else 1 if size == 4 else 0))
        total += size
        number += 1
    return groups


def _sign_speakers_up(scene: Scene, desk: Desk, extras: dict[str, Extra]) -> None:
    """Register the contributors outside the count, as an organiser does by telephone."""
    fee = desk.offering.fees.get(name_sv="Medverkande")
    for key in ("research", "lawyer", "economist"):
        speaker = scene.shared.speakers[key]
        email = f"{speaker.name.lower().replace(' ', '.').replace('ö', 'o')}@talare.example"
        desk.sign_up(
            "",
            at=scene.dates.ago(20),
            guests=[Guest(speaker.name, email, speaker.role_sv)],
            extras=[extras["lunch"]],
            fee=fee,
            actor=staff(scene.organiser),
            uncounted_reason="Talare",
        )


def _leave_something_to_settle(scene: Scene, desk: Desk) -> None:
    """Let one person be there twice, and one address be wrong."""
    guest = scene.people.guest("Svedala kommun")
    desk.sign_up("Svedala kommun", at=scene.dates.ago(6), guests=[guest])
    desk.sign_up("Svedala kommun", at=scene.dates.ago(2), guests=[guest])
    wrong = desk.sign_up("Lomma kommun", at=scene.dates.ago(3))
    settle_outbox()
    bounce(wrong.participants.get())


def _sign_private_people_up(scene: Scene, desk: Desk) -> None:
    """Two pay, one of whom gets a part back; one pays what was cancelled; one is paying now."""
    dates, private = scene.dates, desk.offering.fees.get(name_sv="Privatperson")
    paid = [
        _sign_up_alone(scene, desk, private, at=dates.ago(days), discount_code=CODE)
        for days in (9, 8)
    ]
    for registration, days in zip(paid, (9, 8), strict=True):
        pay_all(registration, at=dates.ago(days))
    give_a_part_back(paid[0], at=dates.ago(4), actor=staff(scene.organiser))
    changed_mind = _sign_up_alone(scene, desk, private, at=dates.ago(3))
    checkout = open_bank(changed_mind, at=dates.ago(3)) if bank_is_open() else None
    participant = changed_mind.participants.get()
    cancel(participant_id=participant.pk, actor=CONTACT, now=dates.ago(3, hours=-0.1))
    if checkout is not None:
        pay(checkout, at=dates.ago(3, hours=-0.2))
    _sign_up_alone(scene, desk, private, at=dates.ago(0, hours=0.05))


def _sign_up_alone(
    scene: Scene, desk: Desk, fee: Fee, *, at: datetime, discount_code: str = ""
) -> Registration:
    guest = scene.people.private()
    return desk.sign_up("", at=at, guests=[guest], fee=fee, discount_code=discount_code)
