"""Opens the page that a mailed link names: the contact person's, or one participant's own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_variables

from registrations.actors import CONTACT, PARTICIPANT, Actor
from registrations.codes import is_genuine, read_token
from registrations.models import Offering, Participant, Registration
from registrations.people import is_the_contact


@dataclass(frozen=True)
class Link:
    """A genuine link; `own` is the participant whose page it is, None on the contact's page."""

    token: str
    registration: Registration
    own: Participant | None

    @property
    def offering(self) -> Offering:
        return self.registration.offering

    @property
    def is_contact(self) -> bool:
        return self.own is None

    @property
    def actor(self) -> Actor:
        return CONTACT if self.is_contact else PARTICIPANT

    @cached_property
    def participants(self) -> list[Participant]:
        """Return whom this link shows: everyone to the contact, otherwise only oneself."""
        if self.own is not None:
            return [self.own]
        people = self.registration.participants.select_related("fee").order_by("number")
        for participant in people:
            participant.registration = self.registration
            participant.offering = self.offering
        return list(people)

    def participant(self, number: int | None) -> Participant:
        """Return one of the people whom this link shows; without a number, the only one."""
        if number is None and len(self.participants) == 1:
            return self.participants[0]
        for participant in self.participants:
            if participant.number == number:
                return participant
        raise Http404

    def is_self(self, participant: Participant) -> bool:
        """Tell whether the reader is this participant, and not only the contact person."""
        return self.own is not None or participant.pk in self._selves

    @cached_property
    def _selves(self) -> set[int]:
        return {one.pk for one in self.participants if is_the_contact(one)}

    def url(self, name: str, *args: object) -> str:
        return reverse(f"registrations:{name}", args=[self.token, *args])

    @cached_property
    def urls(self) -> dict[str, str]:
        """Return the addresses of this link's pages that name nobody."""
        names = (
            "status thanks offer pay join_again cancel details answers extras colleague contact"
            " payer export erase"
        )
        return {name: self.url(name) for name in names.split()}

    def urls_of(self, participant: Participant) -> dict[str, str]:
        """Return the addresses of the pages about one of a group."""
        names = "offer join_again details extras colleague name"
        return {name: self.url(name, participant.number) for name in names.split()}


@sensitive_variables("token")
def open_link(token: str) -> Link | None:
    """Return the link of a token that is genuine and still in force."""
    claim = read_token(token)
    if claim is None:
        return None
    kind, pk = claim
    if kind == "r":
        return _contact_link(token, pk)
    return _participant_link(token, pk) if kind == "p" else None


def _contact_link(token: str, pk: int) -> Link | None:
    registration = Registration.objects.select_related("offering").filter(pk=pk).first()
    version = registration.link_version if registration else 0
    if not is_genuine(token, kind="r", pk=pk, version=version) or registration is None:
        return None
    return Link(token, registration, None)


def _participant_link(token: str, pk: int) -> Link | None:
    people = Participant.objects.select_related("registration__offering", "fee", "offering")
    own = people.filter(pk=pk).first()
    version = own.link_version if own else 0
    if not is_genuine(token, kind="p", pk=pk, version=version) or own is None:
        return None
    return Link(token, own.registration, own)


def keep_private(response: HttpResponse) -> HttpResponse:
    """Keep a page behind a link out of caches, other sites' logs and search engines.

    Not "no-referrer": with it browsers send "Origin: null", and every POST fails the CSRF check.
    """
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the link that the token opens, or answer with a page that mails a new one."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **arguments: Any) -> HttpResponse:
        link = open_link(token)
        if link is None:
            page = render(request, "registrations/link_expired.html", status=404)
            return keep_private(page)
        return keep_private(view(request, link, **arguments))

    return wrapped
