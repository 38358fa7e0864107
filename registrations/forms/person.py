"""One person's block in the sign-up form: name, e-mail, fee, extras, and questions when alone."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from registrations.errors import OnlyOneExtra
from registrations.forms.fields import EMAIL_HELP, AddressField, LineField, PlainForm
from registrations.forms.menu import Menu
from registrations.forms.questions import add_questions, answers_from
from registrations.models import Question
from registrations.signup_case import check_exclusive
from registrations.signup_sheet import Person


class PersonForm(PlainForm):
    def __init__(
        self,
        *,
        menu: Menu,
        number: int,
        alone: bool,
        named: bool,
        questions: list[Question],
        **options: Any,
    ) -> None:
        super().__init__(prefix=f"p{number}", **options)
        self.menu, self.number, self.alone, self.named = menu, number, alone, named
        self.questions = questions
        self.fields["name"] = LineField(label=_("Name"), max_length=120)
        self.fields["email"] = AddressField(label=_("E-mail"))
        self._word_errors()
        self.fields["fee"] = self._fee_field()
        self.fields["extras"] = self._extras_field()
        add_questions(self, questions, menu.offering, must=alone and named)
        # Never "off": browsers then forget what was typed when one goes back to the form.
        section = "" if named or alone else f"section-p{number} "
        self.autocomplete(name=f"{section}name", email=f"{section}email")

    def _word_errors(self) -> None:
        if not self.alone:
            wanted = _("Enter an e-mail address for participant %(number)d, like name@kommun.se")
            self.fields["email"].error_messages["invalid"] = wanted % {"number": self.number}

    def _fee_field(self) -> forms.Field:
        choices = [(str(option.pk), option.fee.name) for option in self.menu.fees]
        field = forms.ChoiceField(
            choices=choices, label=_("Fee"), required=False, widget=forms.RadioSelect
        )
        field.error_messages["invalid_choice"] = _(
            "That fee can no longer be chosen. Choose another one."
        )
        if self.menu.only_fee:
            field.widget = forms.HiddenInput()
            field.initial = str(self.menu.only_fee.pk)
        return field

    def _extras_field(self) -> forms.Field:
        choices = [(str(option.pk), option.extra.name) for option in self.menu.extras]
        field = forms.MultipleChoiceField(choices=choices, label=_("Extras"), required=False)
        field.error_messages["invalid_choice"] = _("That extra can no longer be chosen.")
        return field

    @property
    def may_be_unnamed(self) -> bool:
        return not self.named and not self.alone

    def clean(self) -> None:
        name, email = self.cleaned_data.get("name"), self.cleaned_data.get("email")
        if email or not self.may_be_unnamed:
            wanted = _("Enter a name for participant %(number)d")
            self.require("name", self._sentence(_("Enter a name"), wanted))
        if name or not self.may_be_unnamed:
            wanted = _("Enter an e-mail address for participant %(number)d, like name@kommun.se")
            self.require("email", self._sentence(EMAIL_HELP, wanted))
        wanted = _("Choose a fee for participant %(number)d")
        self.require("fee", self._sentence(_("Choose a fee"), wanted))
        self._refuse_exclusive()

    def _refuse_exclusive(self) -> None:
        chosen = self.cleaned_data.get("extras") or []
        try:
            check_exclusive(option.extra for option in self.menu.extras if str(option.pk) in chosen)
        except OnlyOneExtra as refusal:
            self.add_error("extras", str(refusal))

    def _sentence(self, alone: Any, in_group: str) -> str:
        return str(alone) if self.alone else in_group % {"number": self.number}

    def chosen(self, field: str) -> set[str]:
        """Return the keys ticked in a field, whether it was sent or only shown."""
        value = self[field].value() or []
        return {str(value)} if isinstance(value, (str, int)) else {str(one) for one in value}

    def fee_rows(self) -> list[dict[str, Any]]:
        ticked = self.chosen("fee")
        return [{"option": option, "ticked": str(option.pk) in ticked} for option in self.menu.fees]

    def extra_rows(self) -> list[dict[str, Any]]:
        ticked = self.chosen("extras")
        return [
            {"option": option, "ticked": str(option.pk) in ticked} for option in self.menu.extras
        ]

    def question_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("question")]

    def person(self, organisation: str) -> Person:
        data = self.cleaned_data
        # Someone else's questions are answered by that person, by their own link.
        answers = answers_from(self, self.questions) if self.named else {}
        return Person(
            name=data["name"],
            email=data["email"],
            organisation=organisation if data["name"] else "",
            fee_id=int(data["fee"]),
            extra_ids=tuple(int(pk) for pk in data["extras"]),
            answers={pk: text for pk, text in answers.items() if text},
        )
