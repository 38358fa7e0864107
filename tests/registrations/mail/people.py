"""People and events for the cases of the stored mails."""

from datetime import UTC, datetime

from registrations import cancellation
from registrations.actors import CONTACT
from registrations.models import Offering, Participant, Registration
from registrations.signup_sheet import PayerDetails, Person
from registrations.words import PayerKind
from tests.factories.registrations import make_offering, sign_up

NOW = datetime(2027, 2, 2, 8, 0, tzinfo=UTC)
PAYER = PayerDetails(kind=PayerKind.ORGANISATION, name="Eslövs kommun", reference="40217")


def conference(**fields: object) -> Offering:
    values = {
        "size": 10,
        "fee": 195000,
        "slug": "cirkular-ekonomi",
        "title_sv": "Cirkulär ekonomi i praktiken",
        "title_en": "Circular economy in practice",
        "starts_at": datetime(2027, 5, 24, 7, 0, tzinfo=UTC),
        "contact_phone": "046-12 34 56",
    } | fields
    return make_offering(**values)


def person(offering: Offering, name: str, email: str = "", **fields: object) -> Person:
    fee = offering.fees.get()
    return Person(fee_id=fee.pk, name=name, email=email, **fields)


def register_anna(offering: Offering, language: str, **fields: object) -> Registration:
    values = {
        "people": (person(offering, "Anna Berg", "anna@eslov.example"),),
        "contact_name": "Anna Berg",
        "contact_email": "anna@eslov.example",
        "payer": PAYER,
        "language": language,
    } | fields
    return sign_up(offering, **values)


def register_group(offering: Offering, language: str, **fields: object) -> Registration:
    group = (
        person(offering, "Anna Berg", "anna@eslov.example"),
        person(offering, "Åke Ek", "ake@eslov.example"),
        person(offering, ""),
    )
    return register_anna(offering, language, people=group, **fields)


def of(registration: Registration) -> Participant:
    return registration.participants.order_by("number")[0]


def full_conference(**fields: object) -> Offering:
    offering = conference(**{"size": 1} | fields)
    sign_up(offering)
    return offering


def register_offered(language: str) -> Registration:
    offering = conference(size=1)
    first = of(sign_up(offering))
    registration = register_anna(offering, language)
    cancellation.cancel(participant_id=first.pk, actor=CONTACT)
    return registration
