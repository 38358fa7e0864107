"""What registrations keeps; each module one concern."""

from registrations.models.checkout import (
    BalanceLine,
    Checkout,
    CheckoutLine,
    LocalSession,
    WebhookEvent,
)
from registrations.models.discount import DiscountCode
from registrations.models.document import (
    Document,
    DocumentFile,
    DocumentLine,
    DocumentSeries,
    Seller,
)
from registrations.models.log import LogEntry
from registrations.models.message import DeliveryEvent, Message
from registrations.models.money import Allocation, Charge, Payment, Refund
from registrations.models.offering import Occasion, Offering, Quota
from registrations.models.prices import (
    CancellationStep,
    Extra,
    ExtraQuota,
    Fee,
    FeeQuota,
)
from registrations.models.question import Question
from registrations.models.registration import Answer, Choice, Participant, Payer, Registration
from registrations.models.work import Batch, BatchItem, Decision, TickStep

__all__ = [
    "Allocation",
    "Answer",
    "BalanceLine",
    "Batch",
    "BatchItem",
    "CancellationStep",
    "Charge",
    "Checkout",
    "CheckoutLine",
    "Choice",
    "Decision",
    "DeliveryEvent",
    "DiscountCode",
    "Document",
    "DocumentFile",
    "DocumentLine",
    "DocumentSeries",
    "Extra",
    "ExtraQuota",
    "Fee",
    "FeeQuota",
    "LocalSession",
    "LogEntry",
    "Message",
    "Occasion",
    "Offering",
    "Participant",
    "Payer",
    "Payment",
    "Question",
    "Quota",
    "Refund",
    "Registration",
    "Seller",
    "TickStep",
    "WebhookEvent",
]
