"""The column that says what became of the last mail to each person."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import pgettext, pgettext_lazy

from registrations.columns import (
    MISSING,
    Column,
    Filter,
    People,
    Person,
    Source,
    Values,
    keys_of,
    ranked,
)
from registrations.models import DeliveryEvent, Message, Participant
from registrations.words import DeliveryKind

WAITING, DROPPED = "waiting", "dropped"
# What must be seen first stands first: by this the column sorts.
_STATES = (
    (DeliveryKind.BOUNCED.value, DeliveryKind.BOUNCED.label),
    (DeliveryKind.REJECTED.value, DeliveryKind.REJECTED.label),
    (DeliveryKind.COMPLAINED.value, DeliveryKind.COMPLAINED.label),
    (DROPPED, pgettext_lazy("mail state", "Not sent")),
    (DeliveryKind.DEFERRED.value, DeliveryKind.DEFERRED.label),
    (WAITING, pgettext_lazy("mail state", "To be sent")),
    (DeliveryKind.SENT.value, DeliveryKind.SENT.label),
    (DeliveryKind.DELIVERED.value, DeliveryKind.DELIVERED.label),
)


def mail_column() -> Column:
    heading = pgettext("column", "Last mail")
    states = tuple((value, str(words)) for value, words in _STATES)
    options = (*states, (MISSING, pgettext("mail state", "No mail")))
    return Column(
        "mail",
        heading,
        Source(partial(_states, dict(states))),
        (Filter("mail", heading, _keep, options, prepare=with_mail_state),),
        (ranked("mail_state", [value for value, _words in _STATES]),),
        with_mail_state,
    )


def with_mail_state(people: People) -> People:
    """Add `mail_state`: the mail service's last word on the last mail to each, or ours."""
    return people.annotate(mail_state=Subquery(_last_mail().values("state")[:1]))


def _last_mail() -> Any:
    own = Q(participant=OuterRef("pk")) | Q(participant__isnull=True, to=OuterRef("email"))
    events = DeliveryEvent.objects.filter(message=OuterRef("pk")).order_by("-happened_at", "-pk")
    return (
        Message.objects.filter(own, registration=OuterRef("registration"))
        .annotate(word=Subquery(events.values("kind")[:1]))
        .annotate(state=_state())
        .order_by("-pk")
    )


def _state() -> Case:
    return Case(
        When(word__isnull=False, then=F("word")),
        When(sent_at__isnull=False, then=Value(DeliveryKind.SENT.value)),
        When(dropped_at__isnull=False, then=Value(DROPPED)),
        default=Value(WAITING),
        output_field=CharField(),
    )


def _keep(people: People, value: str) -> People:
    if value == MISSING:
        return people.filter(mail_state__isnull=True)
    return people.filter(mail_state=value)


def _states(words: dict[str, str], people: Sequence[Person], keys: Sequence[str]) -> Values:
    found = with_mail_state(Participant.objects.filter(pk__in=keys_of(people)))
    rows = found.order_by().values_list("pk", "mail_state")
    told = {pk: words.get(state, "") for pk, state in rows}
    return dict.fromkeys(keys, told)
