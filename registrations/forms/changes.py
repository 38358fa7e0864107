"""Small forms behind a link: naming a place, correcting details, a colleague, extras."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from registrations.forms.fields import AddressField, LineField, PlainForm
from registrations.forms.menu import ExtraOption


class NameForm(PlainForm):
    """A person's name, e-mail and organisation."""

    def __init__(self, *, own: bool = False, **options: Any) -> None:
        super().__init__(**options)
        wanted = _("Enter a name")
        self.fields["name"] = LineField(
            label=_("Name"), max_length=120, required=True, error_messages={"required": wanted}
        )
        self.fields["email"] = AddressField(label=_("E-mail"), required=True)
        self.fields["organisation"] = LineField(label=_("Organisation"), max_length=160)
        self.autocomplete(
            name="name" if own else "off",
            email="email" if own else "off",
            organisation="organization" if own else "off",
        )

    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "email", "organisation")}


class ExtrasForm(PlainForm):
    """The extras of one participant."""

    def __init__(self, *, options: list[ExtraOption], chosen: set[int], **arguments: Any) -> None:
        initial = {"extras": [str(pk) for pk in chosen]}
        super().__init__(initial=initial, **arguments)
        self.options = options
        self.fields["extras"] = forms.MultipleChoiceField(
            choices=[(str(option.pk), option.extra.name) for option in options], required=False
        )
        self.fields["extras"].error_messages["invalid_choice"] = _(
            "That extra can no longer be chosen."
        )

    def rows(self) -> list[dict[str, Any]]:
        ticked = {str(value) for value in self["extras"].value() or []}
        return [{"option": option, "ticked": str(option.pk) in ticked} for option in self.options]

    def extra_ids(self) -> set[int]:
        return {int(pk) for pk in self.cleaned_data["extras"]}


class LostLinkForm(PlainForm):
    """The address to which links are mailed again."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.fields["email"] = AddressField(label=_("E-mail"), required=True)
        self.autocomplete(email="email")
