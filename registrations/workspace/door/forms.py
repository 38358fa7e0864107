"""What a door sends: a press, somebody new, or a list of what happened without network."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registrations.forms.fields import LineField
from registrations.workspace.listing import is_key

# So many people can be one registration.
MOST_AT_ONCE = 100


class KeysField(forms.Field):
    """Several hidden inputs of one name, each read by `read`."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, read: Any) -> None:
        super().__init__(required=False)
        self.read = read

    def to_python(self, value: Any) -> list[Any]:
        texts = list(value or [])[:MOST_AT_ONCE]
        try:
            return [self.read(text) for text in texts]
        except ValueError as error:
            raise ValidationError("not a key") from error


def read_row(text: str) -> int:
    if not is_key(text):
        raise ValueError(text)
    return int(text)


class PressForm(forms.Form):
    """Whose button was pressed, or which check-ins are taken back."""

    key = forms.UUIDField()
    people = KeysField(read=read_row)
    undoes = KeysField(read=UUID)


class WalkInForm(forms.Form):
    """Somebody who is not on the list, in two fields."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = LineField(
        label=_("Name"),
        max_length=120,
        required=True,
        error_messages={"required": _("Write the name.")},
    )
    organisation = LineField(label=_("Organisation"), max_length=160)
