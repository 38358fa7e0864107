"""Form fields for questions, each with its purpose, its readers and its day of deletion."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registrations import formats
from registrations.answers import HEALTH_CONSENT
from registrations.forms.fields import LineField, LinesField, PlainForm
from registrations.models import Offering, Question
from registrations.words import QuestionKind

YES, NO = "Ja", "Nej"


def field_name(question: Question) -> str:
    return f"question{question.pk}"


def deletion_day(offering: Offering, *, health: bool) -> date | None:
    """Return the day when answers are deleted, counted from the end of the last occasion."""
    if offering.last_ends_at is None:
        return None
    days = offering.health_days if health else offering.personal_days
    return timezone.localtime(offering.last_ends_at).date() + timedelta(days=days)


def privacy_words(question: Question, offering: Offering) -> str:
    """Say why it is asked, who reads the answer and when it is deleted; for health, the consent."""
    parts = [question.help_text, question.purpose]
    if question.is_health:
        parts.append(str(HEALTH_CONSENT))
    else:
        parts.append(_("The organisers read the answer."))
    until = deletion_day(offering, health=question.is_health)
    if until is not None:
        parts.append(_("Deleted %(day)s.") % {"day": formats.short_day(until)})
    sentences = (part.strip() for part in parts if part)
    return " ".join(part if part.endswith((".", "?")) else f"{part}." for part in sentences)


def question_field(question: Question, offering: Offering) -> forms.Field:
    """Return the form field of one question."""
    options: dict[str, Any] = {
        "label": question.label,
        "help_text": privacy_words(question, offering),
        "required": question.is_required,
        "error_messages": {"required": _("Answer: %(question)s") % {"question": question.label}},
    }
    if question.kind == QuestionKind.LONG_TEXT:
        return LinesField(**options)
    if question.kind == QuestionKind.CONSENT:
        return forms.BooleanField(**options)
    if question.kind == QuestionKind.YES_NO:
        return _choice_field(
            [(YES, pgettext("answer", "Yes")), (NO, pgettext("answer", "No"))], options
        )
    if question.kind == QuestionKind.CHOICE:
        return _choice_field(question.options(), options)
    return LineField(max_length=500, **options)


def _choice_field(choices: list[tuple[str, str]], options: dict[str, Any]) -> forms.ChoiceField:
    empty = [("", pgettext("answer", "No answer"))]
    field = forms.ChoiceField(choices=empty + choices, **options)
    field.error_messages["invalid_choice"] = _("Choose one of the answers.")
    return field


def add_questions(
    form: PlainForm, questions: Iterable[Question], offering: Offering, *, must: bool = True
) -> None:
    """Add the fields of questions; without `must` none has to be answered."""
    for question in questions:
        field = question_field(question, offering)
        field.required = field.required and must
        form.fields[field_name(question)] = field


def initial_answers(questions: Iterable[Question], answers: Mapping[int, str]) -> dict[str, object]:
    """Return what the fields show: the answers as they stand."""
    return {
        field_name(question): answers.get(question.pk) == YES
        if question.kind == QuestionKind.CONSENT
        else answers.get(question.pk, "")
        for question in questions
    }


def answers_from(form: PlainForm, questions: Iterable[Question]) -> dict[int, str]:
    """Return the cleaned answers by question, as they are stored."""
    answers = {}
    for question in questions:
        value = form.cleaned_data.get(field_name(question))
        answers[question.pk] = (YES if value else "") if isinstance(value, bool) else value or ""
    return answers


class QuestionsForm(PlainForm):
    """A participant's own answers."""

    def __init__(
        self,
        *,
        offering: Offering,
        questions: list[Question],
        answers: Mapping[int, str],
        **options: Any,
    ) -> None:
        super().__init__(initial=initial_answers(questions, answers), **options)
        self.questions = questions
        add_questions(self, questions, offering)

    def answers(self) -> dict[int, str]:
        return answers_from(self, self.questions)
