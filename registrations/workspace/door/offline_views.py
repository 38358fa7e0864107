"""The door without network: the page without people, the list to keep sealed, what was pressed."""

import hashlib
import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from registrations import actors, check_in, formats
from registrations.check_in import Outcome, Press, Result
from registrations.errors import DomainError
from registrations.tickets import mark_of_ticket
from registrations.walk_in import walk_in
from registrations.workspace import access
from registrations.workspace.door.forms import WalkInForm
from registrations.workspace.door.occasions import Doorway, doorway
from registrations.workspace.door.people import Door, DoorPerson
from registrations.workspace.door.views import door_response, page_context

MOST_PRESSES = 500
NOT_UNDERSTOOD = (ValueError, KeyError, TypeError, AttributeError, OverflowError)
FILES = (
    "content/css/base.css",
    "content/art/mark.svg",
    "registrations/door/door.css",
    "registrations/door/store.js",
    "registrations/door/list.js",
    "registrations/door/scan.js",
    "registrations/door/door.js",
    "registrations/vendor/qr/decode.js",
)
# Loaded by the decoder, under the name that it gives.
DECODER_PART = "registrations/vendor/qr/index.js"


@require_GET
@access.permission_needed(access.CHECK_IN)
def shell(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the page without any person, for a device to keep."""
    context = page_context(request, doorway(request, pk)) | {"key": uuid4()}
    return door_response(render(request, "workspace/door/door.html", context))


@require_GET
@access.permission_needed(access.CHECK_IN)
def worker(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the service worker of this door: which files it keeps, and the code it runs."""
    offering = access.get_offering(request, pk)
    names = [static(name) for name in FILES]
    decoder = names[-1].rsplit("/", 1)[0] + "/" + DECODER_PART.rsplit("/", 1)[-1]
    settings = {
        "shell": reverse("workspace:door_shell", args=[offering.pk]),
        "door": reverse("workspace:door", args=[offering.pk]),
        "events": reverse("workspace:door_events", args=[offering.pk]),
        "files": [*names, decoder],
    }
    # Another file, page or language is another worker, which fetches them all anew.
    template: Any = get_template("workspace/door/door.html")
    told = [settings, get_language(), offering.changed_at.isoformat(), template.template.source]
    settings["version"] = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]
    scripts = [static("registrations/door/store.js"), static("registrations/door/worker.js")]
    body = (
        f"self.doorSettings = {json.dumps(settings)};\n"
        f"importScripts({', '.join(map(json.dumps, scripts))});\n"
    )
    response = door_response(HttpResponse(body, content_type="text/javascript"))
    response["Cache-Control"] = "private, no-cache"
    return response


@require_GET
@access.permission_needed(access.CHECK_IN)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the fewest fields that a door needs; unchanged is said without them."""
    way = doorway(request, pk)
    door = Door(way.occasion, knows_needs=access.user_may(request.user, access.VIEW_HEALTH))
    body = {
        "occasion": way.occasion.pk,
        "user": request.user.pk,
        "when": formats.when(way.occasion.starts_at, way.occasion.ends_at),
        "people": [_person(one, way) for one in door.people],
    }
    mark = hashlib.sha256(json.dumps(body).encode()).hexdigest()[:32]
    if request.headers.get("If-None-Match") == f'"{mark}"':
        return door_response(HttpResponse(status=304))
    response = JsonResponse({**body, "csrf": get_token(request)})
    response["ETag"] = f'"{mark}"'
    return door_response(response)


def _person(person: DoorPerson, way: Doorway) -> dict[str, Any]:
    """Return one line; that there are needs is told, what they are never leaves the server."""
    row: dict[str, Any] = {
        "id": person.pk,
        "name": person.name,
        "organisation": person.organisation,
        "group": person.registration_id,
        "ticket": mark_of_ticket(way.offering.pk, person.pk, person.link_version),
        "here": [[key, moment.isoformat()] for key, moment in person.presses],
    }
    if not person.is_expected:
        row["absent"] = True
    if person.tags:
        row["tags"] = person.tags
    if person.has_needs:
        row["needs"] = True
    return row


@require_POST
@access.permission_needed(access.CHECK_IN)
def events(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what happened at one device, each thing once, and say what became of each."""
    way = doorway(request, pk)
    try:
        if request.content_type != "application/json":
            raise ValueError
        sent = json.loads(request.body)
        sent_at, device = _moment(sent["sent_at"]), _device(sent.get("device"))
        rows = [dict(row) for row in list(sent["events"])[:MOST_PRESSES]]
    except (*NOT_UNDERSTOOD, RecursionError):
        return door_response(JsonResponse({"error": "not understood"}, status=400))
    batch = _Batch(way, actors.staff(request.user), device, sent_at, timezone.now())
    return door_response(JsonResponse({"results": batch.take(rows)}))


def _device(name: Any) -> str:
    """Return the letters by which a device names itself, which say nothing of whose it is."""
    return re.sub(r"[^A-Z0-9]", "", str(name))[:8]


def _moment(text: Any) -> datetime:
    moment = parse_datetime(str(text)[:40])
    if moment is None or timezone.is_naive(moment):
        raise ValueError
    return moment


class _Batch:
    """What one device sends at once, with the difference between its clock and ours."""

    def __init__(
        self, way: Doorway, actor: actors.Actor, device: str, sent_at: datetime, now: datetime
    ) -> None:
        self.way, self.actor, self.device = way, actor, device
        self.sent_at, self.now = sent_at, now

    def take(self, rows: list[dict[str, Any]]) -> list[dict[str, str]]:
        """Record every row that can be read; one that cannot never holds up the others."""
        answers, presses = [], []
        for row in rows:
            try:
                if row["kind"] == "new":
                    # A newcomer's check-in has the key that a later row may take back.
                    answers.append(_answer(self._add(row)))
                else:
                    presses.append(self._press(row))
            except NOT_UNDERSTOOD:
                answers.append({"key": str(row.get("key")), "outcome": Outcome.UNKNOWN.value})
        results = check_in.record_presses(
            presses,
            occasion=self.way.occasion,
            actor=self.actor,
            device=self.device,
            now=self.now,
        )
        return [*answers, *map(_answer, results)]

    def _moment(self, row: dict[str, Any]) -> datetime:
        return check_in.correct_time(_moment(row["at"]), sent_at=self.sent_at, now=self.now)

    def _press(self, row: dict[str, Any]) -> Press:
        if row["kind"] == "undo":
            return Press(UUID(row["key"]), self._moment(row), undoes=UUID(row["undoes"]))
        person = row["person"]
        if row["kind"] != "in" or not isinstance(person, int) or not 0 < person < 2**53:
            raise ValueError
        return Press(UUID(row["key"]), self._moment(row), participant_id=person)

    def _add(self, row: dict[str, Any]) -> Result:
        names = ("key", "name", "organisation")
        form = WalkInForm({name: str(row.get(name, "")) for name in names})
        if not form.is_valid():
            raise ValueError
        data = form.cleaned_data
        try:
            return walk_in(
                **data,
                occasion=self.way.occasion,
                actor=self.actor,
                device=self.device,
                happened_at=self._moment(row),
                now=self.now,
            )
        except DomainError:
            return Result(data["key"], Outcome.UNKNOWN)


def _answer(result: Result) -> dict[str, str]:
    answer = {"key": str(result.key), "outcome": str(result.outcome)}
    return answer | ({"since": result.since.isoformat()} if result.since else {})
