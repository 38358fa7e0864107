"""What we keep about people, in words for the page on personal data; read from `kept_fields`."""

from collections.abc import Iterable
from itertools import groupby

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from registrations.kept_fields import kept_fields
from registrations.ports import KeptField

# Kept beside another field, so that naming it would say the same thing twice.
UNSPOKEN = {"sort_key", "consent"}
OWN_NAMES = {
    ("Registration", "contact_name"): _("the contact's name"),
    ("Registration", "contact_email"): _("e-mail"),
    ("Registration", "contact_phone"): _("telephone"),
    ("Registration", "note"): _("the organiser's note"),
    ("Participant", "name"): _("the participant's name"),
    ("Participant", "uncounted_reason"): _("the reason for a seat outside the count"),
    ("Answer", "value"): _("answers to questions"),
    ("Answer", "sealed"): _("answers about food and needs"),
    ("Message", "to"): _("the mail's address"),
    ("Message", "last_error"): _("why a mail did not arrive"),
    ("Message", "subject"): _("what the mails said"),
    ("Message", "text"): _("what the mails said"),
    ("Message", "html"): _("what the mails said"),
    ("DeliveryEvent", "detail"): _("the mail service's answer"),
    ("LogEntry", "reason"): _("the reason for a change"),
    ("Batch", "reason"): _("the reason for a change"),
    ("Decision", "outcome"): _("how a matter was settled"),
    ("Decision", "detail"): _("what a matter was about"),
    ("DiscountCode", "reason"): _("the reason for a discount code"),
    ("Document", "content"): _("what receipts and credits say"),
    ("DocumentFile", "body"): _("receipts and credits as files"),
    ("Checkout", "request"): _("what the payment provider was asked"),
    ("Checkout", "url"): _("the address of the page to pay on"),
    ("Checkout", "last_error"): _("what the payment provider answered"),
    ("Refund", "reason"): _("the reason for a refund"),
    ("Refund", "last_error"): _("what the payment provider answered"),
    ("Payer", "name"): _("the payer's name"),
}


def kept_rows() -> list[list[str]]:
    """Return what, why, who reads it and how long: one row for each purpose."""
    grouped = groupby(
        kept_fields(), lambda kept: (str(kept.purpose), str(kept.readers), str(kept.until))
    )
    return [[_names(fields), *reasons] for reasons, fields in grouped]


def _names(fields: Iterable[KeptField]) -> str:
    names = dict.fromkeys(_name(kept) for kept in fields if kept.field not in UNSPOKEN)
    words = ", ".join(name for name in names if name)
    return words[:1].upper() + words[1:]


def _name(kept: KeptField) -> str:
    own = OWN_NAMES.get((kept.model, kept.field))
    if own is not None:
        return str(own)
    model = apps.get_model("registrations", kept.model)
    return str(model._meta.get_field(kept.field).verbose_name)
