"""What is ready, drafts and issuing in the admin: choosing, preview, refusals, and two at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registrations import tasks
from registrations.actors import SYSTEM
from registrations.cancellation import cancel
from registrations.invoicing import drafts
from registrations.models import Document, InvoiceDraft, Registration, Seller
from registrations.signup_sheet import PayerDetails
from registrations.words import InvoiceDelivery
from tests.factories.billing import ESLOV, payer_of, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.pdf_text import text_of
from tests.registrations.workspace.conftest import SignIn, view

pytestmark = pytest.mark.web


def details(**fields: Any) -> PayerDetails:
    return PayerDetails(**ESLOV.__dict__ | fields)


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def draft_of(*registrations: Registration) -> InvoiceDraft:
    return drafts.make_drafts([[payer_of(one).pk for one in registrations]], actor=SYSTEM)[0]


@pytest.fixture
def seller(db: None) -> Seller:
    return make_seller()


@pytest.fixture
def bookkeeper(sign_in: SignIn, seller: Seller) -> Client:
    return sign_in("Bookkeepers")


def test_what_is_ready_and_what_waits_stand_apart(bookkeeper: Client) -> None:
    ready = sign_up_invoiced(make_offering(fee=195_000))
    tomorrow = timezone.localdate() + timedelta(days=1)
    waiting = sign_up_invoiced(make_offering(fee=195_000, bill_from=tomorrow))

    pages = [page_of(bookkeeper, view("to_invoice") + f"?state={one}") for one in ("", "waiting")]

    assert [ready.reference in page for page in pages] == [True, False]
    assert [waiting.reference in page for page in pages] == [False, True]
    assert "1\u00a0950\u00a0kr" in pages[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"org_number": ""}, "Organisationsnummer saknas"),
        ({"reference": ""}, "Referens eller ordernummer saknas"),
        ({"street": ""}, "Adress saknas"),
        ({"country": "DK", "vat_number": ""}, "Köpare utomlands utan momsregistreringsnummer"),
        (
            {"delivery": InvoiceDelivery.PEPPOL, "org_number": "", "endpoint": ""},
            "Peppol-adress saknas",
        ),
    ],
)
def test_what_is_missing_is_said_with_where_to_put_it_right(
    bookkeeper: Client, fields: dict[str, Any], words: str
) -> None:
    registration = sign_up_invoiced(make_offering(fee=100), payer=details(**fields))
    payer = payer_of(registration)

    page = page_of(bookkeeper, view("to_invoice") + "?state=troubled")

    assert words in page
    assert view("change_payer", registration.pk, payer.pk) in page


@pytest.mark.parametrize(
    ("how", "expected"), [("wanted", [1, 2]), ("each", [1, 1, 1]), ("buyer", [3]), ("?", [1, 2])]
)
def test_drafts_are_made_as_the_bookkeeper_chooses(
    bookkeeper: Client, how: str, expected: list[int]
) -> None:
    offering = make_offering(fee=100_000)
    wishes = [True, True, False]
    people = [sign_up_invoiced(offering, payer=details(wants_one_invoice=one)) for one in wishes]
    keys = [payer_of(one).pk for one in people]

    bookkeeper.post(view("to_invoice"), {"payer": keys, "how": how})
    bookkeeper.post(view("to_invoice"), {"payer": keys, "how": how})

    made = sorted(draft.payers.count() for draft in InvoiceDraft.objects.all())
    assert made == expected


def test_all_that_match_are_drafted_and_nothing_else(bookkeeper: Client) -> None:
    other = details(name="Hörby kommun", org_number="212000-1108")
    for payer in (ESLOV, ESLOV, other):
        sign_up_invoiced(make_offering(fee=100_000), payer=payer)

    bookkeeper.post(view("to_invoice") + "?q=Eslöv", {"all": "1", "how": "each"})

    assert InvoiceDraft.objects.count() == 2
    assert "Hörby kommun" in page_of(bookkeeper, view("to_invoice"))


def test_a_draft_shows_the_invoice_and_takes_another_day_and_message(bookkeeper: Client) -> None:
    draft = draft_of(sign_up_invoiced(make_offering(fee=195_000), number=2))
    day = timezone.localdate() + timedelta(days=60)

    bookkeeper.post(view("draft", draft.pk), {"due_on": day.isoformat(), "message": "Tack"})

    page = page_of(bookkeeper, view("draft", draft.pk))
    assert "Eslövs kommun" in page
    assert "4\u00a0875,00" in page
    assert "G12345" in page
    assert f"<dd>{day}</dd>" in page
    assert "Tack" in page
    assert not Document.objects.exists()


def test_a_day_that_has_passed_is_refused_next_to_its_field(bookkeeper: Client) -> None:
    draft = draft_of(sign_up_invoiced(make_offering(fee=195_000)))

    response = bookkeeper.post(view("draft", draft.pk), {"due_on": "2020-01-01"})

    assert response.status_code == 422
    assert "Dagen har passerat." in response.content.decode()


def test_a_drafts_pdf_is_marked_and_has_no_number(bookkeeper: Client) -> None:
    draft = draft_of(sign_up_invoiced(make_offering(fee=195_000)))

    response = bookkeeper.get(view("draft_pdf", draft.pk))

    text = text_of(response.content)
    assert "UTKAST" in text
    assert "-0001" not in text
    assert "OCR" not in text


def test_what_hinders_is_said_before_and_after_asking_to_issue(bookkeeper: Client) -> None:
    payer = details(delivery=InvoiceDelivery.PEPPOL, reference="")
    draft = draft_of(sign_up_invoiced(make_offering(fee=195_000), payer=payer))
    words = "köparens referens eller ordernummer"

    before = page_of(bookkeeper, view("draft", draft.pk))
    bookkeeper.post(view("issue_drafts"), {"draft": draft.pk, "sure": "1"})

    assert words in before
    assert "Utfärda fakturan" not in before
    assert words in page_of(bookkeeper, view("drafts"))
    assert not Document.objects.exists()


def test_many_are_issued_after_it_is_shown_what_happens(bookkeeper: Client) -> None:
    offering = make_offering(fee=100_000)
    made = [draft_of(sign_up_invoiced(offering)) for _ in range(3)]
    keys = [one.pk for one in made]

    shown = bookkeeper.post(view("issue_drafts"), {"draft": keys}).content.decode()
    assert "3\u00a0750\u00a0kr" in shown
    assert not Document.objects.exists()
    bookkeeper.post(view("issue_drafts"), {"keys": ",".join(map(str, keys)), "sure": "1"})

    assert [one.number for one in Document.objects.order_by("pk")] == [1, 2, 3]
    assert not InvoiceDraft.objects.exists()


def test_two_who_issue_the_same_drafts_get_one_invoice(bookkeeper: Client, sign_in: SignIn) -> None:
    other = sign_in("Bookkeepers")
    draft = draft_of(sign_up_invoiced(make_offering(fee=100_000)))
    sure = {"draft": draft.pk, "sure": "1"}

    first = bookkeeper.post(view("issue_drafts"), sure)
    second = other.post(view("issue_drafts"), sure, follow=True)

    document = Document.objects.get()
    assert first.url == view("invoice", document.pk)
    assert "utfärdades nyss" in second.content.decode()


def test_drafts_of_a_killed_process_are_issued_once_by_the_tick(seller: Seller) -> None:
    draft = draft_of(sign_up_invoiced(make_offering(fee=100_000)))
    drafts.ask_to_issue([draft.pk], actor=SYSTEM)
    step: Any = next(one.run for one in tasks.STEPS if one.name == "issue_drafts")

    step(timezone.now())
    step(timezone.now())

    assert Document.objects.count() == 1
    assert not InvoiceDraft.objects.exists()


def test_a_discarded_draft_leaves_its_charges_ready(bookkeeper: Client) -> None:
    registration = sign_up_invoiced(make_offering(fee=100_000))
    draft = draft_of(registration)
    assert registration.reference not in page_of(bookkeeper, view("to_invoice"))

    bookkeeper.post(view("discard_drafts"), {"draft": draft.pk})

    assert registration.reference in page_of(bookkeeper, view("to_invoice"))


def test_what_was_cancelled_since_it_was_drafted_cannot_be_issued(bookkeeper: Client) -> None:
    registration = sign_up_invoiced(make_offering(fee=100_000))
    draft = draft_of(registration)
    cancel(participant_id=registration.participants.get().pk, actor=SYSTEM)

    page = page_of(bookkeeper, view("draft", draft.pk))

    assert "Inget är kvar att fakturera" in page


def test_a_team_that_is_not_the_bookkeepers_hides_its_pages_but_not_its_money(
    bookkeeper: Client,
) -> None:
    offering = make_offering(fee=100_000, team=Group.objects.create(name="Another team"))
    registration = sign_up_invoiced(offering)

    page = page_of(bookkeeper, view("to_invoice"))

    assert registration.reference in page
    assert view("registration", registration.pk) not in page


@pytest.mark.parametrize("name", ["to_invoice", "drafts"])
def test_a_list_asks_the_database_as_often_for_one_as_for_many(
    bookkeeper: Client, name: str
) -> None:
    def add(number: int) -> None:
        for place in range(number):
            payer = details(name=f"Kommun {place}", org_number="")
            registration = sign_up_invoiced(make_offering(fee=100_000), payer=payer)
            if name == "drafts":
                draft_of(registration)

    add(1)
    bookkeeper.get(view(name))
    with CaptureQueriesContext(connection) as one:
        bookkeeper.get(view(name))
    add(4)
    with CaptureQueriesContext(connection) as many:
        bookkeeper.get(view(name))

    assert len(many) == len(one)


def test_invoices_wait_for_their_first_day(bookkeeper: Client) -> None:
    day = date(2027, 3, 1)
    sign_up_invoiced(make_offering(fee=100_000, bill_from=day))

    page = page_of(bookkeeper, view("to_invoice") + "?state=waiting")

    assert "1\u00a0mars\u00a02027" in page


def test_overview_says_what_waits_for_a_bookkeeper(bookkeeper: Client) -> None:
    offering = make_offering(fee=100_000)
    sign_up_invoiced(offering)
    drafted = sign_up_invoiced(offering)
    drafts.make_drafts([[payer_of(drafted).pk]], actor=SYSTEM)

    page = bookkeeper.get(reverse("workspace:overview")).content.decode()

    assert "1 anmälan att fakturera" in page
    assert "1 utkast att utfärda" in page
    assert "förfall" not in page.split("ws-coming")[0].split("ws-now", 1)[1]
