"""Empties the personal fields of rows while the rows, their counts and their accounts remain."""

from datetime import datetime

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from registrations.models import (
    Answer,
    CheckIn,
    Checkout,
    Decision,
    DeliveryEvent,
    LogEntry,
    Message,
    Participant,
    ParticipantTag,
    Payer,
    Refund,
    Registration,
)
from registrations.saved_views import forget_in_views
from registrations.words import LIVE_CHECKOUT, Happening

CONTACT_FIELDS = ("contact_name", "contact_email", "contact_phone", "note")
PERSON_FIELDS = ("name", "email", "organisation", "sort_key")
PAYER_FIELDS = (
    "name",
    "org_number",
    "reference",
    "email",
    "street",
    "postcode",
    "town",
    "vat_number",
    "endpoint",
    "order_number",
    "invoiced_object",
    "contract",
)
# What is still told after an erasure: the seat is cancelled, and what becomes of the money.
LAST_WORDS = (
    Happening.CANCELLED,
    Happening.RECEIPT,
    Happening.CREDITED,
    Happening.INVOICED,
    Happening.INVOICE_CREDITED,
    Happening.REMINDED,
    Happening.SEAT_GONE,
    Happening.REFUND_ASKED,
)
# An address of nobody: the column must stay distinct for each message of one cause.
NOWHERE = "@emptied.invalid"


def empty_registration(registration: Registration, now: datetime) -> list[str]:
    """Empty a registration with its people, mails and payers; return the names of the fields.

    Payers that were charged keep what bookkeeping law asks for.
    """
    contact = (registration.contact_name, registration.contact_email)
    forget_in_views(registration.offering_id, contact)
    Registration.objects.filter(pk=registration.pk).update(
        **dict.fromkeys(CONTACT_FIELDS, ""), erased_at=now, link_version=F("link_version") + 1
    )
    for participant in registration.participants.all():
        empty_participant(participant, now)
    empty_payers(registration.payers.filter(charges__isnull=True))
    LogEntry.objects.filter(registration=registration).exclude(reason="").update(reason="")
    empty_decisions(Decision.objects.filter(registration=registration))
    refunds = Refund.objects.filter(payment__payer__registration=registration)
    refunds.exclude(reason="", last_error="").update(reason="", last_error="")
    empty_checkouts(Checkout.objects.filter(payer__registration=registration))
    empty_messages(_without_farewells(Message.objects.filter(registration=registration)), now)
    return [*CONTACT_FIELDS, *PERSON_FIELDS, "answers"]


def empty_participant(participant: Participant, now: datetime) -> list[str]:
    """Empty one participant: name, address, answers, and the words of mails about them."""
    former, name = participant.email, participant.name
    Participant.objects.filter(pk=participant.pk).update(
        **dict.fromkeys(PERSON_FIELDS, ""),
        uncounted_reason="-" if participant.uncounted_reason else "",
        link_version=F("link_version") + 1,
        changed_at=now,
    )
    Answer.objects.filter(participant=participant).delete()
    ParticipantTag.objects.filter(participant=participant).delete()
    forget_in_views(participant.offering_id, (name, former))
    LogEntry.objects.filter(participant=participant).exclude(reason="").update(reason="")
    CheckIn.objects.filter(participant=participant).exclude(device="").update(device="")
    empty_decisions(Decision.objects.filter(participant=participant))
    mails = Message.objects.filter(participant=participant)
    if former:
        empty_messages(_without_farewells(mails.filter(to=former)), now)
    named = Q(participant=participant) | Q(participant__isnull=True)
    for words in filter(None, (former, name)):
        named |= Q(text__contains=words) | Q(html__contains=words) | Q(subject__contains=words)
    told = Message.objects.filter(named, registration=participant.registration_id)
    told.filter(sent_at__isnull=False).update(subject="", text="", html="")
    return [*PERSON_FIELDS, "answers"]


def _without_farewells(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Leave what the cancellation itself has to say; it is emptied once it has left."""
    last_words = Q(kind__in=LAST_WORDS, sent_at__isnull=True, dropped_at__isnull=True)
    return messages.exclude(last_words)


def empty_decisions(decisions: QuerySet[Decision]) -> int:
    """Empty the words of settled matters; what an open one is about must still be known."""
    settled = decisions.filter(settled_at__isnull=False)
    return settled.exclude(outcome="", detail="").update(outcome="", detail="")


def empty_checkouts(checkouts: QuerySet[Checkout]) -> int:
    """Empty what was asked of the payment provider, where nothing can be paid any more."""
    ended = checkouts.exclude(state__in=LIVE_CHECKOUT)
    return ended.exclude(request={}, url="", last_error="").update(
        request={}, url="", last_error=""
    )


def empty_messages(messages: QuerySet[Message], now: datetime) -> int:
    """Empty address and words of messages; what had not left is dropped."""
    pks = list(messages.exclude(to__endswith=NOWHERE).values_list("pk", flat=True))
    if not pks:
        return 0
    chosen = Message.objects.filter(pk__in=pks)
    chosen.filter(sent_at__isnull=True, dropped_at__isnull=True).update(dropped_at=now)
    DeliveryEvent.objects.filter(message__in=pks).exclude(detail="").update(detail="")
    address = Concat(Cast("pk", CharField()), Value(NOWHERE))
    return chosen.update(to=address, subject="", text="", html="", last_error="")


def empty_payers(payers: QuerySet[Payer]) -> int:
    pks = list(payers.values_list("pk", flat=True))
    return Payer.objects.filter(pk__in=pks).update(**dict.fromkeys(PAYER_FIELDS, ""))


def has_payer_details() -> Q:
    """Return the condition that some personal field of a payer still says something."""
    filled = Q()
    for field in PAYER_FIELDS:
        filled |= ~Q(**{field: ""})
    return filled
