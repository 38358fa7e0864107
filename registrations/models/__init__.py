"""What registrations keeps; each module one concern."""

from registrations.models.attendee import ParticipantTag, SavedView, Tag
from registrations.models.bank import BankAccount, BankFile, BankMovement, CsvMapping
from registrations.models.bookkeeping import BookAccount, BookExport, BoughtIn, ExportedVoucher
from registrations.models.check_in import CheckIn
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
)
from registrations.models.invoice import Buyer, DocumentEvent, DraftPayer, InvoiceDraft, Reminder
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
from registrations.models.seller import ReminderStep, Seller, VatRule, VatText
from registrations.models.work import Batch, BatchItem, Decision, TickStep

__all__ = [
    "Allocation",
    "Answer",
    "BalanceLine",
    "BankAccount",
    "BankFile",
    "BankMovement",
    "Batch",
    "BatchItem",
    "BookAccount",
    "BookExport",
    "BoughtIn",
    "Buyer",
    "CancellationStep",
    "Charge",
    "CheckIn",
    "Checkout",
    "CheckoutLine",
    "Choice",
    "CsvMapping",
    "Decision",
    "DeliveryEvent",
    "DiscountCode",
    "Document",
    "DocumentEvent",
    "DocumentFile",
    "DocumentLine",
    "DocumentSeries",
    "DraftPayer",
    "ExportedVoucher",
    "Extra",
    "ExtraQuota",
    "Fee",
    "FeeQuota",
    "InvoiceDraft",
    "LocalSession",
    "LogEntry",
    "Message",
    "Occasion",
    "Offering",
    "Participant",
    "ParticipantTag",
    "Payer",
    "Payment",
    "Question",
    "Quota",
    "Refund",
    "Registration",
    "Reminder",
    "ReminderStep",
    "SavedView",
    "Seller",
    "Tag",
    "TickStep",
    "VatRule",
    "VatText",
    "WebhookEvent",
]
