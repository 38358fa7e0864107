"""Texts as a SIE file can hold them: its letters are those of the IBM PC (CP437).

Source: SIE gruppen, "SIE filformat", version 4C (2025-08-06): 5.7 fields, 5.8 letters.
"""

import unicodedata

from anyascii import anyascii

PC8 = "cp437"
LATIN_1 = "latin-1"


def in_letters_of(encoding: str, text: str) -> str:
    """Return a text in which each letter that the encoding lacks is written by others.

    å, ä, ö and é stand as they are; a dash becomes a hyphen, € EUR and Ł L. Never a question mark.
    """
    return "".join(_in_letters(sign, encoding) for sign in unicodedata.normalize("NFC", text))


def _in_letters(sign: str, encoding: str) -> str:
    if unicodedata.category(sign).startswith("C") or sign.isspace():
        return " "
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return anyascii(sign)
    return sign


def quoted(text: str, encoding: str = PC8) -> str:
    """Return a field: within quotes, which are escaped, and without what could end it early."""
    words = " ".join(in_letters_of(encoding, text).replace("\\", "/").split())
    return '"' + words.replace('"', '\\"') + '"'
