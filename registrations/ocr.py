"""OCR references: digits that end in a check digit, which a payer's bank sends with the money.

The last digit is by Luhn's formula; the last but one, where the agreement with the bank says so,
is the length of the whole modulo ten (Bankgirot, OCR check of length).
"""

from stdnum import luhn

LONGEST = 25
SHORTEST = 2


def make_ocr(body: str, *, has_length_digit: bool = True, length: int = 0) -> str:
    """Return the OCR of a body of digits, filled with zeros to `length` where that is given.

    Raises ValueError where it is not digits or would be longer than 25, or than `length`.
    """
    extra = 2 if has_length_digit else 1
    if not (body.isascii() and body.isdigit()):
        raise ValueError(body)
    body = body.zfill(length - extra) if length else body
    whole = len(body) + extra
    if whole > (length or LONGEST):
        raise ValueError(body)
    if has_length_digit:
        body += str(whole % 10)
    return body + luhn.calc_check_digit(body)


def is_ocr(text: str) -> bool:
    """Tell whether a text is digits of a possible length with a right check digit."""
    return (
        text.isascii()
        and text.isdigit()
        and SHORTEST <= len(text) <= LONGEST
        and luhn.is_valid(text)
    )
