"""Walks money of all kinds and exports in between: the accounts always say what the rows say."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from hypothesis.stateful import invariant, rule

from registrations.actors import SYSTEM
from registrations.external_refunds import BOOKED_BY_HAND
from registrations.invoicing.books.exporting import NothingToExport, export
from registrations.invoicing.books.sie_reader import read_sie
from registrations.invoicing.standing import invoices, stand
from registrations.models import (
    Allocation,
    BalanceLine,
    BookExport,
    Charge,
    Document,
    Offering,
    Payment,
    Refund,
)
from registrations.words import NEVER_INVOICED, ChargeKind, DocumentKind, RefundState
from tests.registrations.test_invoice_state_machine import Invoices
from tests.registrations.test_state_machine import PICK, walk

BEGINNING = date(2020, 1, 1)
RECEIVABLE, UNPLACED, PREPAID, BANK, CARD = "1510", "2890", "2970", "1930", "1580"
REMINDERS, FEES, BAD_DEBT, ROUNDING = "3590", "6570", "6351", "3740"
VAT = ("2611", "2621", "2631")


class Books(Invoices):
    """Money of all kinds, exported at any moment in files that never tell of a row twice."""

    def __init__(self) -> None:
        super().__init__()
        if connection.vendor == "sqlite":
            self.free_test_money()

    def free_test_money(self) -> None:
        """Drop the guards that keep the local test bank's money apart from real money."""
        tables = {Payment._meta.db_table, Document._meta.db_table}
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
            for name, table in cursor.fetchall():
                if table in tables:
                    cursor.execute(f'DROP TRIGGER "{name}"')

    @invariant()
    def every_rule_holds(self) -> None:
        """Only count people: what else holds is proven by the walk without exports."""
        if hasattr(self, "offering"):
            self.people = Counter(participant.status for participant in self.participants())

    @rule()
    def export(self) -> None:
        self.write_export()
        assert_accounts_say_what_rows_say()

    @rule(pick=PICK)
    def pay_out(self, pick: int) -> None:
        """The provider pays out what it has kept of late, as reconciling learns."""
        waiting = BalanceLine.objects.filter(payout_id="").order_by("pk")[: pick % 3 + 1]
        BalanceLine.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(
            payout_id=f"po_{pick}", payout_on=timezone.localdate(self.now)
        )

    def write_export(self) -> None:
        self.make_real()
        try:
            export(BEGINNING, timezone.localdate(self.now), actor=SYSTEM, now=self.now)
        except NothingToExport:
            return

    def make_real(self) -> None:
        if connection.vendor == "sqlite":
            Payment.objects.filter(is_live=False).update(is_live=True)
            Document.objects.filter(is_live=False).update(is_live=True)

    def teardown(self) -> None:
        try:
            if Document.objects.exists():
                self.write_export()
                assert_accounts_say_what_rows_say()
                self.let_the_day_come()
        finally:
            super().teardown()

    def let_the_day_come(self) -> None:
        """When every event is over nothing is prepaid, and sales are what documents say."""
        ends = [one.last_ends_at for one in Offering.objects.all() if one.last_ends_at]
        self.now = max([self.now, *ends]) + timedelta(days=1)
        self.traveller.move_to(self.now)
        self.write_export()
        sums = balances()
        assert sums[PREPAID] == 0
        sold = sum(ore for account, ore in sums.items() if account.startswith("300"))
        assert -sold == sum(
            row["net_ore"]
            for document in Document.objects.filter(is_live=True)
            for row in document.content["lines"]
        )
        assert_accounts_say_what_rows_say()


def balances() -> Counter[str]:
    """Return what all exports together leave on each account, in öre."""
    sums: Counter[str] = Counter()
    for made in BookExport.objects.all():
        for voucher in read_sie(bytes(made.body)).vouchers:
            for line in voucher.lines:
                sums[line.account] += line.ore
    assert sum(sums.values()) == 0
    return sums


def total(rows: QuerySet, field: str) -> int:
    return int(rows.order_by().aggregate(total=Sum(field))["total"] or 0)


def assert_accounts_say_what_rows_say() -> None:
    sums = balances()
    live = Payment.objects.filter(is_live=True)
    # What a person books by hand is still at the bank, and its voucher is that person's.
    gone = Refund.objects.filter(state=RefundState.SUCCEEDED, payment__is_live=True).exclude(
        BOOKED_BY_HAND
    )
    placed = Allocation.objects.filter(payment__is_live=True).filter(
        Q(charge__document_line__document__is_live=True) | Q(charge__kind__in=NEVER_INVOICED)
    )
    fees = Charge.objects.filter(
        Q(kind=ChargeKind.REMINDER) | Q(recovers__reverses__kind=ChargeKind.REMINDER)
    )
    lines = BalanceLine.objects.filter(Q(payment__is_live=True) | Q(refund__payment__is_live=True))
    paid_out = lines.exclude(payout_id="")
    payout_ore = total(paid_out, "amount_ore") - total(paid_out, "fee_ore")
    receipts = stand(Document.objects.filter(kind=DocumentKind.RECEIPT, is_live=True))

    assert sums[RECEIVABLE] == total(invoices(), "open_ore") + total(receipts, "open_ore")
    assert -sums[UNPLACED] == (
        total(live, "amount_ore") - total(gone, "amount_ore") - total(placed, "amount_ore")
    )
    assert -sums[REMINDERS] == total(
        Allocation.objects.filter(charge__in=fees, payment__is_live=True), "amount_ore"
    )
    assert sums[FEES] == total(lines, "fee_ore")
    issued = Document.objects.filter(is_live=True)
    lost, lost_vat = losses()
    assert sums[BAD_DEBT] == lost
    assert -sum(sums[account] for account in VAT) == total(issued, "vat_ore") - lost_vat
    assert -sums[ROUNDING] == sum(one.content["rounding_ore"] for one in issued)
    card = {"payment__checkout__isnull": False}
    assert sums[CARD] == (
        total(live.filter(checkout__isnull=False), "amount_ore")
        - total(gone.filter(**card), "amount_ore")
        - total(lines, "fee_ore")
        - payout_ore
    )
    assert sums[BANK] == (
        total(live.filter(checkout__isnull=True), "amount_ore")
        - total(gone.exclude(**card), "amount_ore")
        + payout_ore
    )


def losses() -> tuple[int, int]:
    """Return net and VAT of what was written off of documents and has not come all the same.

    A fee for reminding is no loss: it is income once it comes, also after it was written off.
    """
    written = Charge.objects.filter(
        kind=ChargeKind.WRITE_OFF, reverses__document_line__document__is_live=True
    )
    net, vat = -total(written, "net_ore"), -total(written, "vat_ore")
    came = (
        Allocation.objects.filter(charge__kind=ChargeKind.RECOVERED, payment__is_live=True)
        .exclude(charge__recovers__reverses__kind=ChargeKind.REMINDER)
        .select_related("charge")
    )
    for one in came:
        its_vat = round(one.amount_ore * one.charge.vat_ore / one.charge.gross_ore)
        net, vat = net - one.amount_ore + its_vat, vat - its_vat
    return net, vat


@pytest.mark.postgres
@pytest.mark.django_db
def test_accounts_say_what_rows_say_whenever_one_exports() -> None:
    walk(machine=Books, examples=3, steps=30)


@pytest.mark.long
@pytest.mark.django_db
def test_accounts_say_what_rows_say_for_long() -> None:
    walk(machine=Books, examples=200, steps=60)
