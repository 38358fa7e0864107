"""Turns a template and data into a PDF with typst: tagged, archivable, the same bytes each time.

Never called before a process forks: a child that forks after a compile hangs for ever.
"""

import json
import logging
import threading
from functools import cache
from typing import Any

import typst
from django.conf import settings

logger = logging.getLogger(__name__)

FOLDER = settings.ROOT / "templates" / "pdf"
FONTS = settings.ROOT / "site" / "content" / "static" / "content" / "fonts"
# Tagged for screen readers, and fit to be kept as long as bookkeeping law asks.
STANDARDS: list[Any] = ["ua-1", "a-3a"]
UNSHOWN = "could not be displayed"

_own = threading.local()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _compiler() -> typst.Compiler:
    """Return this thread's compiler: one that is shared refuses to work for two at once."""
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(
            root=str(FOLDER), font_paths=_fonts(), ignore_system_fonts=True
        )
    return _own.compiler


def render(template: str, data: dict[str, Any], *, attachment: bytes = b"") -> bytes:
    """Render a template of `templates/pdf/`; the data go in as JSON, never as typst's source.

    An attachment, a file of text, goes in byte by byte; the data's `attachment` describes it.
    A letter that no font has would stop a tagged document: it is then made without the
    standards, and the log says so.
    """
    inputs = {"data": json.dumps(printable(data), ensure_ascii=False)}
    if attachment:
        inputs["attachment"] = attachment.decode()
    try:
        return _compile(template, inputs, STANDARDS)
    except typst.TypstError as problem:
        if UNSHOWN not in str(problem.message):
            raise
        logger.warning("%s has a letter that no font has: made without the standards", template)
        return _compile(template, inputs, [])


def _compile(template: str, inputs: dict[str, str], standards: list[Any]) -> bytes:
    made = _compiler().compile(
        input=str(FOLDER / template), format="pdf", sys_inputs=inputs, pdf_standards=standards
    )
    if not isinstance(made, bytes):
        raise TypeError(f"typst made no file of {template}")
    return made


def printable(value: Any) -> Any:
    """Return the data without control characters, one of which would stop the document."""
    if isinstance(value, str):
        return "".join(letter for letter in value if letter.isprintable() or letter == "\xa0")
    if isinstance(value, dict):
        return {name: printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value
