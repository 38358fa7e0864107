"""Reads XML that others wrote without trusting it, and builds XML in the order that a schema asks.

Nothing outside the file is fetched, no entity is replaced, and a file with a DOCTYPE is refused.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from lxml import etree

from registrations.errors import DomainError

MEGABYTE = 1024 * 1024
# What XML 1.0 forbids even when escaped: control characters, surrogates and two that are none.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlRefused(DomainError):
    """An XML file that is not read; `str()` says why."""

    message = _("The file cannot be read as XML.")


class XmlTooLarge(XmlRefused):
    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes

    def __str__(self) -> str:
        size = {"megabytes": max(1, self.limit_bytes // MEGABYTE)}
        return gettext("The file is larger than %(megabytes)d MB and was not read.") % size


class XmlHasDoctype(XmlRefused):
    message = _("The file has a DOCTYPE, which can fetch other files. It was not read.")


class XmlBroken(XmlRefused):
    message = _("The file is broken off or is not XML. Fetch it again.")


class XmlOfOtherKind(XmlRefused):
    """Well-formed, but about something else."""

    def __init__(self, root: str) -> None:
        self.root = root

    def __str__(self) -> str:
        return gettext("The file is of another kind than is read here (%(root)s).") % {
            "root": self.root
        }


def parse(body: bytes, *, limit_bytes: int, roots: Collection[str]) -> etree._Element:
    """Return the root element, whose local name is one of `roots`; raises XmlRefused."""
    if len(body) > limit_bytes:
        raise XmlTooLarge(limit_bytes)
    root = _root_of(body)
    docinfo = root.getroottree().docinfo
    # A DOCTYPE without content leaves nothing but its name.
    if docinfo.internalDTD is not None or docinfo.doctype:
        raise XmlHasDoctype
    name = local_name(root)
    if name not in roots:
        raise XmlOfOtherKind(name[:60])
    return root


def _root_of(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in body[:4096]:
            raise XmlHasDoctype from error
        raise XmlBroken from error


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace, whose version differs between banks."""
    return str(etree.QName(element).localname)


def clean(text: str) -> str:
    """Return text without what XML cannot hold, on one line and without space round it."""
    return " ".join(_FORBIDDEN.sub("", text).split())


class Builder:
    """Writes elements in the order in which they are added, and never an empty one.

    Names are such as "cbc:ID"; what ends up without text and without children is left out.
    """

    def __init__(self, root: str, namespaces: Mapping[str | None, str]) -> None:
        self._namespaces = dict(namespaces)
        # The stubs do not know that a default namespace has no prefix.
        self.root = etree.Element(self._qualified(root), nsmap=self._namespaces)  # type: ignore[arg-type]
        self._at = self.root

    def add(self, name: str, value: str | int | Decimal | None, **attributes: str) -> None:
        """Add an element with text; nothing where the value is empty."""
        text = "" if value is None else clean(str(value))
        if text:
            element = etree.SubElement(self._at, self._qualified(name), attributes)
            element.text = text

    def inside(self, name: str) -> "_Inside":
        """Return a context in which elements are added inside a new one."""
        return _Inside(self, name)

    def to_bytes(self) -> bytes:
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def _open(self, name: str) -> None:
        self._at = etree.SubElement(self._at, self._qualified(name))

    def _close(self) -> None:
        closed, parent = self._at, self._at.getparent()
        assert parent is not None  # noqa: S101 - only what _open opened is closed
        if not len(closed):
            parent.remove(closed)
        self._at = parent

    def _qualified(self, name: str) -> str:
        prefix, _colon, local = name.rpartition(":")
        return f"{{{self._namespaces[prefix or None]}}}{local}"


class _Inside:
    """An element that is open for as long as its `with`."""

    def __init__(self, builder: Builder, name: str) -> None:
        self._builder, self._name = builder, name

    def __enter__(self) -> None:
        self._builder._open(self._name)

    def __exit__(self, *_exception: object) -> None:
        self._builder._close()
