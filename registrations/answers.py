"""Answers to questions; health answers are sealed with the words of consent beside them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from registrations.languages import in_language
from registrations.models import Answer, Offering, Participant, Question

HEALTH_CONSENT = _(
    "You need not answer. By answering you agree that we use the answer for this only. Only those"
    " who arrange food and access read it. You can empty the field later to withdraw it."
)


def consent_words(question: Question, language: str) -> str:
    """Return what the asked person read beside a health question."""
    parts = [in_language(question, field, language) for field in ("label", "help", "purpose")]
    with translation.override(language):
        parts.append(str(HEALTH_CONSENT))
    return "\n".join(part for part in parts if part)


def build_answers(
    offering: Offering,
    answers: Iterable[tuple[Participant, Mapping[int, str]]],
    *,
    language: str,
    now: datetime,
) -> list[Answer]:
    """Return unsaved answers; empty ones and questions of other offerings are left out."""
    questions = {question.pk: question for question in Question.objects.filter(offering=offering)}
    return [
        _build(participant, questions[question_id], text.strip(), language, now)
        for participant, given in answers
        for question_id, text in given.items()
        if question_id in questions and text.strip()
    ]


def _build(
    participant: Participant, question: Question, text: str, language: str, now: datetime
) -> Answer:
    answer = Answer(participant=participant, question=question, answered_at=now)
    if question.is_health:
        answer.sealed = text
        answer.consent = consent_words(question, language)
    else:
        answer.value = text
    return answer
