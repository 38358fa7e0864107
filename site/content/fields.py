"""How a form field is shown: what describes it, whether it is wrong, and which widget it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect


def dress_field(field: BoundField) -> dict[str, Any]:
    """Return the widget with its ARIA attributes, and what the template asks about the field."""
    widget = field.field.widget
    identity = field.id_for_label or field.auto_id
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    described += [f"{field.auto_id}-error"] if field.errors else []
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.errors:
        attributes["aria-invalid"] = "true"
    is_group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {
        "field": field,
        "id": identity,
        "hint_id": f"{field.auto_id}-hint",
        "error_id": f"{field.auto_id}-error",
        "described_by": " ".join(described),
        "is_group": is_group,
        "is_checkbox": isinstance(widget, CheckboxInput) and not is_group,
        "is_optional": not field.field.required and not getattr(widget, "is_hidden", False),
        "widget": "" if is_group else field.as_widget(attrs=attributes),
    }


@dataclass(frozen=True)
class FormError:
    """One error, worded as at its field; `target` is the id to jump to, if there is one."""

    words: str
    target: str = ""


def sum_errors(forms: Iterable[BaseForm]) -> list[FormError]:
    found: list[FormError] = []
    for form in forms:
        found += [FormError(str(error)) for error in form.non_field_errors()]
        for field in form:
            target = field.id_for_label or field.auto_id
            found += [FormError(str(error), target) for error in field.errors]
    return found
