"""OCR references: check digit, length digit and lengths, held against `stdnum`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from registrations.ocr import is_ocr, make_ocr

bodies = st.text("0123456789", min_size=1, max_size=23)


def test_the_example_of_the_standard_comes_out() -> None:
    assert make_ocr("20260017") == "2026001707"


@given(bodies, st.booleans())
def test_check_digit_and_length_are_right(body: str, has_length_digit: bool) -> None:
    ocr = make_ocr(body, has_length_digit=has_length_digit)

    assert luhn.is_valid(ocr)
    assert is_ocr(ocr)
    assert ocr.startswith(body)
    assert len(ocr) == len(body) + (2 if has_length_digit else 1)
    assert not has_length_digit or int(ocr[-2]) == len(ocr) % 10


@given(bodies, st.booleans(), st.integers(2, 25))
def test_fixed_length_is_kept_or_refused(body: str, has_length_digit: bool, length: int) -> None:
    try:
        ocr = make_ocr(body, has_length_digit=has_length_digit, length=length)
    except ValueError:
        assert len(body) + (2 if has_length_digit else 1) > length
    else:
        assert len(ocr) == length
        assert luhn.is_valid(ocr)


@given(bodies.map(make_ocr), st.data())
def test_one_wrong_digit_is_noticed(ocr: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(ocr) - 1))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != ocr[place]]))

    assert not is_ocr(ocr[:place] + digit + ocr[place + 1 :])


@pytest.mark.parametrize("body", ["", "12a", "１２", "-1", "1" * 24, "12 3"])
def test_what_is_no_body_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=f"^{body}$"):
        make_ocr(body)


@pytest.mark.parametrize("text", ["", "0" * 26, "12345", "１８", "F2026-0001", "18 "])
def test_what_is_no_ocr_is_told(text: str) -> None:
    assert not is_ocr(text)
