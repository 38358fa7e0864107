"""What may be done with one invoice as it stands: a table, each line a page or a button."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from registrations.workspace import access
from registrations.workspace.invoice_dossier import InvoiceDossier


@dataclass(frozen=True)
class Action:
    """A view of one invoice: what its link says, who may open it, and when it makes sense."""

    words: Any
    view: str
    fits: Callable[[InvoiceDossier], bool]
    permission: str = access.ISSUE
    is_loss: bool = False


@dataclass(frozen=True)
class ActionLink:
    words: str
    url: str
    is_loss: bool


def _is_standing(found: InvoiceDossier) -> bool:
    """Tell whether anything of the invoice is not yet credited."""
    document = found.document
    return found.is_invoice and document.billed_ore + document.lowered_ore > 0


def _is_open(found: InvoiceDossier) -> bool:
    return found.is_invoice and found.open_ore > 0


def _can_be_reminded(found: InvoiceDossier) -> bool:
    is_late = _is_open(found) and found.document.pay_by < timezone.localdate()
    return is_late and not found.is_paused


# The columns are those of `Action`.
ACTIONS = (
    Action(
        pgettext_lazy("invoice", "Remind"),
        "workspace:invoice_remind",
        _can_be_reminded,
    ),
    Action(
        pgettext_lazy("invoice", "Pause reminders"),
        "workspace:invoice_pause",
        lambda found: _is_open(found) and not found.is_paused,
    ),
    Action(
        pgettext_lazy("invoice", "Take up reminders again"),
        "workspace:invoice_resume",
        lambda found: _is_open(found) and found.is_paused,
    ),
    Action(
        pgettext_lazy("invoice", "Credit and reissue"),
        "workspace:invoice_reissue",
        _is_standing,
    ),
    Action(
        pgettext_lazy("invoice", "Credit"),
        "workspace:invoice_credit",
        _is_standing,
        is_loss=True,
    ),
    Action(
        pgettext_lazy("invoice", "Write off"),
        "workspace:invoice_write_off",
        lambda found: _is_open(found) or found.fee_left_ore > 0,
        is_loss=True,
    ),
    Action(
        pgettext_lazy("invoice", "The buyer has paid all the same"),
        "workspace:invoice_recover",
        lambda found: found.is_invoice and found.was_written_off,
    ),
)


def actions_for(user: Any, found: InvoiceDossier) -> Iterator[ActionLink]:
    """Yield what the user may do with the invoice now."""
    for action in ACTIONS:
        if not access.user_may(user, action.permission) or not action.fits(found):
            continue
        url = _address(action.view, found.document.pk)
        if url:
            yield ActionLink(str(action.words), url, action.is_loss)


def _address(view: str, pk: int) -> str:
    """Return the page of an action, or nothing where the installation has none."""
    try:
        return reverse(view, args=[pk])
    except NoReverseMatch:
        return ""


def waive_address(reminder_pk: int) -> str:
    return _address("workspace:reminder_waive", reminder_pk)
