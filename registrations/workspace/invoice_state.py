"""Where invoices stand, as words with a shape, and as conditions for the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy

from registrations.invoicing.standing import is_overdue, state_of
from registrations.words import DocumentKind, InvoiceState

OPEN = "open"
OVERDUE = "overdue"
CREDIT_NOTES = "credit_notes"

# Ways to filter the list: what asks for attention first, then every state.
FILTERS = {
    OPEN: pgettext_lazy("list of invoices", "To be paid"),
    OVERDUE: pgettext_lazy("list of invoices", "Overdue"),
    InvoiceState.ISSUED.value: InvoiceState.ISSUED.label,
    InvoiceState.SENT.value: InvoiceState.SENT.label,
    InvoiceState.REMINDED.value: InvoiceState.REMINDED.label,
    InvoiceState.PARTLY_PAID.value: InvoiceState.PARTLY_PAID.label,
    InvoiceState.PAID.value: InvoiceState.PAID.label,
    InvoiceState.CREDITED.value: InvoiceState.CREDITED.label,
    InvoiceState.WRITTEN_OFF.value: InvoiceState.WRITTEN_OFF.label,
    CREDIT_NOTES: pgettext_lazy("list of invoices", "Credit notes"),
}

_ICONS = {
    InvoiceState.DRAFTED: "half",
    InvoiceState.ISSUED: "clock",
    InvoiceState.SENT: "clock",
    InvoiceState.REMINDED: "half",
    InvoiceState.PARTLY_PAID: "half",
    InvoiceState.PAID: "tick",
    InvoiceState.CREDITED: "struck",
    InvoiceState.WRITTEN_OFF: "struck",
}
# The colours of the states of payments say the same here.
_TONES = {
    InvoiceState.REMINDED: "attention",
    InvoiceState.PAID: "paid",
    InvoiceState.CREDITED: "refunded",
    InvoiceState.WRITTEN_OFF: "refunded",
}


@dataclass(frozen=True)
class StateWords:
    """A state as it is shown: its word, its shape, its colour, and whether it is late."""

    words: str
    icon: str
    tone: str
    is_overdue: bool = False


def state_words(document: Any, today: date) -> StateWords:
    """Return the state of a document that came by `standing.stand`."""
    if document.kind == DocumentKind.CREDIT_NOTE:
        return StateWords(gettext("Credit note"), "struck", "refunded")
    state = state_of(document)
    late = is_overdue(document, today)
    tone = "attention" if late else _TONES.get(state, "open")
    return StateWords(str(state.label), _ICONS[state], tone, late)


_UNPAID = Q(open_ore__gt=0, paid_ore__lte=0)
_IS_CREDITED = Q(billed_ore__gt=0, billed_ore__lte=-F("lowered_ore"))


def condition(wanted: str, today: date) -> Q:
    """Return what `state_of` asks of an invoice, for a query of `standing.stand`."""
    stands = ~_IS_CREDITED
    conditions = {
        OPEN: stands & Q(open_ore__gt=0),
        OVERDUE: stands & Q(open_ore__gt=0, due_on__lt=today),
        InvoiceState.ISSUED.value: stands & _UNPAID & Q(reminded=0, was_sent=False),
        InvoiceState.SENT.value: stands & _UNPAID & Q(reminded=0, was_sent=True),
        InvoiceState.REMINDED.value: stands & _UNPAID & Q(reminded__gt=0),
        InvoiceState.PARTLY_PAID.value: stands & Q(open_ore__gt=0, paid_ore__gt=0),
        InvoiceState.PAID.value: stands & Q(open_ore__lte=0, written_off_ore=0),
        InvoiceState.WRITTEN_OFF.value: stands & Q(open_ore__lte=0) & ~Q(written_off_ore=0),
        InvoiceState.CREDITED.value: _IS_CREDITED,
    }
    return conditions[wanted]
