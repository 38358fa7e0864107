"""Drafts are issued once, however many bookkeepers and ticks take them at the same moment."""

from functools import partial

import pytest
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.invoicing import drafts
from registrations.models import Document, DraftPayer, InvoiceDraft
from tests.concurrency.crowd import run_threads
from tests.factories.billing import payer_of, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def payers(number: int) -> list[int]:
    make_seller()
    offering = make_offering(size=None, fee=10_000)
    return [payer_of(sign_up_invoiced(offering)).pk for _ in range(number)]


def press(keys: list[int]) -> None:
    """Do what a bookkeeper's press on the button does."""
    drafts.issue_asked(drafts.ask_to_issue(keys, actor=SYSTEM))


def test_two_bookkeepers_and_the_tick_issue_each_draft_once() -> None:
    made = drafts.make_drafts([[pk] for pk in payers(4)], actor=SYSTEM)
    keys = [draft.pk for draft in made]

    jobs = [partial(press, keys), partial(press, keys[::-1])]
    results = run_threads([*jobs, *[partial(drafts.issue_due, timezone.now())] * 2])
    drafts.issue_due(timezone.now())

    assert [one for one in results if isinstance(one, Exception)] == []
    assert sorted(Document.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert not InvoiceDraft.objects.exists()
    assert_always_true()


def test_one_who_discards_and_one_who_issues_agree() -> None:
    (draft,) = drafts.make_drafts([payers(1)], actor=SYSTEM)

    run_threads([partial(drafts.discard, [draft.pk]), partial(press, [draft.pk])])

    assert not InvoiceDraft.objects.exists()
    assert Document.objects.count() <= 1
    assert_always_true()


def test_the_same_payer_drafted_by_two_stands_in_one_draft() -> None:
    found = payers(2)
    jobs = [partial(drafts.make_drafts, [group], actor=SYSTEM) for group in (found, found[::-1])]

    results = run_threads(jobs)

    assert [one for one in results if isinstance(one, Exception)] == []
    assert sorted(DraftPayer.objects.values_list("payer", flat=True)) == sorted(found)
    assert not InvoiceDraft.objects.filter(payers__isnull=True).exists()
