"""Columns of what people answered and chose; health answers are never among them."""

from collections.abc import Sequence
from functools import partial

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.translation import gettext, ngettext, pgettext

from registrations.columns import (
    GIVEN,
    MISSING,
    CellValue,
    Column,
    Filter,
    People,
    Person,
    Source,
    Values,
    keys_of,
    ranked,
)
from registrations.models import Answer, Choice, Extra, Question
from registrations.sorting import SwedishOrder
from registrations.words import LIVE, ChoiceState, QuestionKind
from registrations.workspace.attendees.conditions import by_text, either, has
from registrations.workspace.search import contains

LACKING, COMPLETE = "missing", "done"


def options_of(question: Question) -> list[tuple[str, str]]:
    """Return the answers that can be chosen, as they are stored and as the reader sees them."""
    if question.kind == QuestionKind.YES_NO:
        return [("Ja", pgettext("answer", "Yes")), ("Nej", pgettext("answer", "No"))]
    if question.kind == QuestionKind.CONSENT:
        return [("Ja", pgettext("answer", "Yes"))]
    return question.options()


def question_columns(questions: Sequence[Question]) -> list[Column]:
    """Return a column for each question, all read in one statement."""
    by_key = {f"question-{question.pk}": question for question in questions}
    source = Source(partial(_answers, by_key))
    return [_question_column(key, question, source) for key, question in by_key.items()]


def _question_column(key: str, question: Question, source: Source) -> Column:
    prepare = partial(_with_answer, key, question.pk)
    options = options_of(question)
    field = _alias(key)
    if options:
        order: object = ranked(field, [stored for stored, _words in options])
        filters: tuple[Filter, ...] = (_by_answer(key, question, options),)
    else:
        order = SwedishOrder(F(field))
        filters = (_by_words(key, question), _by_given(f"{key}-given", question))
    return Column(key, question.label, source, filters, (order,), prepare)


def _alias(key: str) -> str:
    return f"answer_{key.removeprefix('question-')}"


def _with_answer(key: str, question: int, people: People) -> People:
    answers = Answer.objects.filter(participant=OuterRef("pk"), question=question)
    return people.alias(**{_alias(key): Subquery(answers.values("value")[:1])})


def _given(question: Question) -> Q:
    answered = Answer.objects.filter(question=question).exclude(value="")
    return either(has(answered), wanted=True)


def _by_answer(key: str, question: Question, options: list[tuple[str, str]]) -> Filter:
    def keep(people: People, value: str) -> People:
        if value == MISSING:
            return people.filter(~_given(question))
        return people.filter(has(Answer.objects.filter(question=question, value=value)))

    missing = (MISSING, pgettext("answers", "Not answered"))
    return Filter(key, question.label, keep, (*options, missing))


def _by_words(key: str, question: Question) -> Filter:
    def keep(people: People, value: str) -> People:
        for word in value.split():
            answers = Answer.objects.filter(contains(["value"], word), question=question)
            people = people.filter(has(answers))
        return people

    text = by_text(key, question.label)
    return Filter(key, question.label, keep, input=text.input)


def _by_given(key: str, question: Question) -> Filter:
    def keep(people: People, value: str) -> People:
        return people.filter(_given(question) if value == GIVEN else ~_given(question))

    options = (
        (GIVEN, pgettext("answers", "Answered")),
        (MISSING, pgettext("answers", "Not answered")),
    )
    return Filter(
        key, gettext("%(question)s: answered") % {"question": question.label}, keep, options
    )


def _answers(
    questions: dict[str, Question], people: Sequence[Person], keys: Sequence[str]
) -> Values:
    words = {key: dict(options_of(questions[key])) for key in keys}
    by_pk = {questions[key].pk: key for key in keys}
    found: dict[str, dict[int, CellValue]] = {key: {} for key in keys}
    rows = Answer.objects.filter(participant__in=keys_of(people), question__in=by_pk)
    for person, question, value in rows.values_list("participant", "question", "value"):
        key = by_pk[question]
        found[key][person] = words[key].get(value, value)
    return found


def required_column(required: Sequence[Question]) -> Column:
    """Return the column that says whether all that must be answered is, as readers may know."""
    heading = pgettext("column", "Answers")
    pks = [question.pk for question in required]
    options = (
        (LACKING, pgettext("answers", "Missing")),
        (COMPLETE, pgettext("answers", "Done")),
    )

    def with_number(people: People) -> People:
        answered = Answer.objects.filter(participant=OuterRef("pk"), question__in=pks)
        number = answered.exclude(value="").order_by().values("participant")
        return people.alias(answered=Subquery(number.annotate(n=Count("pk")).values("n")))

    def keep(people: People, value: str) -> People:
        lacks = Q(pk__in=[])
        for question in required:
            lacks |= ~_given(question)
        return people.filter(lacks if value == LACKING else ~lacks, status__in=LIVE)

    return Column(
        "answers",
        heading,
        Source(partial(_lacking, pks)),
        (Filter("answers", heading, keep, options),) if required else (),
        (F("answered"),) if required else (),
        with_number,
    )


def _lacking(required: list[int], people: Sequence[Person], keys: Sequence[str]) -> Values:
    rows = Answer.objects.filter(participant__in=keys_of(people), question__in=required).exclude(
        value=""
    )
    answered = dict(rows.order_by().values_list("participant").annotate(Count("pk")))
    if not required:
        return {}
    number = len(required)
    words = {one.pk: _lacking_words(one, number - answered.get(one.pk, 0)) for one in people}
    return dict.fromkeys(keys, words)


def _lacking_words(person: Person, missing: int) -> CellValue:
    if person.status not in LIVE:
        return ""
    if not missing:
        return pgettext("answers", "Done")
    return ngettext("%(number)d missing", "%(number)d missing", missing) % {"number": missing}


def extra_columns(extras: Sequence[Extra]) -> list[Column]:
    """Return a column for each extra, all read in one statement."""
    by_key = {f"extra-{extra.pk}": extra for extra in extras}
    source = Source(partial(_choices, by_key))
    return [
        Column(
            key,
            extra.name,
            source,
            (_by_choice(key, extra),),
            (ranked(_choice_alias(key), ChoiceState.values),),
            partial(_with_choice, key, extra.pk),
        )
        for key, extra in by_key.items()
    ]


def _choice_alias(key: str) -> str:
    return f"choice_{key.removeprefix('extra-')}"


def _with_choice(key: str, extra: int, people: People) -> People:
    choices = Choice.objects.filter(participant=OuterRef("pk"), extra=extra)
    return people.alias(**{_choice_alias(key): Subquery(choices.values("state")[:1])})


def _by_choice(key: str, extra: Extra) -> Filter:
    def keep(people: People, value: str) -> People:
        chosen = Choice.objects.filter(extra=extra)
        if value == MISSING:
            return people.filter(~has(chosen))
        return people.filter(has(chosen, state=value))

    missing = (MISSING, pgettext("extra", "Not chosen"))
    states = [(state.value, str(state.label)) for state in ChoiceState]
    return Filter(key, extra.name, keep, (*states, missing))


def _choices(extras: dict[str, Extra], people: Sequence[Person], keys: Sequence[str]) -> Values:
    by_pk = {extras[key].pk: key for key in keys}
    words = {state.value: str(state.label) for state in ChoiceState}
    found: dict[str, dict[int, CellValue]] = {key: {} for key in keys}
    rows = Choice.objects.filter(participant__in=keys_of(people), extra__in=by_pk)
    for person, extra, state in rows.values_list("participant", "extra", "state"):
        found[by_pk[extra]][person] = words[state]
    return found
