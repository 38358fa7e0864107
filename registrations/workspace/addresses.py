"""The workspace's addresses, for those who link to it."""

from urllib.parse import urlencode

from django.urls import reverse

from registrations.models import Offering

PARTICIPANTS_PATH = "anmalningar/deltagare"
MESSAGES_PATH = "anmalningar/mejl"
PAYMENTS_PATH = "anmalningar/betalningar"


def offering_setup_url(offering: Offering) -> str:
    return reverse("workspace:setup", args=[offering.pk])


def attendee_list_url(offering: Offering, **filters: object) -> str:
    address = reverse("anmalningar_deltagare_modeladmin_index")
    return f"{address}?{urlencode({'offering': offering.pk, **filters})}"


def list_of(offering: Offering, view: str = "") -> str:
    """Return the address of the attendee list under a view, given as the end of an address."""
    address = attendee_list_url(offering)
    return f"{address}&{view}" if view else address


def messages_url(offering: Offering, **filters: object) -> str:
    address = reverse("anmalningar_mejl_modeladmin_index")
    return f"{address}?{urlencode({'offering': offering.pk, **filters})}"


def registration_url(registration_pk: int) -> str:
    return reverse("workspace:registration", args=[registration_pk])


def payments_url(offering: Offering | None = None, **filters: object) -> str:
    address = reverse("anmalningar_betalningar_modeladmin_index")
    chosen = {"offering": offering.pk} if offering is not None else {}
    parts = {**chosen, **filters}
    return f"{address}?{urlencode(parts)}" if parts else address


def payment_url(checkout_pk: int) -> str:
    return reverse("workspace:payment", args=[checkout_pk])
