"""Which registrations go on one invoice together."""

from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from registrations.invoicing.ready import Uninvoiced
from registrations.models import Payer

Key = tuple[str, ...]


class Together(TextChoices):
    """How what is ready becomes invoices."""

    AS_WANTED = "wanted", pgettext_lazy("invoices", "As each buyer wants it")
    EACH = "each", pgettext_lazy("invoices", "One for each registration")
    BUYER = "buyer", pgettext_lazy("invoices", "One for each buyer")


def buyer_key(payer: Payer) -> Key:
    """Return what tells buyers apart: the organisation number, or the name without one."""
    if payer.org_number:
        return ("number", payer.org_number)
    if payer.name:
        return ("name", payer.name)
    return ("registration", str(payer.registration_id))


def groups_of(found: Sequence[Uninvoiced], how: Together) -> list[list[int]]:
    """Return the payers of each invoice, the one whose details stand on it first.

    As wanted, those who asked for one invoice share it where buyer, references, delivery and
    address agree: nobody gets another's invoice for having signed up first.
    """
    groups: dict[Key, list[int]] = {}
    for one in found:
        groups.setdefault(_key(one.payer, how), []).append(one.payer.pk)
    return list(groups.values())


def _key(payer: Payer, how: Together) -> Key:
    if how == Together.BUYER:
        return buyer_key(payer)
    if how == Together.AS_WANTED and payer.wants_one_invoice:
        agreed = (payer.reference, payer.order_number, payer.invoiced_object, payer.contract)
        sent_to = (payer.delivery, payer.endpoint, payer.vat_number, payer.email.lower())
        address = (payer.street, payer.postcode, payer.town, payer.country)
        return (*buyer_key(payer), *agreed, *sent_to, *address)
    return ("payer", str(payer.pk))
