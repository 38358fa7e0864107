"""Signs people up through the domain, at moments in the past."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from config.demo.payments import bank_is_open
from config.demo.people import (
    ADDRESSES,
    COMPANIES,
    MUNICIPALITIES,
    STUDENTS,
    Guest,
    People,
    number_of,
)
from registrations.actors import CONTACT, Actor
from registrations.models import Extra, Fee, Offering, Question, Registration
from registrations.signup import register
from registrations.signup_sheet import IfFull, PayerDetails, Person, Signup
from registrations.words import InvoiceDelivery, PayerKind, QuestionKind

_NAMESPACE = UUID("6f1d3c5e-3f0c-4f53-9f0a-6d3a6a2f7c11")
NEEDS = ("Nötallergi", "Glutenfritt", "Laktosfritt", "Hörslinga, tack", "Plats för rullstol")
MEALS = ("Vegetariskt", "Vegetariskt", "Vegetariskt", "Veganskt", "Fisk")
ANSWERS = ("Möbler och inredning", "Bygg och anläggning", "Måltider", "Textil", "It-utrustning")
YES_OR_NO = ("Ja", "Nej")
WANT_ONE_INVOICE = ("Malmö kommun", "Region Skåne")


@dataclass
class Desk:
    """Takes sign-ups to one Offering; reads its fees and questions once."""

    offering: Offering
    people: People
    fees: list[Fee] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.fees = list(self.offering.fees.all())
        self.questions = list(self.offering.questions.all())

    def sign_up(
        self,
        organisation: str,
        *,
        at: datetime,
        number: int = 1,
        unnamed: int = 0,
        guests: Sequence[Guest] = (),
        extras: Sequence[Extra] = (),
        fee: Fee | None = None,
        language: str = "sv",
        note: str = "",
        actor: Actor = CONTACT,
        uncounted_reason: str = "",
        discount_code: str = "",
    ) -> Registration:
        """Register people of one organisation, the last `unnamed` of them without a name."""
        self.count += 1
        named = [*guests] or [self.people.guest(organisation) for _ in range(number - unnamed)]
        chosen = fee or self._fee_for(organisation, at)
        persons = [self._person(guest, chosen, extras) for guest in named]
        persons += [Person(fee_id=chosen.pk, organisation=organisation)] * unnamed
        signup = Signup(
            offering_id=self.offering.pk,
            form_key=uuid5(_NAMESPACE, f"{self.offering.slug}:{self.count}"),
            contact_name=named[0].name,
            contact_email=named[0].email,
            contact_phone="070-123 45 67" if number > 1 else "",
            language=language,
            people=tuple(persons),
            payer=self._payer(named[0], chosen),
            note=note,
            if_full=IfFull.SPLIT,
            discount_code=discount_code,
        )
        return register(signup, actor=actor, now=at, uncounted_reason=uncounted_reason)

    def _fee_for(self, organisation: str, at: datetime) -> Fee:
        word = {STUDENTS: "Student"} | dict.fromkeys(COMPANIES, "Företag")
        wanted = word.get(organisation, "")
        open_fees = [fee for fee in self.fees if fee.is_open(at)]
        return next((fee for fee in open_fees if wanted in fee.name_sv), open_fees[0])

    def _person(self, guest: Guest, fee: Fee, extras: Sequence[Extra]) -> Person:
        return Person(
            fee_id=fee.pk,
            name=guest.name,
            email=guest.email,
            organisation=guest.organisation,
            extra_ids=tuple(extra.pk for extra in extras),
            answers=self.answers(),
        )

    def answers(self) -> dict[int, str]:
        """Return what one person answers to each question."""
        return {question.pk: self._answer(question) for question in self.questions}

    def _answer(self, question: Question) -> str:
        if question.kind == QuestionKind.CHOICE:
            options = tuple(question.options_sv.split("\n"))
            if question.is_health:
                return self.people.one_of(MEALS) if self.people.chance(0.8) else ""
            return self.people.one_of(options)
        if question.is_health:
            return self.people.one_of(NEEDS) if self.people.chance(0.2) else ""
        if question.kind == QuestionKind.CONSENT:
            return "Ja" if self.people.chance(0.7) else ""
        if question.kind == QuestionKind.YES_NO:
            return self.people.one_of(YES_OR_NO)
        return self.people.one_of(ANSWERS)

    def _payer(self, guest: Guest, fee: Fee) -> PayerDetails:
        if fee.payer_kind == PayerKind.PERSON:
            return PayerDetails(
                kind=PayerKind.PERSON,
                name=guest.name,
                email=guest.email,
                pays_online=bank_is_open(),
            )
        if not fee.amount_ore:
            return PayerDetails(kind=PayerKind.ORGANISATION, name=guest.organisation)
        is_public = guest.organisation in MUNICIPALITIES
        street, postcode, town = ADDRESSES.get(guest.organisation, ("Box 1", "221 00", "Lund"))
        return PayerDetails(
            kind=PayerKind.ORGANISATION,
            name=guest.organisation,
            org_number=number_of(guest.organisation),
            reference=f"ZZ{4000 + MUNICIPALITIES.index(guest.organisation) if is_public else 9000}",
            email=f"faktura@{guest.email.partition('@')[2]}",
            street=street,
            postcode=postcode,
            town=town,
            delivery=InvoiceDelivery.PEPPOL if is_public else InvoiceDelivery.EMAIL,
            wants_one_invoice=guest.organisation in WANT_ONE_INVOICE,
        )
