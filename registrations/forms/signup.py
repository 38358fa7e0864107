"""The sign-up form: people, contact, payer, and the buttons that show it again with all kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import get_language, ngettext

from registrations.errors import DomainError, GroupTooLarge, NotEnoughSeats
from registrations.forms import reading
from registrations.forms.bill import Bill, bill_of
from registrations.forms.contact import ContactForm
from registrations.forms.menu import Menu
from registrations.forms.payer import PayerForm
from registrations.forms.person import PersonForm
from registrations.forms.questions import field_name
from registrations.models import Question
from registrations.signup_sheet import IfFull, PayerDetails, Signup
from registrations.words import PayerKind


@dataclass(frozen=True)
class FormError:
    """One line of the error summary; `anchor` is the id of the field."""

    anchor: str
    text: str


class SignupForm:
    """One page for one person or a group; nothing typed is lost by any button."""

    def __init__(self, menu: Menu, data: QueryDict | None = None) -> None:
        self.menu = menu
        self.data = data if data is not None else QueryDict()
        self.key = reading.key_of(self.data, "form_key") or uuid4()
        self.earlier_key = reading.key_of(self.data, "earlier_key")
        self.action, self.removed = reading.action_of(self.data)
        self.refusal: DomainError | None = None
        self.notice = ""
        self._raw = reading.people_of(self.data, menu.offering.largest_group)
        self._change_people()

    def _change_people(self) -> None:
        """Do what "Add a person" and "Remove" ask for."""
        largest = self.menu.offering.largest_group
        wanted = reading.count_of(self.data) + (self.action == reading.ADD)
        if wanted > largest:
            self.refusal = GroupTooLarge(largest)
        elif self.action == reading.ADD:
            fee = self._raw[0].getlist("fee")
            self._raw.append(reading.MultiValueDict({"fee": fee}))
        elif self.action == reading.REMOVE and 0 < self.removed <= len(self._raw) > 1:
            del self._raw[self.removed - 1]

    @property
    def is_sent(self) -> bool:
        """Tell whether the form is to be checked and sent, not only re-rendered."""
        return bool(self.data) and self.action == reading.SEND

    @property
    def is_alone(self) -> bool:
        return len(self._raw) == 1

    @property
    def number(self) -> int:
        return len(self._raw)

    @property
    def is_someone_else(self) -> bool:
        """Tell whether the contact person does not take part."""
        return bool(self.data.get("contact-other"))

    @cached_property
    def people(self) -> list[PersonForm]:
        people = [self._person(number, raw) for number, raw in enumerate(self._raw, start=1)]
        if self.action == reading.ADD and self.refusal is None:
            people[-1].fields["name"].widget.attrs["autofocus"] = True
        return people

    def _person(self, number: int, raw: reading.Raw) -> PersonForm:
        alone, first = self.is_alone, number == 1
        return PersonForm(
            menu=self.menu,
            number=number,
            alone=alone,
            named=first and not self.is_someone_else,
            questions=self._questions(raw, asks=alone, keeps=first),
            **self._kept(f"p{number}", raw),
        )

    def _questions(self, raw: reading.Raw, *, asks: bool, keeps: bool) -> list[Question]:
        """Return the questions of one person: all when alone, in a group those answered before."""
        if asks:
            return self.menu.questions
        return [one for one in self.menu.questions if raw.get(field_name(one))] if keeps else []

    def _kept(self, prefix: str, raw: reading.Raw, *, checked: bool = True) -> dict[str, Any]:
        """Return a form's data: to be checked when sent, otherwise only shown again."""
        if self.is_sent and checked:
            return {"data": reading.prefixed(raw, prefix)}
        shown = {name: raw.getlist(name) if name == "extras" else raw[name] for name in raw}
        return {"initial": shown}

    @cached_property
    def contact(self) -> ContactForm:
        raw = reading.part(self.data, "contact")
        return ContactForm(alone=self.is_alone, **self._kept("contact", raw))

    @cached_property
    def payer(self) -> PayerForm:
        raw = reading.part(self.data, "payer")
        organisation = self.data.get("contact-organisation", "").strip()
        # Where no organisation pays its fields were not shown: what stands there is only kept.
        return PayerForm(
            organisation=organisation, **self._kept("payer", raw, checked=self.organisation_pays)
        )

    @cached_property
    def options(self) -> list:
        """Return every fee and extra chosen, person by person."""
        chosen = []
        for person in self.people:
            chosen += [row["option"] for row in person.fee_rows() if row["ticked"]]
            chosen += [row["option"] for row in person.extra_rows() if row["ticked"]]
        return chosen

    @cached_property
    def bill(self) -> Bill:
        return bill_of(self.options)

    @property
    def has_fees(self) -> bool:
        """Tell whether everyone has a fee, so that the sum says something."""
        return all(any(row["ticked"] for row in person.fee_rows()) for person in self.people)

    @property
    def organisation_pays(self) -> bool:
        """Tell whether something is due that an organisation pays."""
        by_organisation = any(getattr(one, "organisation_pays", False) for one in self.options)
        return by_organisation and any(one.costs for one in self.options)

    def _parts(self) -> Iterator[Form]:
        yield from self.people
        yield self.contact
        if self.organisation_pays:
            yield self.payer

    def is_valid(self) -> bool:
        # A list: every part is checked, so that all errors show at once.
        checked = [part.is_valid() for part in self._parts()]
        return all(checked) and self.refusal is None

    @property
    def errors(self) -> list[FormError]:
        """Return the lines of the error summary, in the order of the page."""
        found = []
        if self.refusal is not None:
            anchor = "if-full" if isinstance(self.refusal, NotEnoughSeats) else "people"
            found.append(FormError(anchor, str(self.refusal)))
        if self.is_sent:
            found += [error for part in self._parts() for error in _errors_of(part)]
        return found

    @property
    def may_add(self) -> bool:
        return self.number < self.menu.offering.largest_group

    @property
    def was_removed(self) -> bool:
        return self.action == reading.REMOVE

    @property
    def was_counted(self) -> bool:
        return self.action == reading.COUNT

    def button(self, *, is_full: bool) -> str:
        """Return what the button says: what happens, and for how many."""
        number = {"number": self.number}
        if self.menu.offering.approval:
            return (
                ngettext(
                    "Send the application",
                    "Send the application for %(number)d people",
                    self.number,
                )
                % number
            )
        if is_full:
            return (
                ngettext("Join the waitlist", "Put %(number)d people on the waitlist", self.number)
                % number
            )
        return (
            ngettext(
                "Send the registration", "Send the registration for %(number)d people", self.number
            )
            % number
        )

    @property
    def seats_short(self) -> NotEnoughSeats | None:
        return self.refusal if isinstance(self.refusal, NotEnoughSeats) else None

    @property
    def rest(self) -> int:
        """Return how many would stand in line."""
        return self.number - self.seats_short.fits if self.seats_short else 0

    @property
    def if_full(self) -> IfFull:
        try:
            return IfFull(self.data.get("if_full", ""))
        except ValueError:
            return IfFull.ASK

    def signup(self) -> Signup:
        """Return what the domain is told, of a valid form."""
        contact = self.contact.cleaned_data
        first = self.people[0].cleaned_data
        itself = contact if contact["other"] else first
        return Signup(
            offering_id=self.menu.offering.pk,
            form_key=self.key,
            contact_name=itself["name"],
            contact_email=itself["email"],
            contact_phone=contact["phone"],
            language="en" if (get_language() or "").startswith("en") else "sv",
            people=tuple(person.person(contact["organisation"]) for person in self.people),
            payer=self._payer(itself["name"], itself["email"]),
            if_full=self.if_full,
        )

    def _payer(self, name: str, email: str) -> PayerDetails:
        if self.organisation_pays:
            return self.payer.details()
        by_organisation = any(getattr(one, "organisation_pays", False) for one in self.options)
        if by_organisation:
            organisation = self.contact.cleaned_data["organisation"]
            return PayerDetails(kind=PayerKind.ORGANISATION, name=organisation, email=email)
        return PayerDetails(kind=PayerKind.PERSON, name=name, email=email)


def _errors_of(form: Form) -> Iterator[FormError]:
    """Return a form's errors in the order of its fields, as the page shows them."""
    for name in form.fields:
        field = form[name]
        anchor = field.id_for_label or field.auto_id
        yield from (FormError(anchor, str(message)) for message in form.errors.get(name, []))
