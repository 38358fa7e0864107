import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from content.fields import FormError, sum_errors
from content.words import size_words


class PersonForm(forms.Form):
    email = forms.EmailField(label="E-post", help_text="Dit skickar vi länken.")
    note = forms.CharField(label="Meddelande", required=False)
    meal = forms.ChoiceField(
        label="Måltid", choices=[("a", "Allt"), ("v", "Vegetariskt")], widget=forms.RadioSelect
    )
    agrees = forms.BooleanField(label="Jag godkänner villkoren")


def render(form: forms.Form, name: str) -> str:
    template = Template('{% include "components/field.html" with field=field only %}')
    return template.render(Context({"field": form[name]}))


def test_field_with_hint_and_error_is_described_by_both() -> None:
    html = render(PersonForm({"email": "fel"}), "email")

    assert 'aria-describedby="id_email-hint id_email-error"' in html
    assert 'aria-invalid="true"' in html


def test_field_without_error_is_not_called_wrong() -> None:
    html = render(PersonForm(), "email")

    assert ("aria-invalid" in html, "field--error" in html) == (False, False)


def test_optional_field_says_so() -> None:
    assert "(frivilligt)" in render(PersonForm(), "note")


def test_choices_are_a_group_with_a_legend() -> None:
    html = render(PersonForm(), "meal")

    assert "<legend>Måltid" in html
    assert html.count('type="radio"') == 2


def test_error_says_so_to_those_who_do_not_see_it() -> None:
    assert '<span class="visually-hidden">Fel: </span>' in render(PersonForm({}), "agrees")


def test_errors_are_summed_in_the_order_of_the_fields() -> None:
    errors = sum_errors([PersonForm({"email": "fel", "meal": "a"})])

    assert [error.target for error in errors] == ["id_email", "id_agrees"]


def test_error_without_a_field_has_no_target() -> None:
    form = PersonForm({"email": "a@example.org", "meal": "a", "agrees": "on"})
    form.add_error(None, "Två saker går inte ihop")

    assert sum_errors([form]) == [FormError("Två saker går inte ihop")]


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [(900, "sv", "1\xa0kB"), (1_234_567, "sv", "1,2\xa0MB"), (1_234_567, "en", "1.2\xa0MB")],
)
def test_size_is_written_as_its_readers_write(size: int, language: str, words: str) -> None:
    with translation.override(language):
        assert size_words(size) == words
