"""Reads an e-invoice back into plain values: number, parties, lines and sums in öre."""

from dataclasses import dataclass
from decimal import Decimal

from registrations.invoicing.ubl_rules import LIMIT_BYTES, ROOTS
from registrations.invoicing.ubl_tree import Tree
from registrations.invoicing.xml import parse


@dataclass(frozen=True)
class ReadLine:
    name: str
    quantity: int
    price_ore: int
    net_ore: int
    category: str
    rate: str


@dataclass(frozen=True)
class ReadInvoice:
    """An invoice or credit note as it was written; a credit's sums are positive."""

    is_credit: bool
    number: str
    buyer: str
    ocr: str
    lines: tuple[ReadLine, ...]
    vat: dict[tuple[str, str], tuple[int, int]]
    net_ore: int
    vat_ore: int
    payable_ore: int


def read_ubl(xml: bytes) -> ReadInvoice:
    """Return what an e-invoice says; raises XmlRefused."""
    tree = Tree(parse(xml, limit_bytes=LIMIT_BYTES, roots=ROOTS))
    buyer = "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"
    groups = [Tree(one) for one in tree.all("cac:TaxTotal/cac:TaxSubtotal")]
    return ReadInvoice(
        is_credit=tree.name == "CreditNote",
        number=tree.text("cbc:ID"),
        buyer=tree.text(buyer),
        ocr=tree.text("cac:PaymentMeans/cbc:PaymentID"),
        lines=tuple(_line(Tree(one)) for one in tree.all(tree.line)),
        vat={
            (group.text("cac:TaxCategory/cbc:ID"), group.text("cac:TaxCategory/cbc:Percent")): (
                _ore(group.amount("cbc:TaxableAmount")),
                _ore(group.amount("cbc:TaxAmount")),
            )
            for group in groups
        },
        net_ore=_ore(tree.amount("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount")),
        vat_ore=_ore(tree.amount("cac:TaxTotal/cbc:TaxAmount")),
        payable_ore=_ore(tree.amount("cac:LegalMonetaryTotal/cbc:PayableAmount")),
    )


def _line(line: Tree) -> ReadLine:
    category = "cac:Item/cac:ClassifiedTaxCategory"
    return ReadLine(
        name=line.text("cac:Item/cbc:Name"),
        quantity=int(line.amount("cbc:InvoicedQuantity | cbc:CreditedQuantity")),
        price_ore=_ore(line.amount("cac:Price/cbc:PriceAmount")),
        net_ore=_ore(line.amount("cbc:LineExtensionAmount")),
        category=line.text(f"{category}/cbc:ID"),
        rate=line.text(f"{category}/cbc:Percent"),
    )


def _ore(kronor: Decimal) -> int:
    return int(kronor * 100)
