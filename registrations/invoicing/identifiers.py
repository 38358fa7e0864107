"""Numbers by which organisations, accounts and electronic addresses are known, and their checks."""

import re

from stdnum import ean, iban, luhn
from stdnum.eu import vat as eu_vat
from stdnum.se import orgnr

from registrations.invoicing.peppol_release import COUNTRIES, ENDPOINT_SCHEMES

SWEDISH_NUMBER = "0007"
GLN = "0088"
# Greece's prefix and Northern Ireland's are no ISO codes.
_VAT_PREFIXES = COUNTRIES | {"EL", "XI"}


def digits(text: str) -> str:
    """Return only the digits of a number as people write it."""
    return re.sub(r"[^0-9]", "", text)


def compact(text: str) -> str:
    """Return an account or VAT number without spaces and hyphens, in capitals."""
    return re.sub(r"[\s\-.]", "", text).upper()


def swedish_number(text: str) -> str:
    """Return ten digits with a right check digit, without the century; empty where it is none."""
    found = digits(text)
    if len(found) == 12:
        found = found[2:]
    return found if len(found) == 10 and orgnr.is_valid(found) else ""


def split_endpoint(endpoint: str) -> tuple[str, str]:
    """Return scheme and number of "0007:2120001256"; two empty ones where it is no such thing."""
    scheme, colon, number = endpoint.strip().partition(":")
    number = number.strip()
    return (scheme.strip(), number) if colon and number else ("", "")


def is_endpoint(endpoint: str) -> bool:
    """Tell whether an electronic address has a known scheme and a right check digit."""
    scheme, number = split_endpoint(endpoint)
    if scheme not in ENDPOINT_SCHEMES or re.search(r"\s", number):
        return False
    if scheme == SWEDISH_NUMBER:
        return number == swedish_number(number)
    if scheme == GLN:
        return is_gln(number)
    return True


def is_gln(number: str) -> bool:
    return len(number) == 13 and bool(ean.is_valid(number))


def is_vat_number(number: str) -> bool:
    """Tell whether a VAT number can be right; only those of the EU have a check that we know."""
    found = compact(number)
    prefix = found[:2]
    if prefix not in _VAT_PREFIXES or not re.fullmatch(r"[A-Z0-9]{4,20}", found):
        return False
    is_european = prefix.lower() in (*eu_vat.MEMBER_STATES, "el")
    return bool(eu_vat.is_valid(found)) if is_european else True


def is_bankgiro(number: str) -> bool:
    found = digits(number)
    return len(found) in (7, 8) and bool(luhn.is_valid(found))


def is_plusgiro(number: str) -> bool:
    found = digits(number)
    return 2 <= len(found) <= 8 and bool(luhn.is_valid(found))


def is_iban(number: str) -> bool:
    return bool(iban.is_valid(compact(number)))
