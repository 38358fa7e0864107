"""Everything kept about the person behind a link: a zip of one JSON file and a CSV per table."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from registrations.actors import Actor
from registrations.models import (
    Answer,
    Charge,
    Choice,
    LogEntry,
    Message,
    Participant,
    Payer,
    Registration,
)
from registrations.trace import Trace, record
from registrations.words import Happening

Row = dict[str, Any]
Tables = dict[str, list[Row]]

REGISTRATION = "reference contact_name contact_email contact_phone language terms note created_at"
PARTICIPANT = "number status name email organisation created_at changed_at"
PAYER = "kind method name org_number reference email street postcode town"
CHARGE = "kind text net_ore vat_rate vat_ore due_on created_at"
MESSAGE = "kind to language subject text created_at sent_at"
LOG = "happening from_status to_status actor_kind fields created_at"


def collect(
    registration: Registration, participants: Iterable[Participant], *, is_contact: bool
) -> Tables:
    """Return the rows about one person: the contact person, a participant, or one who is both."""
    own = list(participants)
    tables: Tables = {"event": [{"title": registration.offering.title}]}
    if is_contact:
        tables["registration"] = [_row(registration, REGISTRATION)]
        tables["payer"] = [
            _row(one, PAYER) for one in Payer.objects.filter(registration=registration)
        ]
    tables["participant"] = [{**_row(one, PARTICIPANT), "fee": str(one.fee)} for one in own]
    tables["extras"] = [
        {"extra": str(choice.extra), "state": choice.state, "created_at": choice.created_at}
        for choice in Choice.objects.filter(participant__in=own).select_related("extra")
    ]
    tables["answers"] = [_answer(one) for one in _answers(own)]
    scope = Q(participant__in=own)
    if is_contact:
        scope |= Q(payer__registration=registration)
    tables["charges"] = [_row(one, CHARGE) for one in Charge.objects.filter(scope).order_by("pk")]
    return {**tables, **_traces(registration, own, is_contact=is_contact)}


def _answers(own: list[Participant]) -> Iterable[Answer]:
    return Answer.objects.filter(participant__in=own).select_related("question")


def _answer(answer: Answer) -> Row:
    """Return an answer in clear: it goes to the person who gave it."""
    return {
        "question": answer.question.label,
        "answer": answer.value if answer.sealed is None else answer.sealed,
        "consent": answer.consent,
        "answered_at": answer.answered_at,
    }


def _traces(registration: Registration, own: list[Participant], *, is_contact: bool) -> Tables:
    addresses = {one.email for one in own if one.email}
    log = Q(participant__in=own)
    if is_contact:
        addresses.add(registration.contact_email)
        log |= Q(registration=registration, participant=None)
    messages = Message.objects.filter(registration=registration, to__in=addresses).order_by("pk")
    entries = LogEntry.objects.filter(log).order_by("pk")
    return {
        "messages": [_row(message, MESSAGE) for message in messages],
        "log": [_row(entry, LOG) for entry in entries],
    }


def _row(instance: Model, names: str) -> Row:
    return {name: getattr(instance, name) for name in names.split()}


def as_zip(tables: Tables) -> bytes:
    """Return the tables as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(tables, ensure_ascii=False, indent=2, default=_plain)
        archive.writestr("mina-uppgifter.json", text)
        for name, rows in tables.items():
            if rows:
                archive.writestr(f"{name}.csv", _csv(rows))
    return buffer.getvalue()


def _plain(value: Any) -> str:
    return timezone.localtime(value).isoformat() if isinstance(value, datetime) else str(value)


def _csv(rows: list[Row]) -> str:
    """Return rows as CSV that spreadsheets open right, with the mark of UTF-8 first."""
    out = io.StringIO()
    out.write("\N{BYTE ORDER MARK}")
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=";")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def _cell(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else _plain(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def export(
    registration: Registration,
    participants: Iterable[Participant],
    *,
    is_contact: bool,
    actor: Actor,
    now: datetime | None = None,
) -> bytes:
    """Return the zip, and write in the log that it was fetched."""
    own = list(participants)
    entry = Trace(
        happening=Happening.EXPORTED,
        offering_id=registration.offering_id,
        registration=registration,
        participant=own[0] if len(own) == 1 and not is_contact else None,
    )
    with transaction.atomic():
        record([entry], actor=actor, now=now or timezone.now())
        return as_zip(collect(registration, own, is_contact=is_contact))
