"""The table of personal data: each field with its purpose, its readers and how long it is kept."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registrations.ports import KeptField, purge_policies

_TAKING_PART = _("To run the event and reach you about it")
_BOOKKEEPING = _("To invoice and to keep accounts, as bookkeeping law asks")
_ORGANISERS = _("Organisers of the event")
_BOOKKEEPERS = _("Organisers and bookkeepers")
_HEALTH_READERS = _("Only those who plan food and access for the event")
_PERSONAL_UNTIL = _("Two years after the event, unless the event says otherwise")
_HEALTH_UNTIL = _("14 days after the event, unless the event says otherwise")
_BOOKKEEPING_UNTIL = _(
    "Seven years after the year of account if something was charged, otherwise as the rest"
)
_DOCUMENTS_UNTIL = _("Seven years after the year of account")
_UNTIL_ISSUED = _("Until the invoice is issued or the draft thrown away")
_MAIL_UNTIL = _("90 days after the mail was sent")
_PAYING_UNTIL = _("90 days after the attempt to pay")


def _kept(
    model: str, fields: str, purpose: Promise, readers: Promise, until: Promise
) -> list[KeptField]:
    return [KeptField(model, field, purpose, readers, until) for field in fields.split()]


FIELDS: tuple[KeptField, ...] = (
    *_kept(
        "Registration",
        "contact_name contact_email contact_phone note",
        _TAKING_PART,
        _ORGANISERS,
        _PERSONAL_UNTIL,
    ),
    *_kept(
        "Participant",
        "name email organisation sort_key uncounted_reason",
        _TAKING_PART,
        _ORGANISERS,
        _PERSONAL_UNTIL,
    ),
    *_kept(
        "CheckIn",
        "device",
        _("To see who came, and at which door"),
        _("Organisers of the event and those at its doors"),
        _PERSONAL_UNTIL,
    ),
    *_kept(
        "Tag",
        "name",
        _("To tell people apart in the list; a tag goes with the person it is on"),
        _ORGANISERS,
        _PERSONAL_UNTIL,
    ),
    *_kept(
        "SavedView",
        "name query",
        _("To find people in the list again"),
        _ORGANISERS,
        _PERSONAL_UNTIL,
    ),
    *_kept("Answer", "value", _("To plan the event"), _ORGANISERS, _PERSONAL_UNTIL),
    *_kept(
        "Answer",
        "sealed consent",
        _("To serve food that you can eat and to make the event accessible"),
        _HEALTH_READERS,
        _HEALTH_UNTIL,
    ),
    *_kept(
        "Payer",
        "name org_number reference email street postcode town vat_number endpoint order_number"
        " invoiced_object contract",
        _BOOKKEEPING,
        _BOOKKEEPERS,
        _BOOKKEEPING_UNTIL,
    ),
    *_kept("Document", "content", _BOOKKEEPING, _BOOKKEEPERS, _DOCUMENTS_UNTIL),
    *_kept("DocumentFile", "body", _BOOKKEEPING, _BOOKKEEPERS, _DOCUMENTS_UNTIL),
    *_kept("DocumentEvent", "detail", _BOOKKEEPING, _BOOKKEEPERS, _DOCUMENTS_UNTIL),
    *_kept("BookExport", "body", _BOOKKEEPING, _BOOKKEEPERS, _DOCUMENTS_UNTIL),
    *_kept("Reminder", "text", _BOOKKEEPING, _BOOKKEEPERS, _DOCUMENTS_UNTIL),
    *_kept("InvoiceDraft", "message refusal", _BOOKKEEPING, _BOOKKEEPERS, _UNTIL_ISSUED),
    *_kept(
        "BankMovement",
        "payer_name text reference end_to_end_id detail parts",
        _("To find the invoice that a payment pays"),
        _BOOKKEEPERS,
        _DOCUMENTS_UNTIL,
    ),
    *_kept(
        "Buyer",
        "name org_number endpoint sort_key",
        _("To fill in the details of an organisation that is invoiced often"),
        _("Whoever signs people up; a sole trader’s number is a personal number"),
        _("Until a bookkeeper removes it"),
    ),
    *_kept(
        "Checkout",
        "request url last_error",
        _("To let you pay by card or Swish"),
        _("Organisers, bookkeepers and the payment provider, who gets your e-mail address"),
        _PAYING_UNTIL,
    ),
    *_kept(
        "Refund",
        "reason last_error",
        _("To see why money was paid back"),
        _BOOKKEEPERS,
        _PERSONAL_UNTIL,
    ),
    *_kept(
        "Message",
        "to last_error",
        _("To see that mails reach you"),
        _ORGANISERS,
        _PERSONAL_UNTIL,
    ),
    *_kept("DeliveryEvent", "detail", _("To see that mails reach you"), _ORGANISERS, _MAIL_UNTIL),
    *_kept(
        "Message",
        "subject text html",
        _("To see what you have been told"),
        _ORGANISERS,
        _MAIL_UNTIL,
    ),
    *_kept(
        "LogEntry", "reason", _("To see who changed what, and why"), _ORGANISERS, _PERSONAL_UNTIL
    ),
    *_kept("Batch", "reason", _("To see who changed what, and why"), _ORGANISERS, _PERSONAL_UNTIL),
    *_kept(
        "DiscountCode", "reason", _("To see why a code was given"), _ORGANISERS, _PERSONAL_UNTIL
    ),
    *_kept(
        "Decision", "outcome detail", _("To see what was settled"), _ORGANISERS, _PERSONAL_UNTIL
    ),
)


def kept_fields() -> list[KeptField]:
    """Return every field of personal data, also those of apps above."""
    return [*FIELDS, *(field for policy in purge_policies for field in policy.fields)]
