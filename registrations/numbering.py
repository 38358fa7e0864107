"""Numbers of documents: series by year without gaps, and the OCR that an invoice's number makes.

A series' row is locked while a number is taken, and the number is given back if the transaction
is rolled back. All series of a year are locked in one order, so that a sale that needs a receipt
and a credit never waits for one that needs a credit and a receipt.
"""

from registrations.models import DocumentSeries, Seller
from registrations.ocr import make_ocr
from registrations.words import DocumentKind

# Before the code of a document about test money.
TEST = "T"
OCR_NUMBER_DIGITS = 6


def series_code(
    kind: DocumentKind, *, seller: Seller | None, credits_invoice: bool, is_live: bool
) -> str:
    """Return the code of the series that a document is numbered in."""
    seller = seller or Seller()
    codes = {
        DocumentKind.RECEIPT: seller.receipt_series,
        DocumentKind.INVOICE: seller.invoice_series,
        DocumentKind.CREDIT_NOTE: (
            seller.credit_series if credits_invoice else seller.receipt_credit_series
        ),
    }
    return codes[kind] if is_live else f"{TEST}{codes[kind]}"


def next_number(code: str, year: int, *, seller: Seller | None = None) -> tuple[int, str]:
    """Take the next number of a series; return it and the series' prefix in an OCR."""
    rows = DocumentSeries.objects.filter(year=year).order_by("pk")
    found = {row.code: row for row in rows.select_for_update()}
    if code not in found:
        _open_series(code, year, known=set(found), seller=seller or Seller())
        found = {row.code: row for row in rows.select_for_update()}
    series = found[code]
    number = series.last_number + 1
    DocumentSeries.objects.filter(pk=series.pk).update(last_number=number)
    return number, series.ocr_prefix


def _open_series(code: str, year: int, *, known: set[str], seller: Seller) -> None:
    """Write the rows of the year's series at once, so that their order is one for everybody."""
    codes = {
        code,
        seller.receipt_series,
        seller.receipt_credit_series,
        seller.invoice_series,
        seller.credit_series,
    }
    missing = sorted((codes | {f"{TEST}{one}" for one in codes if one != code}) - known)
    DocumentSeries.objects.bulk_create(
        (
            DocumentSeries(code=one, year=year, ocr_prefix=_prefix(known) if known else "")
            for one in missing
        ),
        ignore_conflicts=True,
    )


def _prefix(known: set[str]) -> str:
    """Return what sets the OCR of a series begun later in the year apart from the former ones."""
    return str(len(known) % 100)


def ocr_of(*, year: int, number: int, prefix: str, seller: Seller) -> str:
    """Return the OCR of an invoice: its year and number, of equal length within the series."""
    body = f"{year}{prefix}{number:0{OCR_NUMBER_DIGITS}d}"
    return make_ocr(body, has_length_digit=seller.ocr_has_length_digit, length=seller.ocr_length)
