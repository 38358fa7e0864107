"""Invoices of a year: issued, paid by one file of the bank, and exported to bookkeeping."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone

from bench.figures import Figure
from registrations.actors import SYSTEM
from registrations.invoicing import issuing
from registrations.invoicing.bank.reading import read_file
from registrations.invoicing.books.exporting import export
from registrations.models import BankAccount, BankFile, Document, Offering, Payer, Seller
from registrations.signup import register
from tests.factories.billing import ESLOV
from tests.factories.camt import OUR_BANKGIRO, File, Movement, camt
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering, make_signup

FEW, MANY = 1_000, 10_000
MOST = 12.0


@dataclass(frozen=True)
class Year:
    """The seconds that each part of so many invoices took."""

    issuing: float
    matching: float
    exporting: float


def measure_invoices() -> list[Figure]:
    if not Seller.objects.exists():
        make_seller()
    BankAccount.objects.get_or_create(number=OUR_BANKGIRO, defaults={"name": "Bankgiro"})
    few, many = year(FEW), year(MANY)
    return [
        figure
        for name, one, ten in (
            ("issuing", few.issuing, many.issuing),
            ("matching from one camt file", few.matching, many.matching),
            ("SIE export of a year", few.exporting, many.exporting),
        )
        for figure in (
            Figure(f"{name}: {FEW:,}", one, "s"),
            Figure(f"{name}: {MANY:,}", ten, "s"),
            Figure(f"{name}: {MANY:,} as times {FEW:,}", ten / one, at_most=MOST),
        )
    ]


def year(number: int) -> Year:
    """Invoice so many organisations, let the bank tell that all have paid, and export it."""
    offering = make_offering(size=None, fee=100_000)
    for _ in range(number):
        register(make_signup(offering, payer=ESLOV))
    payers = list(Payer.objects.filter(registration__offering=offering).values_list("pk"))
    issuing_took = seconds(lambda: issue_all(pk for (pk,) in payers))
    body = bank_file(offering)
    took = Year(
        issuing=issuing_took,
        matching=seconds(lambda: match(body)),
        exporting=seconds(export_year),
    )
    assert BankFile.objects.latest("pk").new_count == number
    return took


def issue_all(payer_ids: Iterable[int]) -> None:
    for pk in payer_ids:
        issuing.issue(payer_ids=[pk], actor=SYSTEM)


def match(body: bytes) -> None:
    read_file(body=body, name="bank.xml", actor=SYSTEM)


def export_year() -> None:
    today = timezone.localdate()
    export(today.replace(month=1, day=1), today, actor=SYSTEM)


def bank_file(offering: Offering) -> bytes:
    """Return a file of the bank in which each invoice of an Offering is paid by its OCR number."""
    today = timezone.localdate()
    rows = Document.objects.filter(offering=offering).order_by("pk")
    return camt(
        File(
            [
                Movement(
                    ore=document.gross_ore,
                    number=f"B{document.pk}",
                    booked_on=today,
                    references=[(document.ocr or "", None)],
                    payer="Eslövs kommun",
                )
                for document in rows
            ],
            message_id=f"M{offering.pk}",
        )
    )


def seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
