"""What staff may do to one participant: the statuses it fits, the form, the domain's function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations import approval, cancellation, extras, fee_change, people, waitlist
from registrations.actors import Actor
from registrations.models import Participant
from registrations.words import LIVE, PROVISIONAL, Status
from registrations.workspace.verb_forms import (
    AnswersForm,
    CancelForm,
    ChangeFeeForm,
    ColleagueForm,
    ExtrasForm,
    NeededReasonForm,
    PersonForm,
    ReasonForm,
    VerbForm,
)

Run = Callable[[Participant, dict[str, Any], Actor], object]


@dataclass(frozen=True)
class Verb:
    """One thing to do, in the words of its button and of its page."""

    key: str
    words: Promise
    explanation: Promise
    done_words: Promise
    statuses: tuple[str, ...]
    form: type[VerbForm]
    run: Run
    is_loss: bool = False
    is_next_step: bool = False
    # None: whoever it is; True: only the named; False: only places without a name.
    named: bool | None = None

    def fits(self, participant: Participant) -> bool:
        is_known = self.named is None or self.named == participant.is_named
        return participant.status in self.statuses and is_known


def _confirm(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return approval.confirm(participant_id=participant.pk, actor=actor, reason=data["reason"])


def _decline(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return approval.decline(participant_id=participant.pk, actor=actor, reason=data["reason"])


def _cancel(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return cancellation.cancel(
        participant_id=participant.pk,
        actor=actor,
        reason=data["reason"],
        charges_fee=data["fee"] == "terms",
    )


def _reinstate(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return cancellation.reinstate(participant_id=participant.pk, actor=actor, reason=data["reason"])


def _rejoin(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return waitlist.rejoin(participant_id=participant.pk, actor=actor)


def _extend(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return waitlist.extend_offer(participant_id=participant.pk, actor=actor)


def _name(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return people.name_participant(participant_id=participant.pk, actor=actor, **data)


def _correct(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return people.change_details(participant_id=participant.pk, actor=actor, **data)


def _swap(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return people.swap(participant_id=participant.pk, actor=actor, **data)


def _change_extras(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    chosen = {extra.pk for extra in data["extras"]}
    return extras.change_extras(participant_id=participant.pk, extra_ids=chosen, actor=actor)


def _change_fee(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    return fee_change.change_fee(
        participant_id=participant.pk, fee_id=data["fee"].pk, actor=actor, reason=data["reason"]
    )


def _answer(participant: Participant, data: dict[str, Any], actor: Actor) -> object:
    answers = {int(name.removeprefix("question_")): text for name, text in data.items()}
    return people.change_answers(participant_id=participant.pk, answers=answers, actor=actor)


VERBS: dict[str, Verb] = {
    verb.key: verb
    for verb in (
        Verb(
            "godkann",
            pgettext_lazy("action on one", "Approve"),
            _("A seat if one is free in turn, otherwise a place in the waitlist. Mail is sent."),
            _("Approved."),
            (Status.APPLIED,),
            ReasonForm,
            _confirm,
            is_next_step=True,
        ),
        Verb(
            "avsla",
            pgettext_lazy("action on one", "Decline"),
            _("The application is declined, and a mail says so."),
            _("Declined."),
            (Status.APPLIED,),
            ReasonForm,
            _decline,
            is_loss=True,
        ),
        Verb(
            "bekrafta",
            pgettext_lazy("action on one", "Confirm"),
            _("The seat is confirmed and a mail is sent. Before others in line you need a reason."),
            _("Confirmed."),
            (Status.WAITING, *PROVISIONAL),
            ReasonForm,
            _confirm,
            is_next_step=True,
        ),
        Verb(
            "mer-tid",
            pgettext_lazy("action on one", "Give more time"),
            _("The offer is kept longer, and a mail says until when."),
            _("The time is extended."),
            (Status.OFFERED,),
            VerbForm,
            _extend,
        ),
        Verb(
            "namnge",
            pgettext_lazy("action on one", "Name"),
            _("The person gets a mail with a link of their own."),
            _("The place has a name."),
            LIVE,
            PersonForm,
            _name,
            is_next_step=True,
            named=False,
        ),
        Verb(
            "ratta",
            pgettext_lazy("action on one", "Correct"),
            _("Corrects how the same person is written. For another person, give the seat away."),
            _("Corrected."),
            LIVE,
            PersonForm,
            _correct,
            named=True,
        ),
        Verb(
            "kollega",
            pgettext_lazy("action on one", "Give to a colleague"),
            _("The new person gets a link of their own; the former person's answers are deleted."),
            _("The seat has a new person."),
            (Status.CONFIRMED, Status.HELD),
            ColleagueForm,
            _swap,
            named=True,
        ),
        Verb(
            "tillval",
            pgettext_lazy("action on one", "Change extras"),
            _("What is taken is charged; what is dropped is taken off."),
            _("The extras are changed."),
            LIVE,
            ExtrasForm,
            _change_extras,
        ),
        Verb(
            "andra-avgift",
            pgettext_lazy("action on one", "Change the fee"),
            _(
                "The former fee is taken off and the new one charged; what was paid too much goes"
                " back. The contact person gets a mail with the reason."
            ),
            _("The fee is changed."),
            LIVE,
            ChangeFeeForm,
            _change_fee,
        ),
        Verb(
            "svar",
            pgettext_lazy("action on one", "Change answers"),
            _("What they answered, without health answers: those come by their own link."),
            _("The answers are changed."),
            LIVE,
            AnswersForm,
            _answer,
        ),
        Verb(
            "avboka",
            pgettext_lazy("action on one", "Cancel"),
            _("The seat is freed and goes to the next in line. A mail is sent."),
            _("Cancelled."),
            LIVE,
            CancelForm,
            _cancel,
            is_loss=True,
        ),
        Verb(
            "aterkalla",
            pgettext_lazy("action on one", "Register again"),
            _("Back to a free seat, or to the end of the waitlist. A mail is sent."),
            _("Registered again."),
            (Status.CANCELLED,),
            NeededReasonForm,
            _reinstate,
        ),
        Verb(
            "stall-i-ko",
            pgettext_lazy("action on one", "Join the waitlist again"),
            _("A new place, at the end of the waitlist."),
            _("In the waitlist again."),
            (Status.LAPSED,),
            VerbForm,
            _rejoin,
        ),
    )
}
