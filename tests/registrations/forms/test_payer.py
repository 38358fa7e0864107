"""What is read as an organisation number, and what is refused."""

import pytest
from django.core.exceptions import ValidationError

from registrations.buyer_numbers import is_personal_number
from registrations.forms.buyer_fields import clean_org_number, format_postcode


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2120001173", "212000-1173"),
        ("212000-1173", "212000-1173"),
        ("16 212000 1173", "212000-1173"),
        ("SE212000117301", "212000-1173"),
        ("19811218-9876", "811218-9876"),
        ("NL 123456782 B01", "NL123456782B01"),
    ],
)
def test_organisation_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_org_number(typed) == kept


@pytest.mark.parametrize("typed", ["212000-1174", "12345", "Eslöv", "-1", "2120001173.5"])
def test_what_is_no_organisation_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        clean_org_number(typed)


@pytest.mark.parametrize(
    ("number", "personal"),
    [("811218-9876", True), ("212000-1173", False), ("NL123456782B01", False)],
)
def test_a_sole_traders_number_is_a_persons(number: str, personal: bool) -> None:
    assert is_personal_number(number) == personal


def test_a_postcode_is_written_with_its_space() -> None:
    assert format_postcode("24180") == "241 80"
    assert format_postcode("1012 AB") == "1012 AB"
