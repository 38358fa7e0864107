"""The rules for each category of VAT in an e-invoice (BR-S, Z, E, O, AE and the reason codes)."""

from decimal import Decimal

from registrations.invoicing.peppol_release import CATEGORY_OF_REASON, REASON_CODES
from registrations.invoicing.ubl_tree import Faults, Tree

_GROUPS = "cac:TaxTotal/cac:TaxSubtotal"
_SELLER = "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme"
_BUYER = "cac:AccountingCustomerParty/cac:Party"
_VAT = "[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID"
CATEGORIES = ("S", "Z", "E", "O", "AE")


def broken_vat(tree: Tree) -> Faults:
    """Yield what is wrong with categories, rates, reasons and the parties' VAT numbers."""
    groups = [Tree(one) for one in tree.all(_GROUPS)]
    lines = [Tree(one) for one in tree.all(tree.line)]
    used = {_category(line, "cac:Item/cac:ClassifiedTaxCategory") for line in lines}
    stated = [_category(group, "cac:TaxCategory") for group in groups]
    if not used | set(stated) <= set(CATEGORIES):
        yield "BR-CL-18", "A category of VAT is unknown here."
    for category in CATEGORIES:
        yield from _once(category, used, stated)
    for group in groups:
        yield from _group(group, lines)
    yield from _line_rates(lines)
    yield from _numbers(tree, used)
    if "O" in stated and set(stated) != {"O"}:
        yield "BR-O-11", "What is outside VAT stands beside other sales."


def _category(tree: Tree, path: str) -> str:
    return tree.text(f"{path}/cbc:ID")


def _once(category: str, used: set[str], stated: list[str]) -> Faults:
    number = stated.count(category)
    is_right = (number >= 1 if category == "S" else number == 1) if category in used else not number
    if not is_right:
        yield f"BR-{category}-01", "A category of VAT does not have its own sum."


def _group(group: Tree, lines: list[Tree]) -> Faults:
    category = _category(group, "cac:TaxCategory")
    percent = group.text("cac:TaxCategory/cbc:Percent")
    same = [
        line.amount("cbc:LineExtensionAmount")
        for line in lines
        if _category(line, "cac:Item/cac:ClassifiedTaxCategory") == category
        and line.text("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent") == percent
    ]
    if group.amount("cbc:TaxableAmount") != sum(same) or not same:
        yield f"BR-{category}-08", "The sum of a category of VAT is not that of its lines."
    if category != "S" and group.amount("cbc:TaxAmount"):
        yield f"BR-{category}-09", "There is VAT where none is charged."
    yield from _reason(group, category)


def _reason(group: Tree, category: str) -> Faults:
    codes = group.texts("cac:TaxCategory/cbc:TaxExemptionReasonCode")
    reasons = group.texts("cac:TaxCategory/cbc:TaxExemptionReason")
    if category in ("S", "Z"):
        if codes or reasons:
            yield f"BR-{category}-10", "A reason for no VAT is given where there is VAT."
        return
    if not codes and not reasons:
        yield f"BR-{category}-10", "The reason for no VAT is missing."
    if len(reasons) > 1:
        yield "UBL-SR-32", "There is more than one reason for no VAT."
    for code in codes:
        if code not in REASON_CODES:
            yield "BR-CL-22", "The code of the reason for no VAT is unknown."
        elif CATEGORY_OF_REASON.get(code, category) != category:
            yield "PEPPOL-EN16931-P0104", "The code of the reason is of another category."


def _line_rates(lines: list[Tree]) -> Faults:
    for line in lines:
        category = _category(line, "cac:Item/cac:ClassifiedTaxCategory")
        percents = line.texts("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent")
        if category == "O" and percents:
            yield "BR-O-05", "What is outside VAT has a rate."
        elif category == "S" and not (percents and Decimal(percents[0] or 0) > 0):
            yield "BR-S-05", "A line with VAT has no rate."
        elif category in ("Z", "E", "AE") and percents != ["0"]:
            yield f"BR-{category}-05", "A line without VAT has another rate than 0."


def _numbers(tree: Tree, used: set[str]) -> Faults:
    seller_vat, buyer_vat = (
        tree.text(f"{_SELLER}{_VAT}"),
        tree.text(f"{_BUYER}/cac:PartyTaxScheme{_VAT}"),
    )
    for category in sorted(used & {"S", "Z", "E", "AE"}):
        if not tree.text(f"{_SELLER}/cbc:CompanyID"):
            yield f"BR-{category}-02", "The seller's VAT number is missing."
    if "O" in used and (seller_vat or buyer_vat):
        yield "BR-O-02", "A VAT number is given on a sale that is outside VAT."
    if "AE" in used and not (buyer_vat and seller_vat):
        yield "BR-AE-02", "Reverse charge needs the VAT numbers of both."
