"""Any invoice that is written passes schema and rules, and reads back as it was."""

from functools import cache
from pathlib import Path
from typing import Any

import peppol
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from registrations.invoicing.ubl import write_ubl
from registrations.invoicing.ubl_reader import read_ubl
from registrations.invoicing.ubl_rules import broken_rules
from registrations.invoicing.xml import clean
from tests.factories.invoices import credit_of, make_content, make_line

TREATMENTS = [
    *((rate, "taxed") for rate in ("25", "12", "6", "0")),
    *(("0", kind) for kind in ("exempt", "margin", "reverse")),
]
NAMES = st.text(st.sampled_from("aåäöÅÄÖ<&>\"'* \t#é€"), max_size=300).map(lambda text: f"x{text}")
UNITS = st.one_of(st.sampled_from([1, 999_999_999]), st.integers(-50_000, 500_000))


@cache
def schema(name: str) -> etree.XMLSchema:
    folder = Path(peppol.__file__).parent / "schema/maindoc"
    return etree.XMLSchema(etree.parse(str(folder / f"UBL-{name}-2.1.xsd")))


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an invoice of 1 to 40 lines, or its credit: all VAT, discounts, prepaid, rounded."""
    treatments = draw(st.sampled_from([[("0", "outside")], TREATMENTS]))
    lines = [
        make_line(
            draw(UNITS),
            number=draw(st.integers(1, 5)),
            vat_rate=rate,
            vat_kind=kind,
            text=draw(NAMES),
        )
        for rate, kind in draw(st.lists(st.sampled_from(treatments), min_size=1, max_size=40))
    ]
    content = make_content(
        *lines,
        buyer={"name": draw(NAMES), "vat_number": "SE212000117301"},
        prepaid_ore=draw(st.integers(0, 1_000)),
        rounding_ore=draw(st.integers(-49, 50)),
    )
    return credit_of(content) if draw(st.booleans()) else content


def assert_reads_back(content: dict[str, Any]) -> None:
    xml = write_ubl(content)
    root = etree.fromstring(xml)
    read = read_ubl(xml)
    sign = -1 if read.is_credit else 1

    schema(etree.QName(root).localname).assertValid(root)
    assert broken_rules(xml) == []
    assert read.number == content["number"]
    assert read.buyer == clean(content["buyer"]["name"])
    assert [line.name for line in read.lines] == [clean(one["text"]) for one in content["lines"]]
    assert [line.net_ore for line in read.lines] == [
        sign * one["net_ore"] for one in content["lines"]
    ]
    assert all(line.net_ore == line.quantity * line.price_ore for line in read.lines)
    assert (read.net_ore, read.vat_ore) == (sign * content["net_ore"], sign * content["vat_ore"])
    assert read.payable_ore == sign * content["payable_ore"]
    assert sum(net for net, _vat in read.vat.values()) == read.net_ore


@settings(max_examples=20, deadline=None)
@given(contents())
def test_an_invoice_reads_back_as_it_was_written(content: dict[str, Any]) -> None:
    assert_reads_back(content)


@pytest.mark.long
@settings(max_examples=1000, deadline=None)
@given(contents())
def test_many_invoices_read_back_as_they_were_written(content: dict[str, Any]) -> None:
    assert_reads_back(content)
