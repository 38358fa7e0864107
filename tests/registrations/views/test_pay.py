"""Paying: what is said before leaving, what is told on coming back, and what a stranger sees."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from registrations.actors import SYSTEM
from registrations.cancellation import cancel
from registrations.lapsing import lapse_due
from registrations.models import Checkout, Document, LocalSession, Participant, Payer, Registration
from registrations.payments import expiry, local, local_bank
from registrations.words import PayerKind, Status
from tests.addresses import read_addresses_anew, unmount_bank
from tests.contracts.fixtures import stripe_server
from tests.contracts.stripe_server import StripeServer
from tests.factories.payments import (
    checkout_for,
    pay_locally,
    sign_up_online,
    use_local_payments,
)
from tests.factories.registrations import make_offering, sign_up_one

pytestmark = [pytest.mark.web, pytest.mark.django_db]

__all__ = ["stripe_server"]


@pytest.fixture(autouse=True)
def bank(settings: Any) -> Iterator[None]:
    use_local_payments(settings)
    read_addresses_anew()
    yield
    unmount_bank(settings)


def held(number: int = 1, **fields: Any) -> Registration:
    return sign_up_online(make_offering(fee=100000, **fields), number=number)


def text(response: Any) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def pay_url(registration: Registration) -> str:
    return f"/r/{registration.token}/betala/"


def return_url(checkout: Checkout) -> str:
    return f"/betalning/{checkout.uuid}/"


def test_the_page_says_what_how_much_and_until_when(
    client: Client, clock: time_machine.Traveller
) -> None:
    registration = held()

    page = text(client.get(pay_url(registration)))

    assert "Betala 1 250 kr – beställning med betalningsskyldighet" in page
    assert "varav moms 25 %" in page
    assert "250 kr" in page
    assert "Din plats hålls till kl. 9.30" in page
    assert "Testbetalning – inga pengar flyttas" in page


def test_each_line_of_a_group_says_for_whom(client: Client) -> None:
    registration = held(number=2)
    names = registration.participants.order_by("number").values_list("name", flat=True)

    page = text(client.get(pay_url(registration)))

    assert [f"Deltagare, {name}" in page for name in names] == [True, True]
    assert "Era platser hålls till" in page


def test_the_frozen_terms_of_cancelling_are_told(client: Client) -> None:
    offering = make_offering(fee=100000, terms_sv="Villkor av i dag", withdrawal_days=14)
    offering.cancellation_steps.create(days_before=30, per_cent=50)
    registration = sign_up_online(offering)
    offering.cancellation_steps.update(per_cent=100)

    page = text(client.get(pay_url(registration)))

    assert "från 30 dagar före start kostar 50 %" in page
    assert "Villkor av i dag" in page
    assert "Du har ångerrätt" in page


def test_an_organisation_is_not_told_of_a_consumers_right(client: Client) -> None:
    registration = held(withdrawal_days=14)
    Payer.objects.update(kind=PayerKind.ORGANISATION)

    assert "ångerrätt" not in text(client.get(pay_url(registration)))


def test_the_page_is_told_in_english(client: Client) -> None:
    page = text(client.get(f"/en{pay_url(held())}"))

    assert "Pay SEK 1,250 – order with a duty to pay" in page


def test_the_form_may_lead_to_the_provider_and_nowhere_else(client: Client, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:12111/"
    registration = held()

    policy = client.get(pay_url(registration))["Content-Security-Policy"]
    other = client.get(f"/r/{registration.token}/")["Content-Security-Policy"]

    allowed = "form-action 'self' https://checkout.stripe.com http://127.0.0.1:12111"
    assert allowed in policy.split("; ")
    assert "form-action 'self'" in other.split("; ")


def test_the_button_leads_to_the_bank_and_leaves_a_cookie_for_the_way_back(
    client: Client,
) -> None:
    registration = held()

    response = client.post(pay_url(registration), {"answer": "pay"})

    checkout = Checkout.objects.get()
    cookie = response.cookies["paying"]
    assert (response.status_code, response["Location"]) == (303, checkout.url)
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        return_url(checkout),
        True,
        "Lax",
    )
    assert registration.token not in response["Location"]


def test_two_tabs_lead_to_one_page(client: Client) -> None:
    registration = held()

    answers = [client.post(pay_url(registration)) for _ in range(2)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert Checkout.objects.count() == 1


def test_more_time_keeps_the_place_longer(client: Client) -> None:
    registration = held(hold_minutes=20)
    before = registration.participants.get().seat_until
    assert before is not None
    assert "Ge mig 20 minuter till" in text(client.get(pay_url(registration)))

    response = client.post(pay_url(registration), {"answer": "more"})

    assert response["Location"] == pay_url(registration)
    assert registration.participants.get().seat_until == before + timedelta(minutes=20)


def test_when_nothing_is_due_the_status_page_says_so(client: Client) -> None:
    registration = held()
    pay_locally(registration)

    for answer in (client.get, client.post):
        response = answer(pay_url(registration), follow=True)
        assert response.redirect_chain == [(f"/r/{registration.token}/", 302)]
        assert "Det finns inget att betala" in text(response)


def test_one_of_a_group_is_told_that_the_contact_pays(client: Client) -> None:
    participant = held(number=2).participants.get(number=2)

    response = client.post(f"/r/{participant.token}/betala/", follow=True)

    assert "Kontaktpersonen betalar för anmälan." in text(response)
    assert not Checkout.objects.exists()


def test_someone_alone_pays_by_the_own_link(client: Client) -> None:
    participant = held().participants.get()

    assert client.post(f"/r/{participant.token}/betala/").status_code == 303


def test_after_the_event_the_page_leads_to_the_organiser(
    client: Client, clock: time_machine.Traveller
) -> None:
    registration = held(days=1)
    clock.shift(timedelta(days=3))

    response = client.get(pay_url(registration), follow=True)

    assert "Skriv till arrangören i stället." in text(response)
    assert "Fortsätt till betalningen" not in text(response)


def test_what_the_provider_is_told_stands_on_the_page(client: Client, settings: Any) -> None:
    settings.PAYMENTS_BACKEND = "stripe"

    page = text(client.get(pay_url(held())))

    assert "Vi ger Stripe din e-postadress och inget annat om dig." in page
    assert "Testbetalning" not in page


def test_an_invoiced_registration_has_nothing_to_pay_here(client: Client) -> None:
    registration = sign_up_one(make_offering(fee=100000)).registration

    response = client.get(pay_url(registration), follow=True)

    assert "Det finns inget att betala" in text(response)


def test_without_the_provider_nothing_is_lost(
    client: Client, settings: Any, stripe_server: StripeServer, clock: time_machine.Traveller
) -> None:
    settings.PAYMENTS_BACKEND = "stripe"
    settings.STRIPE_API_KEY = stripe_server.key
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    registration = held()

    response = client.post(pay_url(registration))

    assert response.status_code == 503
    assert "Betalningen går inte att nå just nu. Din plats hålls till kl. 9.30" in text(response)
    assert "Betala 1 250 kr" in text(response)
    assert registration.participants.get().status == Status.HELD


def test_coming_back_with_the_cookie_leads_to_the_own_page(client: Client) -> None:
    registration = held()
    client.post(pay_url(registration))
    checkout = Checkout.objects.get()
    LocalSession.objects.update(state=local.PAID, paid_at=timezone.now())

    response = client.get(return_url(checkout), follow=True)

    assert response.redirect_chain == [(f"/r/{registration.token}/", 302)]
    assert "Betalt: 1 250 kr" in text(response)
    assert registration.participants.get().status == Status.CONFIRMED


def test_a_stranger_with_the_return_address_sees_title_and_sum_only(client: Client) -> None:
    registration = held()
    participant = registration.participants.get()
    pay_locally(registration)

    page = text(client.get(return_url(Checkout.objects.get())))

    assert "Betalt: 1 250 kr" in page
    assert registration.offering.title_sv in page
    secrets = (participant.name, participant.email, registration.token, registration.reference)
    assert [secret for secret in secrets if secret in page] == []


def test_a_cookie_of_another_registration_leads_nowhere(client: Client) -> None:
    mine, other = held(), held()
    client.post(pay_url(mine))
    checkout = checkout_for(other)
    client.cookies["paying"]["path"] = "/"

    response = client.get(return_url(checkout))

    assert response.status_code == 200


def test_a_link_that_no_longer_holds_leads_nowhere(client: Client) -> None:
    registration = held()
    client.post(pay_url(registration))
    Registration.objects.update(link_version=2)

    assert client.get(return_url(Checkout.objects.get())).status_code == 200


def test_the_query_of_the_return_page_is_not_believed(client: Client) -> None:
    checkout = checkout_for(held())

    page = text(client.get(f"{return_url(checkout)}?session_id=cs_1&paid=1&status=success"))

    assert "Betalningen är inte klar. Inga pengar är dragna." in page


def test_an_unknown_return_address_is_not_there(client: Client) -> None:
    assert client.get(f"/betalning/{uuid4()}/").status_code == 404
    assert client.post(return_url(checkout_for(held()))).status_code == 405


def test_while_the_bank_thinks_the_page_asks_again(client: Client) -> None:
    checkout = checkout_for(held())
    local_bank.pay_slowly(str(checkout.session_id))

    page = text(client.get(return_url(checkout)))

    assert "Vi väntar på din bank" in page
    assert f'data-ask="{return_url(checkout)}"' in page
    assert "registrations/waiting.js" in page
    assert f'<a href="{return_url(checkout)}">Uppdatera</a>' in page


def test_without_the_provider_the_return_page_tells_what_is_known(
    client: Client, settings: Any, stripe_server: StripeServer
) -> None:
    checkout = checkout_for(held())
    settings.STRIPE_API_KEY = stripe_server.key
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    Checkout.objects.update(backend="stripe", session_id="cs_test_1")

    response = client.get(return_url(checkout))

    assert response.status_code == 200
    assert "Betalningen är inte klar" in text(response)


def test_a_place_let_go_is_told(client: Client, clock: time_machine.Traveller) -> None:
    registration = held()
    checkout = checkout_for(registration)
    clock.shift(timedelta(minutes=31))
    expiry.expire_due()
    lapse_due()

    pages = [client.get(return_url(checkout)), client.get(f"/r/{registration.token}/")]

    for page in pages:
        assert "Platsen släpptes" in text(page)
        assert "Betalningen kom inte i tid. Inga pengar drogs." in text(page)
    assert "Anmäl dig igen" in text(pages[1])


def bank_page(registration: Registration) -> str:
    return checkout_for(registration).url


def test_the_bank_shows_the_same_lines_and_sum_and_that_it_is_a_test(client: Client) -> None:
    page = text(client.get(bank_page(held())))

    assert "Testbetalning – inga pengar flyttas" in page
    assert "1 250 kr" in page
    assert page.count("<button") == 5


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("pay", "Betalt: 1 250 kr"),
        ("slow", "Vi väntar på din bank"),
        ("late", "Betalningen är inte klar"),
        ("close", "Betalningen är inte klar"),
    ],
)
def test_each_button_of_the_bank_leads_back_to_the_truth(
    client: Client, answer: str, words: str
) -> None:
    response = client.post(bank_page(held()), {"answer": answer}, follow=True)

    assert words in text(response)


def test_a_declined_payment_can_be_tried_again(client: Client) -> None:
    registration = held()

    page = client.post(bank_page(registration), {"answer": "decline"}, follow=True)
    again = client.post(bank_page(registration), {"answer": "pay"}, follow=True)

    assert "Banken sa nej. Inga pengar är dragna. Försök igen." in text(page)
    assert "Betalt: 1 250 kr" in text(again)


def test_paying_at_the_bank_twice_says_that_it_is_closed(client: Client) -> None:
    url = bank_page(held())
    client.post(url, {"answer": "pay"})

    page = client.post(url, {"answer": "pay"}, follow=True)

    assert "Det går inte längre att betala på den här sidan." in text(page)


def test_an_english_registration_pays_and_returns_in_english(client: Client) -> None:
    registration = sign_up_online(make_offering(fee=100000), language="en")
    url = bank_page(registration)

    response = client.post(url, {"answer": "pay"}, follow=True)

    assert url.startswith("/en/betalning/prov/")
    assert "Paid: SEK 1,250" in text(response)


def offered(client: Client) -> Participant:
    """Return someone in line, to pay online, who was just offered the only seat."""
    offering = make_offering(size=1, fee=100000)
    seated = sign_up_one(offering)
    waiter = sign_up_online(offering).participants.get()
    cancel(participant_id=seated.pk, actor=SYSTEM)
    waiter.refresh_from_db()
    return waiter


def test_an_offered_seat_is_taken_by_paying_for_it(client: Client) -> None:
    waiter = offered(client)
    offer_url = f"/r/{waiter.registration.token}/erbjudande/"
    assert "Betala och ta platsen" in text(client.get(offer_url))

    response = client.post(offer_url, {"answer": "yes"})
    page = text(client.get(response["Location"]))
    pay_locally(waiter.registration)

    waiter.refresh_from_db()
    assert response["Location"] == pay_url(waiter.registration)
    assert "Betala 1 250 kr" in page
    assert waiter.status == Status.CONFIRMED


def test_reading_the_pay_page_of_an_offer_charges_nothing(client: Client) -> None:
    waiter = offered(client)

    client.get(pay_url(waiter.registration))

    assert not waiter.charges.exists()


def notice_url(backend: str = "local") -> str:
    return f"/betalning/notis/{backend}/"


def post_notice(client: Client, body: bytes, signature: str, **fields: Any) -> int:
    headers = {"Stripe-Signature": signature}
    kind = {"content_type": "application/json"} | fields
    return client.post(notice_url(), body, headers=headers, **kind).status_code


def test_a_signed_notice_is_taken_in_however_often_it_comes() -> None:
    client = Client(enforce_csrf_checks=True)
    registration = held()
    checkout = checkout_for(registration)
    LocalSession.objects.update(state=local.PAID, paid_at=timezone.now())
    body = local.notice_of(LocalSession.objects.get(checkout_uuid=checkout.uuid))

    answers = [post_notice(client, body, local.sign(body, timezone.now())) for _ in range(3)]

    assert answers == [200, 200, 200]
    assert registration.participants.get().status == Status.CONFIRMED
    assert Document.objects.count() == 1


def test_a_notice_too_large_is_refused(client: Client) -> None:
    assert post_notice(client, b"x" * (256 * 1024 + 1), "t=1,v1=0") == 413


def test_only_a_provider_in_use_gets_an_answer(client: Client, settings: Any) -> None:
    answers = [client.post(notice_url(name)).status_code for name in ("stripe", "invoice", "x")]
    assert client.get(notice_url()).status_code == 405
    settings.DEBUG = False

    assert answers == [404, 404, 404]
    assert client.post(notice_url()).status_code == 404


KINDS = st.sampled_from(
    [
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=\xff",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/json; charset=nonsense",
        "",
    ]
)
HEADERS = st.text(st.characters(codec="latin-1", exclude_characters="\r\n")) | st.builds(
    "t={},v1={}".format, st.integers() | st.text(max_size=5), st.text(max_size=70)
)


@pytest.mark.parametrize("backend", ["local", "stripe"])
@hypothesis_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.binary(max_size=300), signature=HEADERS, kind=KINDS)
def test_junk_at_the_webhook_is_refused_and_never_an_error(
    settings: Any, backend: str, body: bytes, signature: str, kind: str
) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_tests"]
    settings.STRIPE_API_KEY = "rk_test_x"
    client = Client(raise_request_exception=False)

    response = client.generic(
        "POST", notice_url(backend), body, content_type=kind, HTTP_STRIPE_SIGNATURE=signature
    )

    assert response.status_code == 400


def count_queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("page", "most"), [("betala/", 13), ("", 28)])
def test_queries_do_not_grow_with_the_group(client: Client, page: str, most: int) -> None:
    one, many = held(number=1), held(number=6)

    counts = [count_queries(client, f"/r/{each.token}/{page}") for each in (one, many)]

    assert max(counts) <= most
    assert counts[1] <= counts[0]
