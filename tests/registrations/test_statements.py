"""The statements that many visits make are kept by PostgreSQL, and cut no number."""

from contextlib import suppress

import pytest
from django.db import DataError, transaction

from registrations.models import Quota
from registrations.statements import insert
from tests.factories.registrations import make_offering

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SMALL_INTEGERS = 2**16


def test_number_too_large_for_its_column_is_not_cut_to_fit() -> None:
    quota = Quota(offering=make_offering(), name_sv="Mat", sort_order=SMALL_INTEGERS + 44)

    with suppress(DataError), transaction.atomic():
        insert([quota])

    assert not Quota.objects.filter(sort_order=44).exists()
