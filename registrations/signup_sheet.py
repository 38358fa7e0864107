"""What a valid form says: who asks for which places, who pays, and what to do when it is full."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from uuid import UUID

from registrations.words import InvoiceDelivery, PayerKind


class IfFull(Enum):
    """What to do when not everyone fits."""

    ASK = "ask"
    SPLIT = "split"
    WAIT = "wait"


@dataclass(frozen=True)
class Person:
    """One place asked for; without a name it is named later."""

    fee_id: int
    name: str = ""
    email: str = ""
    organisation: str = ""
    extra_ids: tuple[int, ...] = ()
    answers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PayerDetails:
    """Who pays, with what an invoice needs."""

    kind: PayerKind
    name: str = ""
    org_number: str = ""
    reference: str = ""
    email: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "SE"
    vat_number: str = ""
    endpoint: str = ""
    order_number: str = ""
    invoiced_object: str = ""
    contract: str = ""
    delivery: InvoiceDelivery = InvoiceDelivery.EMAIL
    wants_one_invoice: bool = False
    pays_online: bool = False


# What a payer's row says as the sheet does.
PAYER_FIELDS = tuple(one.name for one in fields(PayerDetails) if one.name != "pays_online")


@dataclass(frozen=True)
class Signup:
    """A valid form."""

    offering_id: int
    form_key: UUID
    contact_name: str
    contact_email: str
    people: tuple[Person, ...]
    payer: PayerDetails
    contact_phone: str = ""
    language: str = "sv"
    note: str = ""
    if_full: IfFull = IfFull.ASK
    discount_code: str = ""
