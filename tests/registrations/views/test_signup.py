"""The sign-up page: what can be sent, what is refused with a sentence, and that nothing is lost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registrations.models import Answer, Offering, Question, Registration
from registrations.words import PayerKind, Readers, Status
from tests.factories.registrations import (
    make_extra,
    make_fee,
    make_offering,
    make_quota,
    sign_up_one,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def form_data(offering: Offering, *, people: int = 1, **fields: Any) -> dict[str, Any]:
    """Return what the browser posts for named people at the first fee."""
    fee = offering.fees.order_by("pk").first()
    data: dict[str, Any] = {"form_key": str(uuid4()), "people": str(people), "action": "send"}
    for number in range(1, people + 1):
        data |= {
            f"p{number}-name": f"Anna {number}",
            f"p{number}-email": f"anna{number}@kommun.example",
            f"p{number}-fee": str(fee.pk),
        }
    return data | {name.replace("__", "-"): value for name, value in fields.items()}


INVOICE = {
    "payer__name": "Eslövs kommun",
    "payer__org_number": "2120001173",
    "payer__reference": "ZZ123",
    "payer__street": "Gröna torg 2",
    "payer__postcode": "24180",
    "payer__town": "Eslöv",
}


def address(offering: Offering) -> str:
    return f"/anmalan/{offering.slug}/"


def text(response: Any) -> str:
    return response.content.decode()


def test_one_person_signs_up_on_one_page(client: Client) -> None:
    offering = make_offering()

    response = client.post(address(offering), form_data(offering))

    registration = Registration.objects.get()
    assert response.url == f"/r/{registration.token}/tack/"
    assert registration.contact_email == "anna1@kommun.example"
    assert registration.participants.get().status == Status.CONFIRMED


def test_a_group_with_an_unnamed_place_signs_up(client: Client) -> None:
    offering = make_offering(fee=195000)
    data = form_data(offering, people=3, **INVOICE) | {"p3-name": "", "p3-email": ""}

    client.post(address(offering), data)

    registration = Registration.objects.get()
    names = list(registration.participants.order_by("number").values_list("name", flat=True))
    assert names == ["Anna 1", "Anna 2", ""]
    assert registration.payers.get().org_number == "212000-1173"
    assert registration.payers.get().postcode == "241 80"


def test_errors_stand_in_a_summary_and_at_the_field_and_nothing_is_lost(client: Client) -> None:
    offering = make_offering()
    data = form_data(offering, people=2) | {"p2-email": "bo.ek@", "contact-phone": "0413 12 34"}

    response = client.post(address(offering), data)

    page = text(response)
    assert "<title>Fel: " in page
    assert 'href="#id_p2-email"' in page
    assert 'value="bo.ek@"' in page
    assert 'value="0413 12 34"' in page
    assert not Registration.objects.exists()


def test_adding_a_person_keeps_everything(client: Client) -> None:
    offering = make_offering()
    data = form_data(offering) | {"action": "add", "contact-organisation": "Lunds kommun"}

    page = text(client.post(address(offering), data))

    assert 'value="Anna 1"' in page
    assert 'value="Lunds kommun"' in page
    assert 'name="p2-name"' in page
    assert 'name="people" value="2"' in page


def test_removing_a_person_keeps_the_others(client: Client) -> None:
    offering = make_offering()
    data = form_data(offering, people=3) | {"action": "remove:2"}

    page = text(client.post(address(offering), data))

    assert 'value="Anna 1"' in page
    assert 'value="Anna 2"' not in page
    assert 'value="Anna 3"' in page


def test_a_double_click_makes_one_registration(client: Client) -> None:
    offering = make_offering()
    data = form_data(offering)

    first = client.post(address(offering), data)
    second = client.post(address(offering), data)

    assert first.url == second.url
    assert Registration.objects.count() == 1


def test_the_back_button_with_other_words_asks_before_a_second_registration(
    client: Client,
) -> None:
    offering = make_offering()
    data = form_data(offering)
    client.post(address(offering), data)

    page = text(client.post(address(offering), data | {"p1-name": "Bo Ek", "p1-email": "bo@x.se"}))

    assert 'value="Bo Ek"' in page
    assert data["form_key"] not in page
    assert Registration.objects.count() == 1


def test_three_hundred_people_are_refused_with_a_sentence(client: Client) -> None:
    offering = make_offering(size=None, largest_group=20)

    response = client.post(address(offering), form_data(offering, people=300))

    assert response.status_code == 200
    assert "Högst 20 personer kan anmälas på en gång." in text(response)
    assert not Registration.objects.exists()


@pytest.mark.parametrize("people", ["-1", "1.5", "", "many", "9" * 40])
def test_a_forged_number_of_people_never_breaks(client: Client, people: str) -> None:
    offering = make_offering()

    response = client.post(address(offering), form_data(offering) | {"people": people})

    assert response.status_code in {200, 302}


def test_when_it_becomes_full_the_form_asks_what_to_do(client: Client) -> None:
    offering = make_offering(size=2)
    data = form_data(offering, people=3)

    page = text(client.post(address(offering), data))

    assert 'value="split"' in page
    assert 'value="wait"' in page
    assert 'value="cancel"' in page
    assert 'value="Anna 3"' in page
    assert not Registration.objects.exists()


def test_the_group_is_split_when_the_contact_says_so(client: Client) -> None:
    offering = make_offering(size=2)

    client.post(address(offering), form_data(offering, people=3) | {"if_full": "split"})

    statuses = Registration.objects.get().participants.order_by("number")
    assert [one.status for one in statuses] == ["confirmed", "confirmed", "waiting"]


def test_not_sending_leads_back_and_registers_nobody(client: Client) -> None:
    offering = make_offering(size=2)

    response = client.post(address(offering), form_data(offering, people=3) | {"if_full": "cancel"})

    assert response.status_code == 302
    assert not Registration.objects.exists()


def test_a_full_event_offers_the_line(client: Client) -> None:
    offering = make_offering(size=1)
    client.post(address(offering), form_data(offering))

    page = text(client.get(address(offering)))
    client.post(
        address(offering),
        form_data(offering) | {"if_full": "split", "p1-email": "bo@x.example", "p1-name": "Bo"},
    )

    assert "Ställ dig i väntelistan" in page
    assert Registration.objects.order_by("-pk")[0].participants.get().status == Status.WAITING


def test_a_fee_or_extra_of_another_event_is_refused_with_a_sentence(client: Client) -> None:
    offering, other = make_offering(), make_offering()
    make_extra(offering)
    strange = make_extra(other)
    data = form_data(offering) | {
        "p1-fee": str(other.fees.get().pk),
        "p1-extras": str(strange.pk),
    }

    page = text(client.post(address(offering), data))

    assert "Den avgiften går inte längre att välja." in page
    assert "Det tillvalet går inte längre att välja." in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("p1-email", "anna@x.example\nBcc: all@x.example"),
        ("p1-name", "Anna\r\nBcc: all@x.example"),
        ("p1-name", "A" * 201),
        ("p1-email", "a" * 300 + "@x.example"),
        ("p1-fee", "1.5"),
        ("p1-fee", "9" * 30),
        ("p1-extras", "-1"),
        ("contact-phone", "0" * 200),
    ],
)
def test_bad_input_is_answered_with_a_sentence(client: Client, field: str, value: str) -> None:
    offering = make_offering()

    response = client.post(address(offering), form_data(offering) | {field: value})

    assert response.status_code == 200
    assert "<title>Fel: " in text(response)
    assert not Registration.objects.exists()


def test_a_broken_csrf_token_loses_nothing() -> None:
    offering = make_offering()
    client = Client(enforce_csrf_checks=True)

    response = client.post(address(offering), form_data(offering))

    assert response.status_code == 403
    assert 'value="Anna 1"' in text(response)
    assert not Registration.objects.exists()


def test_ten_megabytes_are_refused_with_a_sentence(client: Client) -> None:
    offering = make_offering()

    response = client.post(address(offering), {"p1-name": "A" * 10_000_000})

    assert response.status_code in {400, 413}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "closed"}, "Anmälan är stängd"),
        ({"state": "cancelled"}, "Evenemanget är inställt"),
    ],
)
def test_an_event_that_takes_nobody_says_so(
    client: Client, fields: dict[str, str], words: str
) -> None:
    offering = make_offering(**fields)

    response = client.get(address(offering))
    posted = client.post(address(offering), form_data(offering))

    assert response.status_code == 200
    assert words in text(response)
    assert posted.status_code == 409
    assert 'value="Anna 1"' in text(posted)


def test_an_organisation_is_asked_for_what_an_invoice_needs(client: Client) -> None:
    offering = make_offering(fee=195000)

    page = text(client.post(address(offering), form_data(offering)))

    for field in ("name", "org_number", "street", "postcode", "town"):
        assert f'href="#id_payer-{field}"' in page


def test_a_municipality_is_asked_for_a_reference_though_its_number_is_missing(
    client: Client,
) -> None:
    offering = make_offering(fee=195000)

    page = text(client.post(address(offering), form_data(offering, payer__name="Eslövs kommun")))

    assert 'href="#id_payer-org_number"' in page
    assert 'href="#id_payer-reference"' in page


def test_a_private_person_is_asked_for_nothing_more(client: Client) -> None:
    offering = make_offering()
    offering.fees.update(payer_kind=PayerKind.PERSON, amount_ore=50000)

    client.post(address(offering), form_data(offering))

    assert Registration.objects.get().payers.get().kind == PayerKind.PERSON


def test_a_personal_number_as_organisation_number_asks_first(client: Client) -> None:
    offering = make_offering(fee=195000)
    data = form_data(offering, **INVOICE) | {"payer-org_number": "8112189876"}

    page = text(client.post(address(offering), data))
    client.post(address(offering), data | {"payer-is_sole_trader": "on"})

    assert "personnummer" in page
    assert Registration.objects.count() == 1


def test_the_sum_is_counted_with_vat(client: Client) -> None:
    offering = make_offering(fee=195000)

    page = text(client.post(address(offering), form_data(offering, people=2) | {"action": "count"}))

    assert "3 900 kr".replace(" ", "\N{NO-BREAK SPACE}") in page
    assert "4 875 kr".replace(" ", "\N{NO-BREAK SPACE}") in page


def test_the_form_in_english(client: Client) -> None:
    offering = make_offering()

    response = client.post(f"/en{address(offering)}", form_data(offering))

    assert response.url.startswith("/en/r/")
    assert Registration.objects.get().language == "en"


def test_the_form_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    offering = make_offering(fee=195000)
    quota = make_quota(offering, size=5)
    for number in range(4):
        make_fee(offering, quotas=[quota], amount_ore=1000 * number, name=f"Avgift {number}")
        make_extra(offering, quotas=[quota], name=f"Tillval {number}")

    with django_assert_max_num_queries(15):
        client.get(address(offering))


def test_answers_typed_alone_are_kept_when_someone_is_added(client: Client) -> None:
    offering = make_offering()
    question = Question.objects.create(
        offering=offering, label_sv="Specialkost", readers=Readers.HEALTH
    )
    field = f"p1-question{question.pk}"
    data = form_data(offering) | {field: "nötallergi", "action": "add"}

    page = text(client.post(address(offering), data))
    client.post(address(offering), form_data(offering, people=2) | {field: "nötallergi"})

    assert f'name="{field}" value="nötallergi"' in page
    assert Answer.objects.get().sealed == "nötallergi"


def test_answers_about_someone_else_are_left_to_that_person(client: Client) -> None:
    offering = make_offering()
    question = Question.objects.create(offering=offering, label_sv="Yrke", is_required=True)
    data = form_data(offering) | {
        f"p1-question{question.pk}": "Inköpare",
        "contact-other": "on",
        "contact-name": "Eva Alm",
        "contact-email": "eva@kommun.example",
    }

    client.post(address(offering), data)

    assert Registration.objects.get().contact_email == "eva@kommun.example"
    assert not Answer.objects.exists()


def test_two_tabs_make_one_registration(client: Client) -> None:
    offering = make_offering()
    keys = [client.get(address(offering)).context["form"].key for _tab in range(2)]
    data = form_data(offering)

    for key in keys:
        client.post(address(offering), data | {"form_key": str(key)})

    assert Registration.objects.count() == 1
    assert client.get(address(offering)).context["form"].key != keys[0]


def test_an_application_says_that_the_organiser_decides(client: Client) -> None:
    offering = make_offering(approval=True)

    page = text(client.get(address(offering)))
    client.post(address(offering), form_data(offering))

    assert "Skicka ansökan" in page
    assert Registration.objects.get().participants.get().status == Status.APPLIED


def test_a_sign_up_costs_at_most_25_statements_from_form_to_thanks(client: Client) -> None:
    offering = make_offering(fee=195000)
    data = form_data(offering, **INVOICE)
    client.get(address(offering))

    with CaptureQueriesContext(connection) as captured:
        client.post(address(offering), data)

    assert len(captured) <= 25


def test_the_same_words_from_the_same_browser_make_one_registration(client: Client) -> None:
    offering = make_offering()
    data = form_data(offering)
    first = client.get(address(offering)).context["form"]
    client.post(address(offering), data | {"form_key": str(first.key)})

    second = client.get(address(offering)).context["form"]
    keys = {"form_key": str(second.key), "earlier_key": str(second.earlier_key)}
    client.post(address(offering), data | keys)
    client.post(address(offering), data | keys | {"p1-name": "Bo", "p1-email": "bo@x.example"})

    assert second.earlier_key == first.key
    assert Registration.objects.count() == 2


def test_a_fee_outside_its_window_is_refused_with_a_sentence(client: Client) -> None:
    offering = make_offering()
    early = offering.fees.get()
    make_fee(offering, quotas=[], name="Ordinarie")
    offering.fees.filter(pk=early.pk).update(closes_at=timezone.now() - timedelta(days=1))

    page = text(client.post(address(offering), form_data(offering) | {"p1-fee": str(early.pk)}))

    assert "Den avgiften går inte längre att välja." in page
    assert 'value="Anna 1"' in page
    assert not Registration.objects.exists()


def test_fields_that_were_not_shown_have_no_errors_yet(client: Client) -> None:
    offering = make_offering(fee=100_000)
    make_fee(offering, quotas=[offering.quotas.get()], amount_ore=0, name="Student")
    data = form_data(offering) | {"p1-fee": "", "payer-reference": "A1"}

    page = text(client.post(address(offering), data))

    assert page.count("field--error") == 1
    assert "Välj en avgift" in page
    assert 'value="A1"' in page


def test_the_title_says_what_the_heading_says(client: Client) -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)

    page = text(client.get(address(offering)))

    assert f"<title>Väntelistan till {offering.title_sv}" in page


@pytest.mark.parametrize("phone", ["abc", "123", "ring mig"])
def test_what_is_no_telephone_number_is_told(client: Client, phone: str) -> None:
    offering = make_offering()

    page = text(client.post(address(offering), form_data(offering, contact__phone=phone)))

    assert "Skriv ett telefonnummer" in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize("phone", ["046-12 34 56", "+46 (0)46 123 456", "112 33 anknytning 4"])
def test_telephone_numbers_are_written_as_people_write_them(client: Client, phone: str) -> None:
    offering = make_offering()

    client.post(address(offering), form_data(offering, contact__phone=phone))

    assert Registration.objects.get().contact_phone == phone


@pytest.mark.parametrize("postcode", ["Eslöv", "999", "241 800"])
def test_what_is_no_postcode_is_told(client: Client, postcode: str) -> None:
    offering = make_offering(fee=100_000)
    data = form_data(offering, **(INVOICE | {"payer__postcode": postcode}))

    page = text(client.post(address(offering), data))

    assert "Skriv ett postnummer" in page


def test_nothing_typed_is_forgotten_when_one_goes_back(client: Client) -> None:
    offering = make_offering(fee=100_000)

    page = text(client.post(address(offering), form_data(offering, people=2, action="add")))

    assert 'autocomplete="off"' not in page
    assert 'autocomplete="section-p2 name"' in page


def test_who_joins_the_line_agrees_to_pay_only_with_a_seat(client: Client) -> None:
    offering = make_offering(size=1, fee=100_000)
    sign_up_one(offering)

    page = text(client.get(address(offering)))

    assert "betala summan om du får en plats" in page
