"""Writes the log and queues the mails a happening causes, inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from registrations.actors import Actor
from registrations.models import LogEntry, Message, Participant, Registration
from registrations.ports import status_receivers, tell_status_receivers
from registrations.statements import insert
from registrations.waking import wake_on_commit
from registrations.words import Happening


@dataclass(frozen=True)
class Mail:
    """One mail to queue: whose page it links to, and to whom it goes."""

    kind: Happening
    to: str
    registration: Registration
    participant: Participant | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Trace:
    """One happening to write down, with the mails it causes."""

    happening: Happening
    offering_id: int
    registration: Registration | None = None
    participant: Participant | None = None
    from_status: str = ""
    to_status: str = ""
    reason: str = ""
    fields: Sequence[str] = ()
    batch_id: int | None = None
    mails: Sequence[Mail] = field(default_factory=tuple)


def record(traces: Iterable[Trace], *, actor: Actor, now: datetime) -> list[LogEntry]:
    """Write each happening and the mails it causes; two statements, whatever their number."""
    traces = list(traces)
    entries = [_entry(trace, actor, now) for trace in traces]
    insert(entries)
    messages = [
        _message(mail, entry, now)
        for trace, entry in zip(traces, entries, strict=True)
        for mail in _distinct(trace.mails)
    ]
    if messages:
        insert(messages)
        wake_on_commit()
    if status_receivers:
        _tell_receivers(traces, entries)
    return entries


def _tell_receivers(traces: Sequence[Trace], entries: Sequence[LogEntry]) -> None:
    for trace, entry in zip(traces, entries, strict=True):
        if trace.participant is not None and trace.to_status:
            tell_status_receivers(trace.participant, entry)


def _distinct(mails: Sequence[Mail]) -> list[Mail]:
    return list({(mail.kind, mail.to): mail for mail in mails if mail.to}.values())


def _entry(trace: Trace, actor: Actor, now: datetime) -> LogEntry:
    return LogEntry(
        offering_id=trace.offering_id,
        registration=trace.registration,
        participant=trace.participant,
        batch_id=trace.batch_id,
        happening=trace.happening,
        from_status=trace.from_status,
        to_status=trace.to_status,
        actor_kind=actor.kind,
        actor=actor.user,
        reason=trace.reason[:250],
        fields=list(trace.fields),
        created_at=now,
    )


def _message(mail: Mail, entry: LogEntry, now: datetime) -> Message:
    return Message(
        offering_id=entry.offering_id,
        registration=mail.registration,
        participant=mail.participant,
        cause=entry,
        kind=mail.kind,
        to=mail.to,
        language=mail.registration.language,
        due_at=mail.due_at or now,
        created_at=now,
    )


def mail_to_person(kind: Happening, participant: Participant) -> Mail:
    """Return a mail to the participant, or to the contact person of one not yet named."""
    registration = participant.registration
    own = participant.email if participant.email != registration.contact_email else ""
    return Mail(
        kind=kind,
        to=own or registration.contact_email,
        registration=registration,
        participant=participant,
    )


def mail_to_contact(kind: Happening, participant: Participant) -> Mail:
    """Return a mail to the contact person about one participant."""
    return Mail(
        kind=kind,
        to=participant.registration.contact_email,
        registration=participant.registration,
        participant=participant,
    )
