"""Turns a message into a letter and hands it over, under a Message-ID that stays the same."""

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from anymail.exceptions import (
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
)
from anymail.message import AnymailMessage
from django.conf import settings
from django.core.mail import BadHeaderError
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from registrations.mail import calendar, reminder_paper, rendering
from registrations.mail.bills import BILLS, reminder_of
from registrations.mail.context import MailContext
from registrations.mail.truth_of_money import MONEY
from registrations.models import Message
from registrations.words import Happening

INVOICES = (Happening.INVOICED, Happening.INVOICE_CREDITED)


@dataclass(frozen=True)
class Letter:
    """A message as rendered for its reader."""

    message: Message
    subject: str
    text: str
    html: str
    calendar: bytes | None = None
    # The documents as they are kept: name and bytes.
    documents: Sequence[tuple[str, bytes]] = ()
    # The invoices, or credits of such, that count as sent when the letter has left.
    invoices: Sequence[int] = ()


def letter_for(message: Message, delay: timedelta = timedelta(0)) -> Letter:
    """Render a message in its reader's language; `delay` is added to an offer's deadline."""
    with translation.override(message.language):
        mail = MailContext(message, delay)
        folder = f"emails/{message.kind}"
        state = _one_line(render_to_string(f"{folder}/subject.txt", {"mail": mail}))
        words = {"mail": mail, "state": state}
        return Letter(
            message=message,
            subject=f"{state}: {_one_line(mail.title)}",
            text=tidy(render_to_string(f"{folder}/body.txt", words)),
            html=render_to_string(f"{folder}/body.html", words),
            calendar=(
                calendar.invitation(message.offering, mail.occasions, mail.link)
                if mail.has_seat and message.kind not in MONEY
                else None
            ),
            documents=[
                *_reminder_of(message),
                *(
                    (rendering.file_name(one, file.media_type), rendering.bytes_of(file))
                    for one in mail.papers.all
                    for file in rendering.files_of(one)
                ),
            ],
            invoices=[one.pk for one in mail.papers.main if message.kind in INVOICES],
        )


def _reminder_of(message: Message) -> Sequence[tuple[str, bytes]]:
    """Return the reminder's own page, for a mail that is one."""
    reminder = reminder_of(message)
    if reminder is None:
        return ()
    return [(reminder_paper.file_name(reminder), reminder_paper.pdf_of(reminder))]


def send(letter: Letter, connection: BaseEmailBackend) -> str:
    """Hand the letter over and return the mail service's id of it."""
    mail = AnymailMessage(
        subject=letter.subject,
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.message.to],
        reply_to=reply_to(letter.message),
        headers={
            "Message-ID": message_id(letter.message),
            "X-Idempotency-Key": str(letter.message.key),
            "Auto-Submitted": "auto-generated",
        },
        tags=[letter.message.kind],
        metadata={"message": str(letter.message.key)},
        connection=connection,
    )
    mail.attach_alternative(letter.html, "text/html")
    if letter.calendar is not None:
        mail.attach(f"{letter.message.offering.slug}.ics", letter.calendar, "text/calendar")
    for name, body in letter.documents:
        mail.attach(name, body, rendering.media_type_of(name))
    mail.send()
    given = mail.anymail_status.message_id
    return message_id(letter.message) if given is None else str(given)


def message_id(message: Message) -> str:
    """Return the Message-ID, the same however often the sending is tried."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{message.key}@{domain or urlsplit(settings.BASE_URL).hostname}>"


def is_permanent(problem: Exception) -> bool:
    """Tell whether trying again cannot help: the address or the mail itself is refused."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in problem.recipients.values())
    refusals = (
        AnymailInvalidAddress,
        AnymailRecipientsRefused,
        AnymailSerializationError,
        BadHeaderError,
    )
    return isinstance(problem, refusals)


def tidy(text: str) -> str:
    """Strip each line and leave at most one empty line between paragraphs."""
    lines: list[str] = []
    for line in (line.strip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    """Return the text on one line; the spaces that hold a sum together stay."""
    return re.sub(r"[^\S\N{NO-BREAK SPACE}]+", " ", text).strip()


def reply_to(message: Message) -> list[str] | None:
    """Return who answers: of an invoice the seller, of all else the organiser of the event."""
    seller = MailContext(message).bill.seller if message.kind in BILLS else {}
    if seller.get("email"):
        return [formataddr((_one_line(seller["name"]), seller["email"]))]
    offering = message.offering
    if not offering.contact_email:
        return None
    return [formataddr((_one_line(offering.contact_name), offering.contact_email))]
