"""The code for Swish says what the manual of Swish asks for."""

import pytest

from registrations.invoicing import swish


def test_payload_is_that_of_the_manual() -> None:
    text = swish.payload(number="1237856901", ore=10000, message="12229445")

    assert text == "C1237856901;100,00;12229445;0"


@pytest.mark.parametrize(
    ("written", "read"),
    [("123 678 56 90", "1236785690"), ("070-123 45 67", "46701234567")],
)
def test_number_is_digits_alone(written: str, read: str) -> None:
    assert swish.swish_number(written) == read


def test_message_cannot_break_the_code() -> None:
    text = swish.payload(number="1237856901", ore=5, message="å;1")

    assert text == "C1237856901;0,05;%C3%A5%3B1;0"


def test_code_is_a_drawing_that_is_no_micro_code() -> None:
    drawn = swish.code_of("1")

    # 21 modules and four of white on each side; a Micro QR has fewer.
    assert 'height="29"' in drawn
