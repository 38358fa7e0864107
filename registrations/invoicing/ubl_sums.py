"""The arithmetic of an e-invoice (BR-CO-*, BR-DEC-*): what its sums must add up to."""

from decimal import ROUND_HALF_UP, Decimal

from registrations.invoicing.ubl_tree import Faults, Tree

KRONA = Decimal(1)
ORE = Decimal("0.01")
_TOTALS = "cac:LegalMonetaryTotal/cbc:"


def broken_sums(tree: Tree) -> Faults:
    """Yield what does not add up."""
    yield from _needed(tree)
    net = tree.amount(f"{_TOTALS}LineExtensionAmount")
    if net != sum(tree.amounts(f"{tree.line}/cbc:LineExtensionAmount")):
        yield "BR-CO-10", "The sum of the lines is not what the lines add up to."
    excluding = tree.amount(f"{_TOTALS}TaxExclusiveAmount")
    if excluding != net:
        yield "BR-CO-13", "The sum without VAT is not the sum of the lines."
    vat = tree.amount("cac:TaxTotal/cbc:TaxAmount")
    including = tree.amount(f"{_TOTALS}TaxInclusiveAmount")
    if including != excluding + vat:
        yield "BR-CO-15", "The sum with VAT is not the sum without it and the VAT."
    prepaid = tree.amount(f"{_TOTALS}PrepaidAmount")
    rounding = tree.amount(f"{_TOTALS}PayableRoundingAmount")
    if tree.amount(f"{_TOTALS}PayableAmount") != including - prepaid + rounding:
        yield "BR-CO-16", "What is to be paid is not the sum less what is paid, rounded."
    if vat != sum(tree.amounts("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount")):
        yield "BR-CO-14", "The VAT is not the sum of the VAT of each rate."
    yield from _groups(tree)
    yield from _decimals(tree)


def _needed(tree: Tree) -> Faults:
    names = {
        "BR-12": "LineExtensionAmount",
        "BR-13": "TaxExclusiveAmount",
        "BR-14": "TaxInclusiveAmount",
        "BR-15": "PayableAmount",
    }
    for rule, name in names.items():
        if not tree.text(f"{_TOTALS}{name}"):
            yield rule, f"The sum {name} is missing."
    if len(tree.all("cac:TaxTotal[cac:TaxSubtotal]")) != 1:
        yield "PEPPOL-EN16931-R053", "There is not one total of VAT with its rates."


def _groups(tree: Tree) -> Faults:
    for element in tree.all("cac:TaxTotal/cac:TaxSubtotal"):
        group = Tree(element)
        taxable, vat = group.amount("cbc:TaxableAmount"), group.amount("cbc:TaxAmount")
        percent = group.amount("cac:TaxCategory/cbc:Percent")
        right = (abs(taxable) * percent / 100).quantize(ORE, ROUND_HALF_UP)
        # The official rule leaves a krona for what single lines have rounded.
        if abs(abs(vat) - right) >= KRONA:
            yield "BR-CO-17", "The VAT of a rate is not that share of its sum."


def _decimals(tree: Tree) -> Faults:
    amounts = [one.text or "" for one in tree.root.iter() if one.get("currencyID")]
    if any(len(text.partition(".")[2]) > 2 for text in amounts):
        yield "UBL-DT-01", "An amount has more than two decimals."
