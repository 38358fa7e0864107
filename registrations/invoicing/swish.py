"""The code that a phone reads to pay an invoice by Swish: number, sum and OCR, none to be edited.

The form is the one of Swish's manual for QR codes: `C<number>;<sum>;<message>;<what is editable>`.
"""

import re
from io import BytesIO
from urllib.parse import quote

import segno

NOTHING_EDITABLE = "0"
# A mobile number is written with the country's code, the numbers of organisations are not.
COUNTRY_CODE = "46"
# White round the code, in modules, that readers need.
QUIET_ZONE = 4


def swish_number(text: str) -> str:
    """Return the number as the code holds it: digits alone, a mobile's with its country."""
    digits = re.sub(r"\D", "", text)
    return COUNTRY_CODE + digits[1:] if digits.startswith("07") else digits


def payload(*, number: str, ore: int, message: str) -> str:
    """Return the text of the code: the sum with a comma, the message percent-encoded."""
    kronor, rest = divmod(ore, 100)
    parts = (f"C{swish_number(number)}", f"{kronor},{rest:02d}", quote(message, safe=""))
    return ";".join((*parts, NOTHING_EDITABLE))


def code_of(text: str) -> str:
    """Return the code as SVG; never a Micro QR, which phones can't read."""
    drawn = BytesIO()
    code = segno.make(text, micro=False, error="m")
    code.save(drawn, kind="svg", border=QUIET_ZONE, light="#fff", xmldecl=False, nl=False)
    return drawn.getvalue().decode()
