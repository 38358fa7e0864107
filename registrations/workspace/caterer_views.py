"""Counts for the kitchen: how many gave each health answer, without names."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from registrations import actors
from registrations.models import Answer, Choice, Offering, Question
from registrations.seats import locked_offering
from registrations.trace import Trace, record
from registrations.words import SEATED, ChoiceState, Happening, Readers
from registrations.workspace import access
from registrations.workspace.crumbs import crumbs


@dataclass(frozen=True)
class Counted:
    """A question with its answers and how many gave each; all who have a seat."""

    label: str
    help_text: str
    # Options are counted one by one, also those nobody chose; text of people's own is listed.
    has_options: bool
    counts: list[tuple[str, int]]
    answered: int
    unanswered: int


def count_answers(offering: Offering) -> list[Counted]:
    questions = list(offering.questions.filter(readers=Readers.HEALTH))
    counters: dict[int, Counter[str]] = {question.pk: Counter() for question in questions}
    rows = Answer.objects.filter(
        question__in=questions, participant__status__in=SEATED, sealed__isnull=False
    )
    for question, sealed in rows.values_list("question_id", "sealed"):
        counters[question][str(sealed or "").strip()] += 1
    seated = offering.participants.seated().count()
    return [_counted(question, counters[question.pk], seated) for question in questions]


def _counted(question: Question, counter: Counter[str], seated: int) -> Counted:
    """Count the options in their own order, then what is no option any more; else by number."""
    words = dict(question.options())
    texts = [*words, *(text for text, _number in counter.most_common() if text not in words)]
    answered = sum(number for text, number in counter.items() if text)
    return Counted(
        label=question.label,
        help_text=question.help_text,
        has_options=bool(words),
        counts=[(words.get(text, text), counter[text]) for text in texts if text],
        answered=answered,
        unanswered=max(0, seated - answered),
    )


def count_extras(offering: Offering) -> list[tuple[str, int]]:
    rows = Choice.objects.filter(
        extra__offering=offering, state=ChoiceState.TAKEN, participant__status__in=SEATED
    )
    names = {extra.pk: extra.name for extra in offering.extras.all()}
    numbers = Counter(rows.values_list("extra_id", flat=True))
    return [(name, numbers.get(pk, 0)) for pk, name in names.items()]


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.VIEW_LIST, access.VIEW_HEALTH)
def caterer_counts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the counts after a deliberate click, which is logged."""
    offering = access.get_offering(request, pk)
    is_open = request.method == "POST"
    if is_open:
        _log_look(request, offering)
    context = {
        "offering": offering,
        "is_open": is_open,
        "seated": offering.participants.seated().count(),
        "counted": count_answers(offering) if is_open else [],
        "extras": count_extras(offering),
        "breadcrumbs_items": crumbs(offering, gettext("Counts for the kitchen")),
    }
    response = render(request, "workspace/caterer.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _log_look(request: HttpRequest, offering: Offering) -> None:
    with locked_offering(offering.pk):
        trace = Trace(Happening.HEALTH_READ, offering.pk, reason=gettext("Counts for the kitchen"))
        record([trace], actor=actors.staff(request.user), now=timezone.now())
