"""The numbers of a buyer: organisation number, VAT number, GLN and Peppol address, each checked."""

import re

from django.utils.translation import gettext as _
from stdnum import ean
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

from registrations.words import InvoiceDelivery

GLN_SCHEME, SWEDISH_SCHEME = "0088", "0007"
LEGAL_ENTITY_FROM = "2"
# The State, municipalities, their federations and regions (Skatteverket's groups of numbers).
_PUBLIC_GROUPS = ("20", "21", "22", "23")
_ADDRESS = re.compile(r"(\d{4}):([A-Za-z0-9][A-Za-z0-9:._-]{0,49})")
_GREECE = {"GR": "EL"}
# Northern Ireland is of the EU for goods only.
EU_COUNTRIES = frozenset(code.upper() for code in eu_vat.MEMBER_STATES) - {"XI"}


class NumberRefused(ValueError):
    """A number that is not one; `str()` is a translated sentence."""


def is_personal_number(number: str) -> bool:
    """Tell whether a number is a sole trader's, thus a person's (third digit under 2)."""
    return number[:2].isdigit() and number[2:3] < LEGAL_ENTITY_FROM


def is_public_body(org_number: str) -> bool:
    """Tell whether a Swedish organisation number is the State's, a municipality's or a region's."""
    digits = org_number.replace("-", "")
    is_swedish = len(digits) == 10 and digits.isdigit()
    return is_swedish and digits.startswith(_PUBLIC_GROUPS) and not is_personal_number(digits)


def usual_delivery(org_number: str) -> InvoiceDelivery:
    """Return how a buyer that has not chosen gets invoices: public bodies must have e-invoices."""
    return InvoiceDelivery.PEPPOL if is_public_body(org_number) else InvoiceDelivery.EMAIL


def swedish_number(text: str) -> str:
    """Return a Swedish organisation number as 212000-1124, or nothing where it is none."""
    try:
        return str(orgnr.format(orgnr.validate(_ten_digits(text))))
    except NumberError:
        return ""


def has_wrong_digit(text: str) -> bool:
    """Tell whether a text looks like a Swedish organisation number, but for its check digit."""
    digits = _ten_digits(text)
    return len(digits) == 10 and digits.isdigit() and not orgnr.is_valid(digits)


def _ten_digits(text: str) -> str:
    """Return a Swedish number without hyphen, century and what makes it a VAT number."""
    compact = "".join(text.split()).replace("-", "").upper()
    if compact.startswith("SE") and len(compact) == 14:
        compact = compact[2:12]
    if len(compact) == 12 and compact.startswith(("16", "19", "20")):
        compact = compact[2:]
    return compact


def eu_vat_number(text: str) -> str:
    """Return a VAT number of an EU country as it is written without spaces, or nothing."""
    compact = "".join(text.split()).replace("-", "").replace(".", "").upper()
    try:
        return str(eu_vat.validate(compact))
    except NumberError:
        return ""


def country_of_vat_number(vat_number: str) -> str:
    prefix = vat_number[:2]
    return next((code for code, other in _GREECE.items() if other == prefix), prefix)


def has_eu_vat_number(country: str, vat_number: str) -> bool:
    """Tell whether a VAT number is a valid one of that EU country."""
    number = eu_vat_number(vat_number)
    return bool(number) and country in EU_COUNTRIES and country_of_vat_number(number) == country


def read_endpoint(text: str) -> str:
    """Return a Peppol address as scheme:number; a GLN or organisation number may stand alone.

    Raises NumberRefused.
    """
    compact = "".join(text.split())
    if not compact:
        return ""
    digits = compact.replace("-", "")
    if digits.isdigit() and len(digits) == 13:
        compact = f"{GLN_SCHEME}:{digits}"
    elif digits.isdigit() and len(digits) == 10:
        compact = f"{SWEDISH_SCHEME}:{digits}"
    match = _ADDRESS.fullmatch(compact)
    if match is None:
        raise NumberRefused(
            _("Enter a GLN of 13 digits, or a Peppol address like 0007:2120001124, or leave it out")
        )
    _check_endpoint(match[1], match[2].replace("-", ""))
    return f"{match[1]}:{_plain(match[1], match[2])}"


def _plain(scheme: str, number: str) -> str:
    return number.replace("-", "") if scheme in {GLN_SCHEME, SWEDISH_SCHEME} else number


def _check_endpoint(scheme: str, number: str) -> None:
    if scheme == GLN_SCHEME and not (len(number) == 13 and ean.is_valid(number)):
        raise NumberRefused(_("The GLN has a wrong digit: its last digit does not fit the others"))
    if scheme == SWEDISH_SCHEME and not orgnr.is_valid(number):
        raise NumberRefused(
            _("The number after 0007: is to be an organisation number of ten digits")
        )
