"""What the set-up says of the seller: whether there is one, and whether it charges VAT."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from registrations.documents import seller_on
from registrations.models import Extra, Fee, Offering, Seller
from registrations.words import PaymentPolicy, VatKind


def seller_today() -> Seller | None:
    return seller_on(timezone.localdate())


def lacks_vat_number() -> bool:
    """Tell whether there is a seller, who has no VAT number."""
    seller = seller_today()
    return seller is not None and not seller.vat_number


def payment_lacks(offering: Offering) -> list[str]:
    """Return what is missing before the Offering can be paid as it says."""
    seller = seller_today()
    has_vat = _has_taxed(offering)
    lacks = []
    if offering.payment != PaymentPolicy.INVOICE and _has_price(offering):
        lacks += _online_lacks(offering, seller)
    if seller is not None and not seller.vat_number and has_vat:
        lacks.append(
            gettext(
                "Prices are with VAT, but the seller has no VAT number. Add it to the seller’s"
                " details, or choose another kind of VAT for the prices."
            )
        )
    return lacks


def _online_lacks(offering: Offering, seller: Seller | None) -> list[str]:
    is_only_way = offering.payment == PaymentPolicy.ONLINE
    if settings.PAYMENTS_BACKEND == "invoice":
        words = gettext(
            "Only card and Swish are accepted, but the operator has not set them up, so nobody can"
            " sign up. Let the payer choose, or ask the operator."
        )
        return [words] if is_only_way else []
    if seller is None:
        return [
            gettext(
                "The seller’s details are missing, so nobody can pay by card or Swish: the receipt"
                " needs them. A bookkeeper writes them in under “Seller’s details”."
            )
        ]
    return []


def _has_price(offering: Offering) -> bool:
    priced = {"is_offered": True, "amount_ore__gt": 0}
    fees = Fee.objects.filter(offering=offering, **priced)
    return fees.exists() or Extra.objects.filter(offering=offering, **priced).exists()


def _has_taxed(offering: Offering) -> bool:
    taxed = {"is_offered": True, "amount_ore__gt": 0, "vat_kind": VatKind.TAXED}
    fees = Fee.objects.filter(offering=offering, **taxed)
    return fees.exists() or Extra.objects.filter(offering=offering, **taxed).exists()
