"""The inputs that are written directly say the same as Django's templates would."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from registrations.forms.rendering import DIRECT, WRITERS


@pytest.mark.parametrize(
    "widget",
    [forms.TextInput, forms.EmailInput, forms.HiddenInput, forms.Textarea, forms.CheckboxInput],
)
@pytest.mark.parametrize("value", [None, "", "Åsa", '"><script>alert(1)</script>', "a\nb", True])
def test_a_direct_input_says_what_the_template_says(
    widget: type[forms.Widget], value: object
) -> None:
    attrs = {"id": "id_x", "autofocus": True, "disabled": False, "maxlength": 5, "title": '"&<'}

    html = widget(attrs=attrs).render("x", value, renderer=DIRECT)

    expected = widget(attrs=attrs).render("x", value, renderer=DjangoTemplates())
    assert html.strip() == expected.strip()
    assert widget.template_name in WRITERS


def test_another_widget_is_left_to_django() -> None:
    widget = forms.Select(choices=[("a", "A")])

    html = widget.render("x", "a", renderer=DIRECT)

    assert html == widget.render("x", "a", renderer=DjangoTemplates())
