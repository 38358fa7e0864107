"""What a mail can say: the templates' one variable, `mail`, read when the mail is rendered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from registrations import formats
from registrations.facts import facts_of
from registrations.mail.bills import BILLS, MailBill
from registrations.mail.money import MailMoney
from registrations.mail.papers import MailPapers
from registrations.mail.rows import (
    PersonRow,
    Row,
    name_of,
    occasion_rows,
    person_row,
    price_rows,
)
from registrations.models import (
    Charge,
    Extra,
    LogEntry,
    Message,
    Occasion,
    Offering,
    Participant,
    Registration,
)
from registrations.waitlist import people_before
from registrations.words import LIVE, ActorKind, ChargeKind, Happening, PaymentMethod, Status

WITH_SEAT = (Status.CONFIRMED,)


@dataclass
class MailContext:
    """The facts of one mail, in the language that is active."""

    message: Message
    delay: timedelta = timedelta(0)

    @cached_property
    def money(self) -> MailMoney:
        return MailMoney(self.message)

    @cached_property
    def papers(self) -> MailPapers:
        return MailPapers(self.message)

    @cached_property
    def bill(self) -> MailBill:
        """Return the invoice, or its credit, of a mail about one."""
        assert self.papers.first is not None  # noqa: S101 (checked before the mail is rendered)
        return MailBill(self.message, self.papers.first)

    @property
    def offering(self) -> Offering:
        return self.message.offering

    @cached_property
    def occasions(self) -> Sequence[Occasion]:
        return list(self.offering.occasions.all())

    @property
    def registration(self) -> Registration:
        # Every mail of registrations is about one; the column is empty only after a purge.
        assert self.message.registration is not None  # noqa: S101
        return self.message.registration

    @property
    def cause(self) -> LogEntry:
        return self.message.cause

    @cached_property
    def title(self) -> str:
        return self.bill.title if self.message.kind in BILLS else self.offering.title

    @property
    def site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    @cached_property
    def people(self) -> Sequence[Participant]:
        return list(self.registration.participants.select_related("fee").order_by("number"))

    @cached_property
    def participant(self) -> Participant | None:
        """Return the one person that the mail is about."""
        if self.message.participant is not None:
            return self.message.participant
        return self.people[0] if len(self.people) == 1 else None

    @property
    def is_group(self) -> bool:
        return self.participant is None

    @property
    def goes_to_contact(self) -> bool:
        return self.message.to == self.registration.contact_email

    @property
    def is_yours(self) -> bool:
        """Tell whether the reader is the person that the mail is about."""
        participant = self.participant
        is_own = participant is not None and self.message.to == participant.email
        return is_own or self.is_former

    @property
    def is_former(self) -> bool:
        """Tell whether the reader was erased or gave the seat away: no page is theirs any more."""
        person = self.participant.email if self.participant is not None else ""
        return (
            self.message.kind == Happening.GIVEN_AWAY
            or self.registration.erased_at is not None
            or self.message.to not in {person, self.registration.contact_email}
        )

    @property
    def person(self) -> str:
        return name_of(self.participant) if self.participant else ""

    @property
    def greeting(self) -> str:
        """Return the reader's first name; a former participant's is gone, so there is none."""
        name = ""
        if self.message.kind == Happening.GIVEN_AWAY:
            return ""
        if self.is_yours and self.participant is not None:
            name = self.participant.name
        elif self.goes_to_contact:
            name = self.registration.contact_name
        return name.partition(" ")[0]

    @property
    def contact(self) -> str:
        return self.registration.contact_name

    @cached_property
    def numbers(self) -> Counter[str]:
        return Counter(person.status for person in self.people)

    @property
    def seats(self) -> int:
        return sum(self.numbers[status] for status in WITH_SEAT)

    @property
    def waiting(self) -> int:
        return self.numbers[Status.WAITING]

    @property
    def applied(self) -> int:
        return self.numbers[Status.APPLIED]

    @property
    def unnamed(self) -> int:
        return sum(not person.is_named and person.status in WITH_SEAT for person in self.people)

    @property
    def has_seat(self) -> bool:
        if self.message.kind == Happening.GIVEN_AWAY:
            return False
        if self.participant is not None:
            return self.participant.status in WITH_SEAT
        return self.seats > 0

    @property
    def has_mixed_states(self) -> bool:
        return 0 < self.seats < len(self.people)

    @property
    def is_live(self) -> bool:
        """Tell whether there is anything left to change or cancel."""
        people = [self.participant] if self.participant is not None else self.people
        return any(person.status in LIVE for person in people)

    @property
    def is_waiting(self) -> bool:
        return self.participant is not None and self.participant.status == Status.WAITING

    @property
    def is_applied(self) -> bool:
        return self.participant is not None and self.participant.status == Status.APPLIED

    @cached_property
    def before(self) -> int:
        """Return how many people stand before this one in line."""
        return people_before(self.participant) if self.participant is not None else 0

    @property
    def left_the_line(self) -> bool:
        return self.cause.from_status == Status.WAITING

    @property
    def left_the_application(self) -> bool:
        return self.cause.from_status == Status.APPLIED

    @property
    def was_applied(self) -> bool:
        """Tell whether what happened was the answer to an application."""
        return self.left_the_application

    @property
    def was_held(self) -> bool:
        """Tell whether the seat was kept only while it was being paid for."""
        return self.cause.from_status == Status.HELD

    @property
    def held_seats(self) -> int:
        return self.numbers[Status.HELD]

    @property
    def lapsed_seats(self) -> int:
        return self.numbers[Status.LAPSED]

    @property
    def by_staff(self) -> bool:
        return self.cause.actor_kind == ActorKind.STAFF

    @property
    def is_new_contact(self) -> bool:
        """Tell whether the link comes because the address was corrected, not asked for."""
        return self.cause.happening == Happening.DETAILS_CHANGED

    @property
    def reason(self) -> str:
        return self.cause.reason

    @property
    def cancelled_reason(self) -> str:
        sv, en = self.offering.cancelled_reason_sv, self.offering.cancelled_reason_en
        return (en or sv) if self.message.language == "en" else (sv or en)

    @property
    def deadline(self) -> str:
        """Return until when the seat is kept, counted from when this mail leaves."""
        if self.participant is None or self.participant.seat_until is None:
            return ""
        return formats.moment(self.participant.seat_until + self.delay)

    @cached_property
    def runs_if(self) -> str:
        """Return what must be true for the event to run, to a reader whom it still concerns."""
        if not self.offering.minimum or self.is_former or not self.is_live:
            return ""
        return facts_of(self.offering).runs_if

    @cached_property
    def changes_until(self) -> str:
        until = self.offering.changes_until
        return formats.moment(until) if until and self.offering.extras.exists() else ""

    @cached_property
    def granted_extra(self) -> str:
        """Return the extra that the happening was about: its log entry names it, `extra:7`."""
        keys = [name.partition(":")[2] for name in self.cause.fields if name.startswith("extra:")]
        extra = Extra.objects.filter(pk__in=keys).first()
        return extra.name if extra else ""

    @cached_property
    def is_invoiced(self) -> bool:
        """Tell whether an invoice follows, which only the contact is told."""
        if not self.goes_to_contact or not self.has_seat:
            return False
        payers = self.registration.payers.filter(method=PaymentMethod.INVOICE)
        return payers.filter(charges__isnull=False).exists()

    @property
    def is_paid(self) -> bool:
        """Tell whether the seat is paid online, which only the contact is told."""
        return self.goes_to_contact and self.has_seat and self.money.is_paid

    @property
    def withdraw_until(self) -> str:
        return self.money.withdraw_until if self.goes_to_contact and self.has_seat else ""

    @property
    def is_credited(self) -> bool:
        """Tell whether a credit of a receipt was issued, which only the contact is told."""
        return self.goes_to_contact and self.money.is_credited

    @property
    def credited_invoices(self) -> list[dict[str, str]]:
        return self.money.credited_invoices if self.goes_to_contact and self.money.payer else []

    @property
    def paid_too_much(self) -> str:
        """Return what a person gives back, by hand, which only the contact is told."""
        return self.money.paid_too_much if self.goes_to_contact else ""

    @cached_property
    def cancellation_fee(self) -> str:
        if self.participant is None:
            return ""
        fees = Charge.objects.filter(
            participant=self.participant, kind=ChargeKind.CANCELLATION, reversals__isnull=True
        )
        total = sum(charge.gross_ore for charge in fees)
        return formats.money(total) if total else ""

    @cached_property
    def rows(self) -> list[Row]:
        """Return when, where, price and reference, as far as they are known."""
        return [
            *self.when_and_where,
            *price_rows(self.registration, self.participant, with_payer=self.goes_to_contact),
            Row(gettext("Reference"), self.registration.reference),
        ]

    @cached_property
    def when_and_where(self) -> list[Row]:
        return occasion_rows(self.occasions)

    @property
    def person_rows(self) -> list[PersonRow]:
        """Return the people of a registration that is about several."""
        if len(self.people) < 2 or not self.goes_to_contact:
            return []
        return [person_row(person) for person in self.people]

    @cached_property
    def link(self) -> str:
        """Return the reader's own page: the contact's, or the participant's."""
        if self.is_former:
            return ""
        row = self.registration if self.goes_to_contact else self.participant
        return settings.BASE_URL + (row or self.registration).get_absolute_url()

    @property
    def offer_link(self) -> str:
        """Return the page where an offer is answered; opening it changes nothing."""
        person = self.participant
        if person is not None and person.status == Status.HELD:
            return self.money.pay_link or self.link
        if self.goes_to_contact and person is not None:
            # A place may be named later: the contact never learns that person's own link.
            args = [self.registration.token, person.number]
        else:
            args = [(person or self.registration).token]
        return settings.BASE_URL + reverse("registrations:offer", args=args)

    @property
    def to_do(self) -> list[str]:
        """Return what the reader has left to do, most pressing first."""
        tasks = []
        if self.goes_to_contact and self.is_live and self.money.to_pay:
            tasks.append(
                gettext("Pay %(sum)s, on the page of the registration.")
                % {"sum": self.money.to_pay}
            )
        if self.goes_to_contact and self.unnamed:
            tasks.append(
                ngettext(
                    "Write the name of %(number)d participant when you know who is coming.",
                    "Write the names of %(number)d participants when you know who is coming.",
                    self.unnamed,
                )
                % {"number": self.unnamed}
            )
        if self.has_seat and self.changes_until:
            tasks.append(
                gettext("Change meals and extras by %(moment)s if something is not right.")
                % {"moment": self.changes_until}
            )
        return tasks
