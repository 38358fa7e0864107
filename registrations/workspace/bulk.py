"""What an action on many will do to each, told before it is planned."""

from collections import Counter
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from registrations.models import Participant
from registrations.words import LIVE, PROVISIONAL, BatchAction, Status
from registrations.workspace.listing import is_key

# The most that one action may cover: more is a sign of a wrong filter.
MOST = 20_000
SHOWN = 60


@dataclass(frozen=True)
class Action:
    """One verb on many: the button's words and the heading of the page that asks again."""

    key: str
    words: Promise
    is_loss: bool = False


ACTIONS = (
    Action(BatchAction.CONFIRM.value, pgettext_lazy("action on many", "Confirm")),
    Action(BatchAction.DECLINE.value, pgettext_lazy("action on many", "Decline"), is_loss=True),
    Action(BatchAction.CANCEL.value, pgettext_lazy("action on many", "Cancel"), is_loss=True),
)

_NOTHING = _("Nothing: it already is so.")
_NOT_POSSIBLE = _("Not possible from this status; they stay as they are.")

_OUTCOMES: dict[str, dict[Status, Promise]] = {
    BatchAction.CONFIRM.value: {
        Status.APPLIED: _("Get a seat if one is free in turn, otherwise a place in the waitlist."),
        Status.WAITING: _("Get a seat if one is free. Before others in line only with a reason."),
        Status.CONFIRMED: _NOTHING,
        **dict.fromkeys(PROVISIONAL, _("Are confirmed in the seat kept for them.")),
    },
    BatchAction.DECLINE.value: {
        Status.APPLIED: _("Are declined, and told so by mail."),
        Status.DECLINED: _NOTHING,
    },
    BatchAction.CANCEL.value: {
        **dict.fromkeys(LIVE, _("Are cancelled, and told so by mail. A freed seat goes on.")),
        Status.CANCELLED: _NOTHING,
    },
    BatchAction.CANCEL_OFFERING.value: dict.fromkeys(
        LIVE, _("Are told by mail that the event is cancelled, and pay nothing.")
    ),
}


@dataclass(frozen=True)
class Outcome:
    """One kind of outcome, with how many and who."""

    words: str
    number: int
    names: tuple[str, ...]

    @property
    def unnamed_rest(self) -> str:
        rest = self.number - len(self.names)
        if not rest:
            return ""
        if not self.names:
            words = ngettext("%(number)d not yet named", "%(number)d not yet named", rest)
            return words % {"number": rest}
        return ngettext("and %(number)d more", "and %(number)d more", rest) % {"number": rest}


def outcome_words(action: str, status: str) -> str:
    return str(_OUTCOMES[action].get(Status(status), _NOT_POSSIBLE))


def outcomes(action: str, participants: list[Participant]) -> list[Outcome]:
    """Group the participants by what will happen to them."""
    words = [outcome_words(action, participant.status) for participant in participants]
    names: dict[str, list[str]] = {text: [] for text in words}
    for text, participant in zip(words, participants, strict=True):
        if participant.name and len(names[text]) < SHOWN:
            names[text].append(participant.name)
    return [
        Outcome(text, number, tuple(names[text])) for text, number in Counter(words).most_common()
    ]


class PlanForm(forms.Form):
    """What the organiser adds before an action on many is planned."""

    keys = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason, kept in the log"), max_length=250, required=False, strip=True
    )
    charges_fee = forms.BooleanField(
        label=_("Charge the cancellation fee by the terms each of them agreed to"), required=False
    )

    def clean_keys(self) -> list[int]:
        keys = self.cleaned_data["keys"].split(",")
        if len(keys) > MOST or not all(is_key(key) for key in keys):
            raise forms.ValidationError(_("Choose the people in the list again."))
        return [int(key) for key in keys]
