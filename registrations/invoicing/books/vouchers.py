"""Vouchers: what each row of money means in the books, each row once, each voucher balanced.

Four accounts carry the money. What comes lies at the provider or in the bank, against payments not
yet placed; placing it moves it from there to the receivable; a document is a receivable against
sales, VAT and rounding. So the receivable is always what is left to pay of documents.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from django.utils import translation

from registrations.invoicing.books.accounts import Chart
from registrations.invoicing.books.pieces import Books, Piece, Projects, Scope, Voucher, merge
from registrations.invoicing.books.placements import placements
from registrations.invoicing.books.provider import fees, payouts
from registrations.invoicing.books.sales import accruals, documents
from registrations.invoicing.books.settlements import payments, refunds, write_offs

# In the order in which they stand within a day.
READERS: tuple[Callable[[Books], Iterator[Piece]], ...] = (
    documents,
    payments,
    placements,
    refunds,
    write_offs,
    fees,
    payouts,
    accruals,
)


def vouchers(books: Books) -> list[Voucher]:
    """Return the vouchers of some days. Raises AccountsMissing and DoesNotAddUp."""
    # The books are kept in Swedish (bokföringslagen), whoever exports them.
    with translation.override("sv"):
        found = merge(chain.from_iterable(read(books) for read in READERS))
    books.chart.check()
    return found


def all_vouchers(scope: Scope) -> tuple[list[Voucher], Books]:
    """Return the vouchers of some days, with the accounts and projects they were read with."""
    books = Books(scope=scope, chart=Chart(), projects=Projects())
    return vouchers(books), books
