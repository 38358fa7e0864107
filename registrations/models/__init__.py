"""What registrations keeps; each module one concern."""

from registrations.models.log import LogEntry
from registrations.models.message import DeliveryEvent, Message
from registrations.models.money import Charge
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
    "Answer",
    "Batch",
    "BatchItem",
    "CancellationStep",
    "Charge",
    "Choice",
    "Decision",
    "DeliveryEvent",
    "Extra",
    "ExtraQuota",
    "Fee",
    "FeeQuota",
    "LogEntry",
    "Message",
    "Occasion",
    "Offering",
    "Participant",
    "Payer",
    "Question",
    "Quota",
    "Registration",
    "TickStep",
]
