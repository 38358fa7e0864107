"""Everything kept about the person behind a link, as the tables of a copy."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from registrations.actors import Actor
from registrations.data_copy import Row, Tables, as_zip
from registrations.mail import rendering
from registrations.masking import without_links
from registrations.models import (
    Answer,
    Charge,
    CheckIn,
    Choice,
    Document,
    DocumentLine,
    LogEntry,
    Message,
    Participant,
    ParticipantTag,
    Payer,
    Payment,
    Refund,
    Registration,
)
from registrations.trace import Trace, record
from registrations.words import Happening

REGISTRATION = "reference contact_name contact_email contact_phone language terms note created_at"
PARTICIPANT = "number status name email organisation created_at changed_at"
PAYER = (
    "kind method name org_number reference email street postcode town country vat_number endpoint"
    " order_number invoiced_object contract delivery"
)
CHARGE = "kind text net_ore vat_rate vat_ore due_on created_at"
PAYMENT = "received_at amount_ore source external_id"
REFUND = "amount_ore state reason created_at done_at"
DOCUMENT = "kind full_number issued_on credits net_ore vat_ore"
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
    tables["participant"] = [_person(one) for one in own]
    tables["extras"] = [
        {"extra": str(choice.extra), "state": choice.state, "created_at": choice.created_at}
        for choice in Choice.objects.filter(participant__in=own).select_related("extra")
    ]
    tables["answers"] = [_answer(one) for one in _answers(own)]
    tables["check_ins"] = _check_ins(own)
    tables["tags"] = [
        {"tag": row.tag.name, "created_at": row.created_at}
        for row in ParticipantTag.objects.filter(participant__in=own).select_related("tag")
    ]
    charges = _charges(registration, own, is_contact=is_contact)
    tables["charges"] = [_row(one, CHARGE) for one in charges]
    if is_contact:
        tables |= _money(registration)
    return {**tables, **_traces(registration, own, is_contact=is_contact)}


def _person(participant: Participant) -> Row:
    code = participant.discount
    row = {**_row(participant, PARTICIPANT), "fee": str(participant.fee)}
    return row | {"discount": code.code if code is not None else ""}


def _check_ins(own: list[Participant]) -> list[Row]:
    """Return when each came, from the day that the place became theirs."""
    since = tenures(own)
    rows = CheckIn.objects.filter(participant__in=own).select_related("occasion")
    return [
        {
            "occasion": row.occasion.starts_at,
            "happened_at": row.happened_at,
            "undone": bool(row.undoes_id),
        }
        for row in rows
        if row.participant_id not in since
        or row.recorded_at >= since[row.participant_id].created_at
    ]


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


def _charges(
    registration: Registration, own: list[Participant], *, is_contact: bool
) -> QuerySet[Charge]:
    """Return every charge to the contact, and to a participant those of their own time."""
    charges = Charge.objects.filter(payer__registration=registration).order_by("pk")
    if is_contact:
        return charges
    since = tenures(own)
    scope = Q(pk__in=[])
    for one in own:
        start = since.get(one.pk)
        scope |= Q(participant=one, created_at__gte=start.created_at if start else one.created_at)
    return charges.filter(scope)


def _money(registration: Registration) -> Tables:
    """Return what came, what went back and the documents: the contact's, who pays."""
    payments = Payment.objects.filter(payer__registration=registration).order_by("pk")
    refunds = Refund.objects.filter(payment__in=payments).order_by("pk")
    return {
        "payments": [_row(one, PAYMENT) for one in payments],
        "refunds": [_row(one, REFUND) for one in refunds],
        "documents": [_row(one, DOCUMENT) for one in documents_of(registration)],
    }


def documents_of(registration: Registration) -> QuerySet[Document]:
    """Return the registration's documents, also an invoice that it shares with others."""
    shared = DocumentLine.objects.filter(charge__payer__registration=registration)
    own = Q(payer__registration=registration)
    found = Document.objects.filter(own | Q(pk__in=shared.values("document")))
    return found.select_related("credits").order_by("pk")


def _traces(registration: Registration, own: list[Participant], *, is_contact: bool) -> Tables:
    """Return mails and log of the reader alone; an address typed later opens nobody's mails."""
    since = tenures(own)
    messages, log = Q(pk__in=[]), Q(pk__in=[])
    for one in own:
        first = _first(since.get(one.pk))
        messages |= Q(participant=one, cause__gte=first, to__in=[one.email] if one.email else [])
        log |= Q(participant=one, pk__gte=first)
    if is_contact:
        first = _first(contact_since(registration, own, since))
        messages |= Q(participant=None, cause__gte=first, to=registration.contact_email)
        log |= Q(participant=None, pk__gte=first)
    mails = Message.objects.filter(messages, registration=registration).order_by("pk")
    entries = LogEntry.objects.filter(log, registration=registration).order_by("pk")
    return {
        "messages": [_mail(message) for message in mails],
        "log": [_row(entry, LOG) for entry in entries],
    }


def _first(start: LogEntry | None) -> int:
    return start.pk if start else 0


def tenures(participants: Iterable[Participant]) -> dict[int, LogEntry]:
    """Return the happening with which each present person took over a place, where one did."""
    swaps = LogEntry.objects.filter(participant__in=participants, happening=Happening.SWAPPED)
    return {entry.participant_id: entry for entry in swaps.order_by("pk") if entry.participant_id}


def contact_since(
    registration: Registration, own: list[Participant], since: dict[int, LogEntry]
) -> LogEntry | None:
    """Return the happening with which the contact of a registration of one took it over."""
    is_alone = len(own) == 1 and registration.participants.count() == 1
    return since.get(own[0].pk) if is_alone else None


def _mail(message: Message) -> Row:
    """Return a mail without its links: a copy that is passed on must not open a page."""
    return {**_row(message, MESSAGE), "text": without_links(message.text)}


def _row(instance: Model, names: str) -> Row:
    return {name: getattr(instance, name) for name in names.split()}


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
    # Rendered, where it must be, before the transaction opens.
    files = _files(registration) if is_contact else {}
    entry = Trace(
        happening=Happening.EXPORTED,
        offering_id=registration.offering_id,
        registration=registration,
        participant=own[0] if len(own) == 1 and not is_contact else None,
    )
    with transaction.atomic():
        record([entry], actor=actor, now=now or timezone.now())
        return as_zip(collect(registration, own, is_contact=is_contact), files)


def _files(registration: Registration) -> dict[str, bytes]:
    """Return the documents as they are kept; out of the years of bookkeeping they are empty."""
    found = {
        rendering.file_name(one, file.media_type): rendering.bytes_of(file)
        for one in documents_of(registration)
        for file in rendering.files_of(one)
    }
    return {name: body for name, body in found.items() if body}
