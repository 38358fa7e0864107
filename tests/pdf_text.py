"""Reads the text of a PDF as typst writes it: what a reader, or a screen reader, gets to see."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
_TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
# A string may hold balanced brackets.
_INNER = rb"\((?:\\.|[^\\()])*\)"
_STRING = rb"\((?:\\.|[^\\()]|" + _INNER + rb")*\)"
_STEP = re.compile(rb"/(f\d+) [\d.]+ Tf|(" + _STRING + rb")|(ET)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Return each run of text of a one-page PDF on a line of its own, in the order of the page."""
    objects = dict(_OBJECT.findall(pdf))
    fonts = _fonts(objects)
    pages = [data for data in map(_data, objects.values()) if b"BT" in data and b"TJ" in data]
    return "\n".join(_text(page, fonts) for page in pages)


def _data(body: bytes) -> bytes:
    stream = _STREAM.search(body)
    if stream is None or b"FlateDecode" not in body:
        return b""
    return zlib.decompress(stream[1])


def _fonts(objects: dict[bytes, bytes]) -> dict[bytes, dict[bytes, str]]:
    """Return, for each font's name on the page, which letter each code stands for."""
    fonts = {}
    for body in objects.values():
        for name, number in _FONT.findall(body):
            to_unicode = _TO_UNICODE.search(objects[number])
            if to_unicode is not None:
                pairs = _PAIR.findall(_data(objects[to_unicode[1]]))
                fonts[name] = {
                    bytes.fromhex(code.decode()): bytes.fromhex(letter.decode()).decode("utf-16-be")
                    for code, letter in pairs
                }
    return fonts


def _text(page: bytes, fonts: dict[bytes, dict[bytes, str]]) -> str:
    runs, run, letters = [], "", {}
    for font, string, end in _STEP.findall(page):
        if font:
            letters = fonts[font]
        elif string:
            codes = _ESCAPE.sub(_unescaped, string[1:-1])
            run += "".join(letters[codes[at : at + 2]] for at in range(0, len(codes), 2))
        elif end:
            runs.append(run)
            run = ""
    return "\n".join(runs)


def _unescaped(match: re.Match[bytes]) -> bytes:
    mark = match[1]
    return bytes([int(mark, 8)]) if mark[:1].isdigit() else _LETTERS.get(mark, mark)
