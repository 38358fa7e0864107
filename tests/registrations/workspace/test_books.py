"""Pages of bookkeeping: preview, export once, files, and the accounts they go to."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.invoicing.books.exporting import export
from registrations.invoicing.books.sie_reader import read_sie
from registrations.models import BookAccount, BookExport, Offering
from tests.factories.billing import invoice, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.registrations.test_proof import without_guards

pytestmark = pytest.mark.django_db
EXPORTS = reverse("workspace:book_exports")


@pytest.fixture
def bookkeeper(client: Client) -> Client:
    user = User.objects.create_user("bodil", "bodil@example.org", "x", is_staff=True)
    user.groups.add(Group.objects.get(name="Bookkeepers"))
    client.force_login(user)
    return client


@pytest.fixture
def offering() -> Offering:
    make_seller()
    return make_offering(fee=100_000, starts_at=timezone.now() + timedelta(days=60))


def days(**fields: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {"first": today, "last": today} | fields


def test_preview_shows_sums_and_keeps_nothing(bookkeeper: Client, offering: Offering) -> None:
    invoice(sign_up_invoiced(offering))

    page = bookkeeper.get(EXPORTS, days()).content.decode()

    assert "Kundfordringar" in page
    assert "1 verifikation" in page
    assert "1 250 kr" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert not BookExport.objects.exists()


def test_export_is_made_once(bookkeeper: Client, offering: Offering) -> None:
    invoice(sign_up_invoiced(offering))

    first = bookkeeper.post(EXPORTS, days(), follow=True)
    second = bookkeeper.post(EXPORTS, days())

    made = BookExport.objects.get()
    assert first.redirect_chain == [(reverse("workspace:book_export", args=[made.pk]), 302)]
    assert made.exported_by is not None
    assert second.status_code == 422
    assert "kvar att exportera" in second.content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"last": "2020-01-01"}, "före den första"),
        ({"last": "2099-01-01"}, "idag eller en tidigare dag"),
        ({"first": "igår"}, "giltigt datum"),
        ({"first": ""}, "obligatoriskt"),
    ],
)
def test_wrong_days_are_said_and_kept(
    bookkeeper: Client, offering: Offering, given: dict[str, str], words: str
) -> None:
    answer = bookkeeper.get(EXPORTS, days(**given))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert all(f'value="{value}"' in page for value in given.values() if value)


def test_missing_account_is_named_with_the_way_to_add_it(
    bookkeeper: Client, offering: Offering
) -> None:
    invoice(sign_up_invoiced(offering))
    BookAccount.objects.filter(role="prepaid").delete()

    answer = bookkeeper.post(EXPORTS, days())

    assert answer.status_code == 422
    assert reverse("workspace:add_book_account") in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "letters"), [("si", "cp437"), ("latin1.si", "latin-1"), ("csv", "utf-8-sig")]
)
def test_files_say_the_same(
    bookkeeper: Client, offering: Offering, kind: str, letters: str
) -> None:
    invoice(sign_up_invoiced(offering))
    today = timezone.localdate()
    made = export(today, today, actor=SYSTEM)

    answer: Any = bookkeeper.get(reverse("workspace:book_file", args=[made.pk, kind]))

    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode(letters)
    assert "Förutbetalda intäkter" in text
    assert f"bokforing-{today}--{today}-{made.pk}.{kind}" in answer["Content-Disposition"]
    if kind == "si":
        assert read_sie(body).debit_ore == made.debit_ore == 125_000
    if kind == "csv":
        assert text.splitlines()[-1].endswith(";1250,00;1250,00")


def test_unknown_kind_and_emptied_file_are_not_found(
    bookkeeper: Client, offering: Offering
) -> None:
    invoice(sign_up_invoiced(offering))
    today = timezone.localdate()
    made = export(today, today, actor=SYSTEM)
    assert bookkeeper.get(f"{EXPORTS}{made.pk}/fil.exe").status_code == 404

    without_guards("book_export_is_never_edited")
    BookExport.objects.update(body=b"")

    assert bookkeeper.get(f"{EXPORTS}{made.pk}/fil.si").status_code == 404
    assert "tömd" in bookkeeper.get(f"{EXPORTS}{made.pk}/").content.decode()


def test_account_from_a_day_on_takes_over(bookkeeper: Client, offering: Offering) -> None:
    given = {
        "role": "receivable",
        "vat_kind": "",
        "vat_rate": "0",
        "from_on": timezone.localdate().isoformat(),
        "number": "1511",
        "name": "Kundfordringar kurser",
    }

    bookkeeper.post(reverse("workspace:add_book_account"), given)
    invoice(sign_up_invoiced(offering))
    bookkeeper.post(EXPORTS, days())

    made = BookExport.objects.get()
    assert read_sie(bytes(made.body)).accounts["1511"] == "Kundfordringar kurser"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"number": "30"}, "fyra till sex siffror"),
        ({"role": "sales"}, "Välj slag av moms"),
        ({"vat_kind": "taxed"}, "Lämna det tomt"),
        ({"vat_rate": "12"}, "Skriv 0"),
        ({"from_on": "2000-01-01"}, "redan ett konto"),
        ({"name": " "}, "Skriv: namn."),
    ],
)
def test_wrong_account_is_said_next_to_its_field(
    bookkeeper: Client, given: dict[str, str], words: str
) -> None:
    values = {
        "role": "receivable",
        "vat_rate": "0",
        "from_on": timezone.localdate().isoformat(),
        "number": "1511",
        "name": "Kundfordringar kurser",
    } | given

    answer = bookkeeper.post(reverse("workspace:add_book_account"), values)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_lists_ask_as_often_for_many_as_for_one(
    bookkeeper: Client, offering: Offering, django_assert_max_num_queries: Any
) -> None:
    today = timezone.localdate()
    invoice(sign_up_invoiced(offering))
    export(today, today, actor=SYSTEM)
    with django_assert_max_num_queries(60) as one:
        bookkeeper.get(EXPORTS)
    for _ in range(4):
        invoice(sign_up_invoiced(offering))
        export(today, today, actor=SYSTEM)

    with django_assert_max_num_queries(60) as many:
        bookkeeper.get(EXPORTS)

    assert len(many) == len(one)
