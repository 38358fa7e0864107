"""The numbers of a buyer: what is taken, how it is kept, and what is refused with a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import ean

from registrations.buyer_numbers import (
    NumberRefused,
    has_eu_vat_number,
    has_wrong_digit,
    is_public_body,
    read_endpoint,
    usual_delivery,
)
from registrations.municipalities import is_municipality, municipality_names
from registrations.words import InvoiceDelivery


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("7350000000009", "0088:7350000000009"),
        ("0088:7350000000009", "0088:7350000000009"),
        ("735 0000 00000 9", "0088:7350000000009"),
        ("212000-1173", "0007:2120001173"),
        ("0007:212000-1173", "0007:2120001173"),
        ("9930:DE136695976", "9930:DE136695976"),
    ],
)
def test_an_address_is_kept_as_scheme_and_number(typed: str, kept: str) -> None:
    assert read_endpoint(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["7350000000000", "0088:12", "0007:2120001174", "0007:21200011730", "hej", "0007:", "GLN 735"],
)
def test_a_wrong_address_is_refused(typed: str) -> None:
    with pytest.raises(NumberRefused):
        read_endpoint(typed)


@settings(max_examples=25)
@given(digits=st.text("0123456789", min_size=12, max_size=12))
def test_a_gln_is_taken_with_its_check_digit_alone(digits: str) -> None:
    right = ean.calc_check_digit(digits)
    wrong = str((int(right) + 1) % 10)

    assert read_endpoint(digits + right) == f"0088:{digits}{right}"
    with pytest.raises(NumberRefused):
        read_endpoint(digits + wrong)


@pytest.mark.parametrize(
    ("number", "is_public"),
    [
        ("212000-1173", True),
        ("202100-2114", True),
        ("222000-0315", True),
        ("232100-0255", True),
        ("556036-0793", False),
        ("811218-9876", False),
        ("DE136695976", False),
        ("", False),
    ],
)
def test_public_bodies_are_told_by_their_group(number: str, is_public: bool) -> None:
    expected = InvoiceDelivery.PEPPOL if is_public else InvoiceDelivery.EMAIL

    assert is_public_body(number) == is_public
    assert usual_delivery(number) == expected


def test_a_vat_number_belongs_to_its_country() -> None:
    assert has_eu_vat_number("DE", "de 136695976")
    assert not has_eu_vat_number("FR", "DE136695976")
    assert not has_eu_vat_number("DE", "DE136695977")
    assert not has_eu_vat_number("NO", "NO995525828MVA")


def test_there_are_290_municipalities_each_once() -> None:
    names = municipality_names()

    assert len(names) == len(set(names)) == 290
    assert {"Eslövs kommun", "Falu kommun", "Upplands Väsby kommun"} <= set(names)


@pytest.mark.parametrize("typed", ["212000-1174", "2120001174", "16212000-1174", "SE212000117401"])
def test_a_number_with_a_wrong_check_digit_is_told_apart(typed: str) -> None:
    assert has_wrong_digit(typed)


@pytest.mark.parametrize("typed", ["", "212000-1173", "hej", "212000-117", "DE136695976"])
def test_what_is_right_or_no_number_has_no_wrong_digit(typed: str) -> None:
    assert not has_wrong_digit(typed)


@pytest.mark.parametrize("name", ["Eslövs kommun", "Malmö stad", "Helsingborgs stad"])
def test_a_municipality_is_known_by_either_name(name: str) -> None:
    assert is_municipality(name)


@pytest.mark.parametrize("name", ["", "Bolaget AB", "Storstad", "kommun"])
def test_other_names_are_no_municipality(name: str) -> None:
    assert not is_municipality(name)
