"""The sign-up form: people, contact, payer, and the buttons that show it again with all kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import get_language

from registrations.errors import (
    CodeClosed,
    CodeNotForFee,
    CodeUnknown,
    CodeUsedUp,
    DomainError,
    GroupTooLarge,
    NotEnoughSeats,
    PaymentNotSetUp,
)
from registrations.forms import reading
from registrations.forms.buttons import Button, buttons_of
from registrations.forms.contact import ContactForm
from registrations.forms.menu import Menu
from registrations.forms.paying import Paying
from registrations.forms.person import PersonForm
from registrations.forms.questions import field_name
from registrations.models import Question
from registrations.signup_sheet import IfFull, Signup

CODE_REFUSALS = (CodeUnknown, CodeClosed, CodeNotForFee, CodeUsedUp)


@dataclass(frozen=True)
class FormError:
    """One line of the error summary; `anchor` is the id of the field."""

    anchor: str
    text: str


class SignupForm:
    """One page for one person or a group; nothing typed is lost by any button."""

    def __init__(
        self, menu: Menu, data: QueryDict | None = None, *, may_try_code: bool = True
    ) -> None:
        self.menu = menu
        self.may_try_code = may_try_code
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
    def is_shown(self) -> bool:
        """Tell whether there is a form to fill in, or one whose words must not be lost."""
        return bool(self.data) or not self.menu.cannot_be_paid

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

    def _kept(self, prefix: str, raw: reading.Raw) -> dict[str, Any]:
        return reading.kept(prefix, raw, checked=self.is_sent)

    @cached_property
    def contact(self) -> ContactForm:
        raw = reading.part(self.data, "contact")
        return ContactForm(alone=self.is_alone, **self._kept("contact", raw))

    @cached_property
    def paying(self) -> Paying:
        return Paying(
            self.menu,
            self.data,
            self.people,
            is_sent=self.is_sent,
            may_try_code=self.may_try_code,
        )

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal of the domain: a code's beside the code, any other above the form."""
        if isinstance(refusal, CODE_REFUSALS):
            self.paying.code_refusal = refusal
        else:
            self.refusal = refusal

    def _parts(self) -> Iterator[Form]:
        yield from self.people
        yield self.contact
        yield from self.paying.parts()
        if self.paying.asks_code:
            yield self.paying.code_form

    def is_valid(self) -> bool:
        # A list: every part is checked, so that all errors show at once.
        checked = [part.is_valid() for part in self._parts()]
        return all(checked) and self.refusal is None and not self.paying.code_error

    @property
    def errors(self) -> list[FormError]:
        """Return the lines of the error summary, in the order of the page."""
        found = []
        if self.refusal is not None:
            found.append(FormError(_anchor_of(self.refusal), str(self.refusal)))
        if self.is_sent:
            found += [error for part in self._parts() for error in _errors_of(part)]
        code_error = FormError("id_pay-code", self.paying.code_error)
        if code_error.text and code_error not in found:
            found.append(code_error)
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

    @property
    def used_code(self) -> bool:
        return self.action == reading.CODE

    def buttons(self, *, is_full: bool) -> list[Button]:
        """Return what the button may say; the style sheet shows what fits what is chosen."""
        return buttons_of(self.paying, self.number, is_full=is_full)

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
            payer=self.paying.payer(
                name=itself["name"], email=itself["email"], organisation=contact["organisation"]
            ),
            if_full=self.if_full,
            discount_code=self.paying.typed_code,
        )


def _anchor_of(refusal: DomainError) -> str:
    if isinstance(refusal, NotEnoughSeats):
        return "if-full"
    return "payment" if isinstance(refusal, PaymentNotSetUp) else "people"


def _errors_of(form: Form) -> Iterator[FormError]:
    """Return a form's errors in the order of its fields, as the page shows them."""
    for name in form.fields:
        field = form[name]
        anchor = field.id_for_label or field.auto_id
        yield from (FormError(anchor, str(message)) for message in form.errors.get(name, []))
