"""The demo: it loads once, on a developer's machine, and keeps every rule of the domain."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from config.management.commands.demo import write_private
from registrations.invoicing import standing
from registrations.invoicing.ready import uninvoiced
from registrations.invoicing.standing import state_of
from registrations.models import (
    Decision,
    DiscountCode,
    Document,
    DocumentFile,
    InvoiceDraft,
    Message,
    Offering,
    Participant,
    Refund,
    Seller,
)
from registrations.words import DecisionKind, InvoiceState, RefundState, Status
from tests.invariants import assert_always_true

WHOLE_STATUSES = {
    Status.APPLIED,
    Status.WAITING,
    Status.HELD,
    Status.OFFERED,
    Status.CONFIRMED,
    Status.LAPSED,
    Status.DECLINED,
    Status.CANCELLED,
}


@pytest.fixture(scope="module")
def loaded_demo(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Load the whole demo once for this module, in a transaction that is rolled back."""
    printed = StringIO()
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(DEBUG=True, MEDIA_ROOT=media, PAYMENTS_BACKEND="local"),
        translation.override("sv"),
        transaction.atomic(),
    ):
        call_command("demo", stdout=printed)
        yield printed.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded_demo: str, db: None) -> str:
    """The demo as a test may change it, and what was printed when it was loaded."""
    return loaded_demo


def counted() -> tuple[int, int, int]:
    return (Page.objects.count(), Offering.objects.count(), Participant.objects.count())


def test_demo_is_refused_outside_debug(demo: str) -> None:
    before = counted()

    with override_settings(DEBUG=False), pytest.raises(CommandError, match="needs DEBUG"):
        call_command("demo")

    assert counted() == before


@pytest.mark.web
def test_every_page_of_demo_answers_in_both_languages(demo: str, client: Client) -> None:
    pages = list(Page.objects.filter(depth__gt=1).select_related("locale"))

    answers = {page.get_url(): client.get(page.get_url()).status_code for page in pages}

    assert set(answers.values()) == {200}
    keys = {
        language: {page.translation_key for page in pages if page.locale.language_code == language}
        for language in ("sv", "en")
    }
    assert keys["sv"] == keys["en"]
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()


@pytest.mark.web
@pytest.mark.parametrize(
    "address", ["/kalender/", "/en/kalender/", "/kalender.ics", "/kalender.rss"]
)
def test_calendar_of_demo_answers(demo: str, client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 200


@pytest.mark.web
def test_signup_of_every_offering_of_demo_answers(demo: str, client: Client) -> None:
    slugs = Offering.objects.values_list("slug", flat=True)

    answers = {slug: client.get(f"/anmalan/{slug}/").status_code for slug in slugs}

    # A closed, full, cancelled or past event answers with a page that says so.
    assert set(answers.values()) <= {200, 409, 410}


def test_demo_keeps_every_rule(demo: str) -> None:
    assert_always_true()

    assert set(Participant.objects.values_list("status", flat=True)) == WHOLE_STATUSES
    kinds = set(Decision.objects.values_list("kind", flat=True))
    assert kinds == {
        DecisionKind.BOUNCE,
        DecisionKind.DUPLICATE,
        DecisionKind.FEE_CHECK,
        DecisionKind.STRAY_MONEY,
    }


def test_demo_leaves_no_mail_to_send(demo: str) -> None:
    waiting = Message.objects.filter(sent_at=None, dropped_at=None)

    assert waiting.count() == 0
    assert not Message.objects.filter(sent_at__isnull=False, text="").exists()


def test_demo_shows_money_at_work(demo: str) -> None:
    kept = set(Document.objects.values_list("series", flat=True))

    assert Seller.objects.count() == 1
    assert kept == {"TK", "TKK", "F", "KF"}
    pdfs = DocumentFile.objects.filter(media_type="application/pdf")
    assert pdfs.count() == Document.objects.count()
    assert Refund.objects.filter(reason__gt="", state=RefundState.SUCCEEDED).count() == 1
    assert DiscountCode.objects.get().used == 2
    assert Participant.objects.filter(status=Status.HELD).count() == 1


def test_demo_shows_invoices_in_every_state(demo: str) -> None:
    states = {state_of(one) for one in standing.invoices()}

    assert states == set(InvoiceState) - {InvoiceState.DRAFTED}
    assert InvoiceDraft.objects.count() == 2
    assert uninvoiced()
    call_command("check_money", stdout=StringIO())


def test_conference_of_demo_has_twelve_seats_left(demo: str) -> None:
    quota = Offering.objects.get(slug__startswith="cirkular-ekonomi-lund").quotas.first()

    assert quota is not None
    assert quota.left == 12


def test_dates_of_demo_are_to_come_but_for_the_past_event(demo: str) -> None:
    past = Offering.objects.filter(first_starts_at__lt=timezone.now())

    assert past.count() == 1


def test_demo_shows_a_password_of_each_account(demo: str) -> None:
    words = dict(line.split() for line in demo.splitlines() if line.startswith("  "))

    assert set(words) == {"admin", "arrangor", "redaktor", "ekonom"}
    for name, password in words.items():
        assert get_user_model().objects.get(username=name).check_password(password)


def test_second_run_if_empty_changes_nothing(demo: str) -> None:
    before = counted()

    call_command("demo", if_empty=True)

    assert counted() == before


def test_second_run_is_refused(demo: str) -> None:
    with pytest.raises(CommandError, match="empty database"):
        call_command("demo")


def test_password_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "passwords"

    write_private(file, {"admin": "hemligt"})

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text() == "admin hemligt\n"


def test_crowd_in_an_offering_of_the_demo_keeps_every_rule(demo: str) -> None:
    slug = Offering.objects.get(slug__startswith="cirkulara-krav").slug

    call_command("demo", people=30, offering=slug, stdout=StringIO())

    assert_always_true()
