"""What a form says where something is left out: what to write or choose, by the field's label."""

from typing import Any

from django import forms
from django.utils.translation import gettext


def say_what_is_missing(form: Any) -> None:
    """Give fields that have no words of their own for it a sentence that names what is missing."""
    for field in form.fields.values():
        standard = forms.Field.default_error_messages["required"]
        if not field.required or field.error_messages.get("required") != standard:
            continue
        label = str(field.label or "")
        is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.DateField)
        words = gettext("Choose: %(label)s.") if is_choice else gettext("Write: %(label)s.")
        field.error_messages["required"] = words % {"label": label[:1].lower() + label[1:]}
