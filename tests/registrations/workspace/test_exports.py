"""The downloaded list: what Excel gets, and what nobody gets."""

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from registrations.models import Answer, LogEntry, Offering, Question
from registrations.signup import register
from registrations.signup_sheet import Person
from registrations.spreadsheets import neutralise
from registrations.words import Happening, Readers
from registrations.workspace.addresses import attendee_list_url, registration_url
from tests.factories.registrations import make_extra, make_offering, make_signup, sign_up_one
from tests.registrations.workspace.conftest import view

pytestmark = pytest.mark.web


def csv_of(client: Client, offering: Offering, **filters: object) -> list[list[str]]:
    response = client.get(attendee_list_url(offering, export="csv", **filters))
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def xlsx_of(client: Client, offering: Offering, **filters: object) -> list[tuple[Any, ...]]:
    response = client.get(attendee_list_url(offering, export="xlsx", **filters))
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return list(book.active.iter_rows(values_only=True))


def sign_up_named(offering: Offering, name: str, **fields: Any) -> None:
    fee = offering.fees.first()
    assert fee is not None
    person = Person(fee_id=fee.pk, name=name, email="a@example.org", **fields)
    register(make_signup(offering, people=(person,), form_key=uuid4()))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+46", "'+46"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =1", "'  =1"),
        ("Anna-Lena", "Anna-Lena"),
        ("", ""),
        ("0", "0"),
    ],
)
def test_text_that_would_run_is_neutralised(text: str, safe: str) -> None:
    assert neutralise(text) == safe


def test_no_formula_leaves_in_either_format(organiser: Client) -> None:
    offering = make_offering()
    sign_up_named(offering, "=cmd|' /C calc'!A0", organisation="@SUM(A1:A9)")

    table = csv_of(organiser, offering)
    sheet = xlsx_of(organiser, offering)

    assert table[1][2] == "'=cmd|' /C calc'!A0"
    assert table[1][4] == "'@SUM(A1:A9)"
    assert sheet[1][2] == "'=cmd|' /C calc'!A0"


def test_the_csv_reads_well_in_a_swedish_excel(organiser: Client) -> None:
    offering = make_offering(fee=195050)
    sign_up_named(offering, "Anna Öberg")

    table = csv_of(organiser, offering)

    assert table[0][:5] == ["Referens", "Nummer", "Namn", "E-post", "Organisation"]
    assert table[1][2:4] == ["Anna Öberg", "a@example.org"]
    assert table[1][8] == "2438,13"


def test_nothing_due_is_a_zero_and_not_a_dash(organiser: Client) -> None:
    offering = make_offering(fee=0)
    sign_up_named(offering, "Anna")

    assert csv_of(organiser, offering)[1][8] == "0,00"
    assert xlsx_of(organiser, offering)[1][8] == 0


def test_times_are_local(clock, organiser: Client) -> None:
    offering = make_offering()
    sign_up_named(offering, "Anna")

    row = csv_of(organiser, offering)[1]

    assert row[13] == "2027-02-02 09:00"


def test_filters_and_search_are_honoured(organiser: Client) -> None:
    offering = make_offering(size=1)
    sign_up_named(offering, "Anna Öberg")
    sign_up_named(offering, "Bo Ek")

    waiting = csv_of(organiser, offering, status="waiting")
    found = xlsx_of(organiser, offering, q="öberg")

    assert [row[2] for row in waiting[1:]] == ["Bo Ek"]
    assert [row[2] for row in found[1:]] == ["Anna Öberg"]


def test_answers_and_extras_are_columns_but_never_health_answers(organiser: Client) -> None:
    offering = make_offering()
    extra = make_extra(offering, name="Middag")
    plain = Question.objects.create(offering=offering, label_sv="Ämne", purpose_sv="x")
    health = Question.objects.create(
        offering=offering, label_sv="Kost", purpose_sv="x", readers=Readers.HEALTH
    )
    sign_up_named(
        offering,
        "Anna",
        extra_ids=(extra.pk,),
        answers={plain.pk: "Återbruk", health.pk: "Jordnötter"},
    )

    table = csv_of(organiser, offering)

    assert Answer.objects.count() == 2
    assert table[0][-2:] == ["Middag", "Ämne"]
    assert table[1][-2:] == ["Taget", "Återbruk"]
    assert "Jordnötter" not in str(table) + str(xlsx_of(organiser, offering))


def test_bookkeepers_get_no_answers_at_all(sign_in) -> None:
    client = sign_in("Bookkeepers")
    offering = make_offering()
    question = Question.objects.create(offering=offering, label_sv="Ämne", purpose_sv="x")
    sign_up_named(offering, "Anna", answers={question.pk: "Återbruk"})
    registration = offering.registrations.get()

    table = csv_of(client, offering)
    page = client.get(registration_url(registration.pk)).content.decode()

    assert "Återbruk" not in str(table) + page
    assert "Anna" in page


def test_a_download_is_logged_without_what_was_searched_for(organiser: Client) -> None:
    offering = make_offering()

    csv_of(organiser, offering, q="öberg", status="waiting")

    entry = LogEntry.objects.get(happening=Happening.LIST_EXPORTED)
    assert (entry.reason, entry.fields) == ("CSV", ["status", "q"])
    assert entry.actor is not None


def test_more_people_cost_no_more_statements_within_a_chunk(
    organiser: Client, django_assert_num_queries
) -> None:
    offering = make_offering(size=100)
    sign_up_one(offering)
    with CaptureQueriesContext(connection) as one:
        csv_of(organiser, offering)
    for _ in range(9):
        sign_up_one(offering)

    with django_assert_num_queries(len(one)):
        csv_of(organiser, offering)


def test_the_list_is_downloaded_as_it_is_shown(organiser: Client) -> None:
    offering = make_offering()
    sign_up_named(offering, "Anna", organisation="Eslövs kommun")

    table = csv_of(organiser, offering, seen=1, c="email")

    assert table == [
        ["Namn", "Organisation", "E-post"],
        ["Anna", "Eslövs kommun", "a@example.org"],
    ]


def test_those_ticked_are_downloaded_and_nobody_of_another_event(organiser: Client) -> None:
    offering = make_offering()
    chosen, _other, stranger = (
        sign_up_one(offering),
        sign_up_one(offering),
        sign_up_one(make_offering()),
    )
    data = {"tick": [chosen.pk, stranger.pk], "filters": "c=email"}

    response = organiser.post(view("download_people", offering.pk), data)

    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1:] == [(chosen.name, chosen.organisation, chosen.email)]


def test_a_download_of_nobody_leads_back(organiser: Client) -> None:
    response = organiser.post(view("download_people", make_offering().pk))

    assert response.status_code == 302
