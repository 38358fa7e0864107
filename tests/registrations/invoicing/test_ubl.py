"""Every e-invoice that can be written passes the UBL schema and the project's own rules."""

from functools import cache
from pathlib import Path
from typing import Any

import peppol
import pytest
from lxml import etree

from registrations.invoicing.ubl import can_write, write_ubl
from registrations.invoicing.ubl_rules import broken_rules
from tests.factories.invoices import make_content, make_line, varieties

VARIETIES = varieties()


@cache
def schema(name: str) -> etree.XMLSchema:
    folder = Path(peppol.__file__).parent / "schema/maindoc"
    return etree.XMLSchema(etree.parse(str(folder / f"UBL-{name}-2.1.xsd")))


@pytest.mark.parametrize("name", sorted(VARIETIES))
def test_every_kind_of_invoice_passes_schema_and_rules(name: str) -> None:
    content = VARIETIES[name]

    assert can_write(content)
    xml = write_ubl(content)

    root = etree.fromstring(xml)
    schema(etree.QName(root).localname).assertValid(root)
    assert broken_rules(xml) == []


@pytest.mark.parametrize(
    "content",
    [
        make_content(buyer={"kind": "person"}),
        make_content(buyer={"reference": ""}),
        make_content(buyer={"endpoint": "0007:2120001174"}),
        make_content(seller={"vat_number": ""}),
        make_content(make_line(), make_line(vat_kind="outside", vat_rate="0")),
    ],
)
def test_what_lacks_something_is_no_e_invoice(content: dict[str, Any]) -> None:
    assert not can_write(content)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b'0007">2120001173', b'0007">2120001174', "PEPPOL-COMMON-R049"),
        (b">2437.50</cbc:PayableAmount", b">2437.51</cbc:PayableAmount", "BR-CO-16"),
        (b"<cbc:Percent>25<", b"<cbc:Percent>24<", "SE-R-006"),
        (b"G12345", b"", "PEPPOL-EN16931-R008"),
    ],
)
def test_a_changed_invoice_breaks_the_rule(old: bytes, new: bytes, rule: str) -> None:
    xml = write_ubl(make_content()).replace(old, new)

    assert rule in {broken.rule for broken in broken_rules(xml)}
