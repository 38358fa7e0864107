"""Makes an offering for a page, with one occasion, one quota and one fee."""

from typing import Any
from uuid import UUID

from django.db import transaction

from events.editing.addresses import free_slug
from events.editing.forms import local_date
from registrations.models import Fee, FeeQuota, Occasion, Offering, Quota
from registrations.offerings import read_dates
from registrations.words import VatKind


@transaction.atomic
def create_offering(*, page_key: UUID, values: dict[str, Any]) -> Offering:
    """Return the new offering; `values` are those of NewOfferingForm."""
    opens = values.get("opens_now")
    offering = Offering.objects.create(
        slug=free_slug(values["title_sv"], local_date(values["starts_at"])),
        page_key=page_key,
        title_sv=values["title_sv"],
        title_en=values["title_en"],
        closes_at=values["closes_at"],
        state=Offering.State.OPEN if opens else Offering.State.CLOSED,
    )
    Occasion.objects.create(
        offering=offering,
        **{
            name: values[name]
            for name in ("starts_at", "ends_at", "place_name", "address", "town", "is_online")
        },
    )
    quota = Quota.objects.create(
        offering=offering, name_sv="Platser", name_en="Seats", size=values["size"]
    )
    fee = Fee.objects.create(
        offering=offering,
        name_sv="Deltagare",
        name_en="Participant",
        payer_kind=values["payer_kind"],
        amount_ore=int(values["fee"] * 100),
        vat_rate=values["vat_rate"],
        vat_kind=VatKind.TAXED if values["vat_rate"] else VatKind.OUTSIDE,
    )
    FeeQuota.objects.create(fee=fee, quota=quota)
    read_dates(offering)
    return offering
