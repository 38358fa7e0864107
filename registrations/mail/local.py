"""Mail on a developer's machine: kept as files, not sent, and shown at /mejl/ (DEBUG only)."""

import email
import email.policy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from email.utils import parsedate_to_datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponse]

SHOWN = 200
# A mail's style is inline, so its address has a policy of its own: no script, not our origin.
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)


def folder() -> Path:
    path = Path(settings.DATA) / "mail"
    path.mkdir(parents=True, exist_ok=True)
    return path


class LocalBackend(BaseEmailBackend):
    """Keeps every mail as a file; a file is there whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            stamp = timezone.now().strftime("%Y%m%d-%H%M%S-%f")
            path = folder() / f"{stamp}-{uuid4().hex[:8]}.eml"
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(path)
        return len(email_messages)


@dataclass(frozen=True)
class Attachment:
    number: int
    name: str
    kind: str


@dataclass(frozen=True)
class LocalMail:
    """One kept mail, taken apart."""

    name: str
    parsed: ParsedMessage

    @property
    def subject(self) -> str:
        return str(self.parsed["subject"] or "")

    @property
    def to(self) -> str:
        return str(self.parsed["to"] or "")

    @property
    def sent_at(self) -> datetime:
        # Django writes the date in UTC, as "-0000", which reads as a date without a zone.
        date = parsedate_to_datetime(str(self.parsed["date"]))
        return date if date.tzinfo is not None else date.replace(tzinfo=UTC)

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.parsed.items()]

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def attachments(self) -> list[Attachment]:
        return [
            Attachment(number, part.get_filename() or str(number), part.get_content_type())
            for number, part in enumerate(self.parsed.iter_attachments())
        ]

    def _body(self, kind: str) -> str:
        part = self.parsed.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""


def kept_mails() -> list[LocalMail]:
    """Return the kept mails, newest first."""
    paths = sorted(folder().glob("*.eml"), reverse=True)[:SHOWN]
    return [_read(path) for path in paths]


def _read(path: Path) -> LocalMail:
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return LocalMail(path.stem, parsed)


def _mail(name: str) -> LocalMail:
    # `name` is a slug: neither a dot nor a slash can lead out of the folder.
    path = folder() / f"{name}.eml"
    if not path.is_file():
        raise Http404
    return _read(path)


def only_in_debug(view: View[Parameters]) -> View[Parameters]:
    """Refuse to show mail anywhere but on a developer's machine."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@only_in_debug
def list_mails(request: HttpRequest) -> HttpResponse:
    return render(request, "mail/list.html", {"mails": kept_mails()})


@only_in_debug
def show_mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "mail/message.html", {"mail": _mail(name)})


@only_in_debug
def show_html(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_mail(name).html, headers={"Content-Security-Policy": HTML_POLICY})


@only_in_debug
def download(request: HttpRequest, name: str, number: int) -> HttpResponse:
    attachments = list(_mail(name).parsed.iter_attachments())
    if number >= len(attachments):
        raise Http404
    part = attachments[number]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)  # noqa: S101 (decoded)
    filename = "".join(c for c in part.get_filename() or "file" if c.isalnum() or c in "._-")
    return HttpResponse(
        payload,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
