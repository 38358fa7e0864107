"""Form fields that say in a plain sentence what to write, and let no control character through."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registrations.forms.rendering import DIRECT

TOO_LONG = _("Write at most %(limit_value)d characters. Now there are %(show_value)d.")
EMAIL_HELP = _("Enter an e-mail address, like name@kommun.se")


def refuse_control_characters(text: str, *, allowed: str = "") -> None:
    """Raise where a text holds line breaks, NUL or other signs that nobody types in a field."""
    if any(unicodedata.category(sign) == "Cc" and sign not in allowed for sign in text):
        raise ValidationError(
            _("Write on one line, without line breaks or invisible characters."), code="control"
        )


class LineField(forms.CharField):
    """One line of text."""

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        messages = {"max_length": TOO_LONG, **options.pop("error_messages", {})}
        super().__init__(required=required, error_messages=messages, **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        refuse_control_characters(text)
        return text


class LinesField(forms.CharField):
    """Several lines of text."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, required: bool = False, max_length: int = 1000, **options: Any) -> None:
        messages = {"max_length": TOO_LONG, **options.pop("error_messages", {})}
        super().__init__(
            required=required, max_length=max_length, error_messages=messages, **options
        )

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n")
        refuse_control_characters(text, allowed="\n\t")
        return text


class AddressField(forms.EmailField):
    """An e-mail address."""

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        messages = {
            "max_length": TOO_LONG,
            "required": EMAIL_HELP,
            "invalid": EMAIL_HELP,
            **options.pop("error_messages", {}),
        }
        super().__init__(required=required, max_length=254, error_messages=messages, **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        refuse_control_characters(text)
        return text


class PhoneField(LineField):
    """A telephone number, written as people write them, in Sweden or abroad."""

    FEWEST_DIGITS = 5

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.widget.input_type = "tel"

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        digits = sum(sign.isdigit() for sign in text)
        if text and digits < self.FEWEST_DIGITS:
            raise ValidationError(_("Enter a telephone number, like 046-12 34 56"), code="phone")
        return text


class PlainForm(forms.Form):
    """A form whose own sentences replace the browser's bubbles."""

    default_renderer = DIRECT
    use_required_attribute = False

    def autocomplete(self, **tokens: str) -> None:
        """Set the autocomplete token of each named field."""
        for name, token in tokens.items():
            self.fields[name].widget.attrs["autocomplete"] = token

    def require(self, name: str, message: Any) -> None:
        """Add an error where a field that is needed here was left empty."""
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, ValidationError(message, code="required"))
