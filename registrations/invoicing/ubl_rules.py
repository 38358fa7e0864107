"""The project's own check of an e-invoice against EN 16931 and Peppol BIS Billing 3.

It reads the written XML and nothing else, so that it finds what the writer got wrong. Each rule
keeps the name that the official rules give it; the official rules themselves are not shipped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from registrations.invoicing import peppol_release as release
from registrations.invoicing.identifiers import is_endpoint, swedish_number
from registrations.invoicing.ubl_sums import broken_sums
from registrations.invoicing.ubl_tree import Faults, Tree
from registrations.invoicing.ubl_vat_rules import broken_vat
from registrations.invoicing.xml import MEGABYTE, parse

ROOTS = ("Invoice", "CreditNote")
LIMIT_BYTES = 10 * MEGABYTE
F_TAX = "GODKÄND FÖR F-SKATT"


@dataclass(frozen=True)
class Broken:
    """A rule that an e-invoice breaks, and what is wrong, in the words of the rule."""

    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.words}"


def broken_rules(xml: bytes) -> list[Broken]:
    """Return every rule that the e-invoice breaks; raises XmlRefused for what is no invoice."""
    tree = Tree(parse(xml, limit_bytes=LIMIT_BYTES, roots=ROOTS))
    checks: tuple[Callable[[Tree], Faults], ...] = (
        _form,
        _document,
        _references,
        _parties,
        _swedish_seller,
        _payment,
        _lines,
        broken_vat,
        broken_sums,
    )
    return [Broken(rule, words) for check in checks for rule, words in check(tree)]


def _form(tree: Tree) -> Faults:
    for element in tree.root.iter():
        if not len(element) and not (element.text or "").strip():
            yield "PEPPOL-EN16931-R008", "An element is empty."
        currency = element.get("currencyID")
        if currency is not None and currency != tree.text("cbc:DocumentCurrencyCode"):
            yield "PEPPOL-EN16931-R051", "An amount is in another currency than the invoice."


def _document(tree: Tree) -> Faults:
    customization = tree.text("cbc:CustomizationID")
    if not customization.startswith(release.CUSTOMIZATION_ID):
        yield "PEPPOL-EN16931-R004", "The specification identifier is another one."
    if tree.text("cbc:ProfileID") != release.PROFILE_ID:
        yield "PEPPOL-EN16931-R007", "The business process is not billing."
    if not tree.text("cbc:ID"):
        yield "BR-02", "The number is missing."
    types = {"Invoice": release.INVOICE_TYPE, "CreditNote": release.CREDIT_NOTE_TYPE}
    if tree.text(f"cbc:{tree.name}TypeCode") != types[tree.name]:
        yield "BR-04", "The type of document is missing or does not suit it."
    for path in ("cbc:IssueDate", "cbc:DueDate", "cac:Delivery/cbc:ActualDeliveryDate"):
        yield from _date(tree, path, is_needed=path == "cbc:IssueDate")
    if len(tree.all("cbc:Note")) > 1:
        yield "PEPPOL-EN16931-R002", "There is more than one note."
    is_owed = tree.amount("cac:LegalMonetaryTotal/cbc:PayableAmount") > 0
    has_terms = tree.text("cbc:DueDate") or tree.text("cac:PaymentTerms/cbc:Note")
    if tree.name == "Invoice" and is_owed and not has_terms:
        yield "BR-CO-25", "Something is to be paid, but neither day nor terms are given."


def _date(tree: Tree, path: str, *, is_needed: bool) -> Faults:
    found = [element.text or "" for element in tree.all(path)]
    if is_needed and not found:
        yield "BR-03", "The date of issue is missing."
    if any(not tree.is_date(text) for text in found):
        yield "PEPPOL-EN16931-F001", "A date is not written as YYYY-MM-DD."


def _references(tree: Tree) -> Faults:
    if not (tree.text("cbc:BuyerReference") or tree.text("cac:OrderReference/cbc:ID")):
        yield "PEPPOL-EN16931-R003", "There is neither a buyer's reference nor an order number."
    original = "cac:BillingReference/cac:InvoiceDocumentReference"
    if tree.name == "CreditNote" and not tree.text(f"{original}/cbc:ID"):
        yield "BR-55", "A credit note does not name its invoice."
    objects = tree.all("cac:AdditionalDocumentReference[cbc:DocumentTypeCode='130']")
    if len(objects) > 1:
        yield "UBL-SR-04", "There is more than one invoiced object."
    if len(tree.all("cac:ContractDocumentReference")) > 1:
        yield "UBL-SR-01", "There is more than one contract."
    starts, ends = (
        tree.text("cac:InvoicePeriod/cbc:StartDate"),
        tree.text("cac:InvoicePeriod/cbc:EndDate"),
    )
    if starts and ends and starts > ends:
        yield "BR-29", "The invoice's period ends before it starts."
    if any(
        period < starts for period in tree.texts(f"{tree.line}/cac:InvoicePeriod/cbc:StartDate")
    ):
        yield "PEPPOL-EN16931-R110", "A line's period starts before the invoice's."
    if any(period > ends for period in tree.texts(f"{tree.line}/cac:InvoicePeriod/cbc:EndDate")):
        yield "PEPPOL-EN16931-R111", "A line's period ends after the invoice's."


def _parties(tree: Tree) -> Faults:
    names = (
        ("cac:AccountingSupplierParty", "PEPPOL-EN16931-R020", "BR-06", "BR-09"),
        ("cac:AccountingCustomerParty", "PEPPOL-EN16931-R010", "BR-07", "BR-11"),
    )
    for role, endpoint_rule, name_rule, country_rule in names:
        party = f"{role}/cac:Party"
        if not tree.text(f"{party}/cbc:EndpointID"):
            yield endpoint_rule, "A party has no electronic address."
        if not tree.text(f"{party}/cac:PartyLegalEntity/cbc:RegistrationName"):
            yield name_rule, "A party has no name."
        country = tree.text(f"{party}/cac:PostalAddress/cac:Country/cbc:IdentificationCode")
        if not country:
            yield country_rule, "A party has no country."
        elif country not in release.COUNTRIES:
            yield "BR-CL-14", "A party's country is no country code."
    yield from _numbers_of_parties(tree)


def _numbers_of_parties(tree: Tree) -> Faults:
    for element in tree.everywhere("cbc:EndpointID"):
        scheme = element.get("schemeID", "")
        number = element.text or ""
        if scheme not in release.ENDPOINT_SCHEMES:
            yield "PEPPOL-EN16931-CL008", "An electronic address has an unknown scheme."
        elif not is_endpoint(f"{scheme}:{number}"):
            rule = "PEPPOL-COMMON-R040" if scheme == "0088" else "PEPPOL-COMMON-R049"
            yield rule, "An electronic address has a wrong check digit."
    for element in tree.everywhere("cbc:CompanyID[@schemeID='0007']"):
        if (element.text or "") != swedish_number(element.text or ""):
            yield "PEPPOL-COMMON-R049", "An organisation number is not ten digits that check."
    for number in tree.everywhere_texts(
        "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID"
    ):
        if number[:2] not in release.COUNTRIES | {"EL", "XI"}:
            yield "BR-CO-09", "A VAT number does not start with its country."
    seller = "cac:AccountingSupplierParty/cac:Party"
    has_number = tree.text(f"{seller}/cac:PartyLegalEntity/cbc:CompanyID")
    if not (has_number or tree.text(f"{seller}/cac:PartyTaxScheme/cbc:CompanyID")):
        yield "BR-CO-26", "The seller has no number at all."


def _swedish_seller(tree: Tree) -> Faults:
    seller = "cac:AccountingSupplierParty/cac:Party"
    if tree.text(f"{seller}/cac:PostalAddress/cac:Country/cbc:IdentificationCode") != "SE":
        return
    number = tree.text(f"{seller}/cac:PartyLegalEntity/cbc:CompanyID")
    if number and not (number.isdigit() and len(number) == 10):
        yield "SE-R-004", "The seller's organisation number is not ten digits."
    elif number and number != swedish_number(number):
        yield "SE-R-013", "The seller's organisation number has a wrong check digit."
    vat = tree.text(f"{seller}/cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID")
    if vat.startswith("SE") and len(vat) != 14:
        yield "SE-R-001", "The seller's VAT number is not 14 characters."
    elif vat.startswith("SE") and not vat[2:].isdigit():
        yield "SE-R-002", "The seller's VAT number has other than digits after SE."
    schemes = f"{seller}/cac:PartyTaxScheme[cac:TaxScheme/cbc:ID!='VAT']/cbc:CompanyID"
    if any(text.upper() != F_TAX for text in tree.texts(schemes)):
        yield "SE-R-005", "What is said of F-tax is not the words that are asked for."
    if len(tree.all(f"{seller}/cac:PartyTaxScheme")) > 2:
        yield "UBL-SR-42", "The seller has more than two tax schemes."
    standard = "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[cbc:ID='S']/cbc:Percent"
    if vat and not set(tree.texts(standard)) <= release.SWEDISH_RATES:
        yield "SE-R-006", "A rate of VAT is neither 25, 12 nor 6 per cent."


def _payment(tree: Tree) -> Faults:
    means = "cac:PaymentMeans"
    if len(set(tree.texts(f"{means}/cbc:PaymentID"))) > 1:
        yield "UBL-SR-44", "There is more than one payment reference."
    codes = set(tree.texts(f"{means}/cbc:PaymentMeansCode"))
    if len(codes) > 1:
        yield "UBL-SR-47", "There is more than one way to pay."
    if codes & {"31", "50", "56"}:
        yield "SE-R-011", "A Swedish account is not given as a credit transfer (30)."
    without = tree.all(f"{means}[not(cac:PayeeFinancialAccount/cbc:ID)]")
    if codes == {release.CREDIT_TRANSFER} and without:
        yield "BR-61", "A credit transfer has no account."
    for account in tree.all(f"{means}/cac:PayeeFinancialAccount"):
        number = account.findtext("{*}ID") or ""
        branch = account.findtext("{*}FinancialInstitutionBranch/{*}ID") or ""
        if branch == "SE:BANKGIRO" and not (number.isdigit() and len(number) in (7, 8)):
            yield "SE-R-009", "A bankgiro number is not seven or eight digits."
        if branch == "SE:PLUSGIRO" and not (number.isdigit() and 2 <= len(number) <= 8):
            yield "SE-R-010", "A plusgiro number is not two to eight digits."


def _lines(tree: Tree) -> Faults:
    lines = tree.all(tree.line)
    if not lines:
        yield "BR-16", "There is no line."
    names = [line.findtext("{*}ID") or "" for line in lines]
    if not all(names):
        yield "BR-21", "A line has no number."
    for line in lines:
        yield from _line(Tree(line), "cbc:InvoicedQuantity | cbc:CreditedQuantity")


def _line(line: Tree, quantities: str) -> Iterator[tuple[str, str]]:
    quantity = line.all(quantities)
    if len(quantity) != 1:
        yield "BR-22", "A line has no quantity."
        return
    if not quantity[0].get("unitCode"):
        yield "BR-23", "A quantity has no unit."
    if not line.text("cac:Item/cbc:Name"):
        yield "BR-25", "A line has no name."
    if not line.all("cac:Price/cbc:PriceAmount"):
        yield "BR-26", "A line has no price."
    price = line.amount("cac:Price/cbc:PriceAmount")
    if price < 0:
        yield "BR-27", "A price is below zero."
    net = line.amount("cbc:LineExtensionAmount")
    if abs(net - price * line.amount(quantities)) > line.SLACK:
        yield "PEPPOL-EN16931-R120", "A line's sum is not its quantity times its price."
    if len(line.all("cac:Item/cac:ClassifiedTaxCategory/cbc:ID")) != 1:
        yield "UBL-SR-48", "A line does not have one category of VAT."
