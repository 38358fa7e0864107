"""Numbers of invoices have no gaps, however many issue at once and whoever is killed."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from django.db import connections

from registrations.actors import SYSTEM
from registrations.errors import DomainError
from registrations.invoicing import issuing
from registrations.models import Document
from registrations.words import DocumentKind
from tests.concurrency.crowd import run_processes, run_threads
from tests.factories.billing import payer_of, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def numbers() -> list[int]:
    invoices = Document.objects.filter(kind=DocumentKind.INVOICE)
    return sorted(invoices.values_list("number", flat=True))


def payers(number: int, *, per_offering: int = 4) -> list[int]:
    """Return payers with something to invoice, over several Offerings."""
    make_seller()
    offerings = [make_offering(size=None, fee=10_000) for _ in range(-(-number // per_offering))]
    return [
        payer_of(sign_up_invoiced(offerings[index % len(offerings)])).pk for index in range(number)
    ]


def test_32_issuers_at_once_leave_no_gap() -> None:
    found = payers(32)

    results = run_threads([partial(issuing.issue, payer_ids=[pk], actor=SYSTEM) for pk in found])

    assert [one for one in results if not isinstance(one, Document)] == []
    assert numbers() == list(range(1, 33))
    assert_always_true()


def test_the_same_asked_for_by_32_is_invoiced_once() -> None:
    (pk,) = payers(1)

    def job() -> str:
        try:
            return str(issuing.issue(payer_ids=[pk], actor=SYSTEM))
        except DomainError as refusal:
            return type(refusal).__name__

    results = run_threads([job] * 32)

    assert sorted(map(str, results))[1:] == ["NothingToInvoice"] * 31
    assert numbers() == [1]


def test_collective_invoices_over_offerings_in_any_order_never_wait_for_each_other() -> None:
    found = payers(16, per_offering=4)
    rows = [found[index::4] for index in range(4)]

    results = run_threads(
        [
            partial(issuing.issue, payer_ids=row if turn else row[::-1], actor=SYSTEM)
            for turn, row in enumerate(rows)
        ]
    )

    assert [one for one in results if not isinstance(one, Document)] == []
    assert numbers() == [1, 2, 3, 4]


def test_processes_with_threads_of_their_own_leave_no_gap() -> None:
    found = payers(16)

    outcomes = run_processes(
        [[{"do": "issue", "payer": pk} for pk in found[index::2]] for index in range(2)]
    )

    assert [one for one in outcomes if one.startswith("error")] == []
    assert numbers() == list(range(1, 17))


def test_a_process_killed_while_it_issues_leaves_no_gap() -> None:
    found = payers(60)
    process = subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("issuer.py")),
            str(connections["default"].settings_dict["NAME"]),
            *map(str, found[:40]),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "issuing\n"
    until = time.monotonic() + 30
    while not numbers() and time.monotonic() < until:
        os.sched_yield()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = numbers()

    run_threads([partial(issuing.issue, payer_ids=[pk], actor=SYSTEM) for pk in found[40:48]])

    assert 0 < len(before) < 40
    assert numbers() == list(range(1, len(before) + 9))
    assert_always_true()
