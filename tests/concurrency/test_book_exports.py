"""Two bookkeepers who export at once hand each voucher over once."""

from datetime import date
from functools import partial

import pytest
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.errors import DomainError
from registrations.invoicing.books.exporting import export
from registrations.models import BookExport, ExportedVoucher
from tests.concurrency.crowd import run_threads
from tests.factories.billing import invoice, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_same_days_exported_by_six_at_once_are_exported_once() -> None:
    make_seller()
    offering = make_offering(fee=10_000)
    for _ in range(3):
        invoice(sign_up_invoiced(offering))

    def job() -> str:
        try:
            return str(export(date(2020, 1, 1), timezone.localdate(), actor=SYSTEM).voucher_count)
        except DomainError as refusal:
            return type(refusal).__name__

    results = run_threads([partial(job)] * 6)

    assert sorted(map(str, results)) == ["3"] + ["NothingToExport"] * 5
    assert BookExport.objects.count() == 1
    assert ExportedVoucher.objects.count() == 3
