"""Registrations as links, for those who may open them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from registrations.models import Offering, Payer
from registrations.workspace import access
from registrations.workspace.addresses import registration_url


@dataclass(frozen=True)
class Link:
    words: str
    url: str
    under: str = ""


def links_of(user: Any, payers: Iterable[Payer]) -> list[Link]:
    """Return the payers' registrations; those of other teams without an address."""
    payers = list(payers)
    visible: set[int] = set()
    if access.user_may(user, access.VIEW_LIST):
        offerings = Offering.objects.visible_to(user)
        visible = set(offerings.values_list("pk", flat=True))
    return [
        Link(
            one.registration.reference,
            registration_url(one.registration_id)
            if one.registration.offering_id in visible
            else "",
            str(one.registration.offering),
        )
        for one in payers
    ]


def details_url(user: Any, payer: Payer) -> str:
    """Return where the payer's details are changed, if the user may open it."""
    is_visible = Offering.objects.visible_to(user).filter(pk=payer.registration.offering_id)
    if not is_visible.exists():
        return ""
    return reverse("workspace:change_payer", args=[payer.registration_id, payer.pk])
