"""What a sign-up makes an organiser decide: people who come twice, fees not for everybody."""

from collections.abc import Sequence

from django.db.models import QuerySet

from registrations.models import Decision, Participant
from registrations.signup_case import Case
from registrations.statements import MARK, Compiled
from registrations.words import LIVE, ActorKind, DecisionKind


def _known_emails(
    offering_id: int, registration_id: int, emails: Sequence[str]
) -> QuerySet[Participant, tuple[str]]:
    return (
        Participant.objects.filter(offering_id=offering_id, status__in=LIVE, email__in=list(emails))
        .exclude(registration_id=registration_id)
        .order_by()
        .values_list("email")
    )


_KNOWN_EMAILS = Compiled(
    lambda offering_id, registration_id, email: _known_emails(
        offering_id, registration_id, [email]
    ),
    MARK,
    MARK + 1,
    "mark@example.invalid",
)


def open_decisions(case: Case, participants: Sequence[Participant]) -> None:
    """Ask an organiser about people who come twice, and about fees not for everybody."""
    decisions = [*_duplicates(case, participants), *_fees_to_check(case, participants)]
    if decisions:
        Decision.objects.bulk_create(decisions)


def _fees_to_check(case: Case, participants: Sequence[Participant]) -> list[Decision]:
    """Ask whether each person at a fee for members or students may have it."""
    if case.actor.kind == ActorKind.STAFF:
        return []
    return [
        Decision(
            kind=DecisionKind.FEE_CHECK,
            offering=case.offering,
            registration=participant.registration,
            participant=participant,
            detail=participant.fee.name_sv,
            opened_at=case.now,
        )
        for participant in participants
        if participant.fee.needs_check
    ]


def _duplicates(case: Case, participants: Sequence[Participant]) -> list[Decision]:
    """Ask about people who already take part by another registration."""
    by_email = {
        participant.email.lower(): participant for participant in participants if participant.email
    }
    if not by_email:
        return []
    registration = participants[0].registration
    known = (
        _KNOWN_EMAILS.rows(case.offering.pk, registration.pk, next(iter(by_email.values())).email)
        if len(by_email) == 1
        else _known_emails(case.offering.pk, registration.pk, [p.email for p in by_email.values()])
    )
    return [
        Decision(
            kind=DecisionKind.DUPLICATE,
            offering=case.offering,
            registration=by_email[email].registration,
            participant=by_email[email],
            opened_at=case.now,
        )
        for email in {email.lower() for (email,) in known}
    ]
