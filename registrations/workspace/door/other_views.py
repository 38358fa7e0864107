"""Beside the door's page: the list on paper, and the deliberate look at someone's needs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from registrations import actors
from registrations.models import Answer
from registrations.seats import locked_offering
from registrations.trace import Trace, record
from registrations.words import Happening, Readers
from registrations.workspace import access
from registrations.workspace.door.occasions import doorway
from registrations.workspace.door.people import Door
from registrations.workspace.door.views import door_response, page_context
from registrations.workspace.listing import is_key

SPARE_LINES = 8


@require_GET
@access.permission_needed(access.CHECK_IN)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everybody expected in the order of the alphabet, with squares to tick."""
    way = doorway(request, pk)
    people = [one for one in Door(way.occasion).people if one.is_expected or one.presses]
    context = page_context(request, way) | {
        "people": people,
        "spare": range(SPARE_LINES),
        "printed_at": timezone.now(),
    }
    return door_response(render(request, "workspace/door/paper.html", context))


@require_POST
@access.permission_needed(access.CHECK_IN, access.VIEW_HEALTH)
def needs(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person's health answers; that they were read is logged, with who read them."""
    way = doorway(request, pk)
    asked = request.POST.get("people", "")
    found = way.offering.participants.select_related("registration")
    participant = found.filter(pk=asked).first() if is_key(asked) else None
    if participant is None:
        raise Http404
    answers = list(
        Answer.objects.filter(participant=participant, question__readers=Readers.HEALTH)
        .select_related("question")
        .order_by("question__sort_order", "pk")
    )
    trace = Trace(
        Happening.HEALTH_READ,
        way.offering.pk,
        registration=participant.registration,
        participant=participant,
        reason=pgettext("door", "At the door"),
        fields=[f"question:{answer.question_id}" for answer in answers],
    )
    with locked_offering(way.offering.pk):
        record([trace], actor=actors.staff(request.user), now=timezone.now())
    context = page_context(request, way) | {"participant": participant, "answers": answers}
    return door_response(render(request, "workspace/door/needs.html", context))
