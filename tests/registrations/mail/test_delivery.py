"""The mail service's reports, posted to the real webhook address."""

import base64
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from registrations.mail import outbox
from registrations.models import Decision, DeliveryEvent, Message
from registrations.words import DecisionKind, DeliveryKind
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.web]
URL = "/anymail/postmark/tracking/"
SECRET = "tests:only-for-tests"


def sent_message(service_id: str = "abc-1") -> Message:
    sign_up(make_offering())
    outbox.send_due()
    message = Message.objects.latest("pk")
    message.service_id = service_id
    message.save()
    return message


def post(client: Client, body: Any, *, secret: str = SECRET, url: str = URL) -> HttpResponse:
    token = base64.b64encode(secret.encode()).decode()
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(
        url, data, content_type="application/json", headers={"Authorization": f"Basic {token}"}
    )


def bounce(**fields: Any) -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "ID": 4323372036854775807,
        "MessageID": "abc-1",
        "Description": "The server could not deliver the message.",
        "Email": "anna@example.org",
        "BouncedAt": "2027-02-02T09:00:00Z",
    } | fields


def delivery(**fields: Any) -> dict[str, Any]:
    return {
        "RecordType": "Delivery",
        "MessageID": "abc-1",
        "Recipient": "anna@example.org",
        "DeliveredAt": "2027-02-02T09:00:00Z",
        "Details": "250 ok",
    } | fields


def test_delivery_is_noted_on_the_message(client: Client) -> None:
    message = sent_message()

    response = post(client, delivery())

    event = message.deliveries.get()
    assert (response.status_code, event.kind) == (200, DeliveryKind.DELIVERED)


def test_bounce_is_noted_once_and_opens_one_decision(client: Client) -> None:
    message = sent_message()

    for _ in range(3):
        post(client, bounce())

    assert message.deliveries.get().kind == DeliveryKind.BOUNCED
    decision = Decision.objects.get()
    assert (decision.kind, decision.message) == (DecisionKind.BOUNCE, message)


def test_settled_decision_is_not_opened_again_by_the_same_report(client: Client) -> None:
    sent_message()
    post(client, bounce())
    Decision.objects.update(settled_at=timezone.now())

    post(client, bounce())

    assert Decision.objects.filter(settled_at__isnull=True).count() == 0


def test_complaint_opens_a_decision_of_its_own(client: Client) -> None:
    sent_message()

    post(client, bounce(RecordType="SpamComplaint", Type="SpamComplaint"))

    assert Decision.objects.get().kind == DecisionKind.COMPLAINT


def test_report_that_outruns_our_stamp_finds_the_message_by_its_key(client: Client) -> None:
    message = sent_message(service_id="")

    post(client, delivery(MessageID="xyz-9", Metadata={"message": str(message.key)}))

    assert message.deliveries.get().kind == DeliveryKind.DELIVERED


@pytest.mark.parametrize("metadata", [{}, {"message": "not a key"}, {"message": "\x00"}])
def test_report_about_an_unknown_mail_is_taken_and_ignored(
    client: Client, metadata: dict[str, str]
) -> None:
    sent_message()

    response = post(client, delivery(MessageID="unknown", Metadata=metadata))

    assert (response.status_code, DeliveryEvent.objects.count()) == (200, 0)


def test_opening_a_mail_is_not_noted(client: Client) -> None:
    sent_message()

    post(client, {"RecordType": "Open", "MessageID": "abc-1", "ReceivedAt": "2027-02-02T09:00:00Z"})

    assert DeliveryEvent.objects.count() == 0


@pytest.mark.parametrize("secret", ["tests:wrong", ":", "tests"])
def test_wrong_secret_is_refused(client: Client, secret: str) -> None:
    sent_message()

    response = post(client, bounce(), secret=secret)

    assert (response.status_code, DeliveryEvent.objects.count()) == (403, 0)


def test_without_a_secret_no_report_is_taken(client: Client, settings: Settings) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": []}
    sent_message()

    response = post(client, bounce())

    assert (response.status_code, DeliveryEvent.objects.count()) == (403, 0)


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"text"', '{"RecordType": 7}', "\x00"])
def test_report_that_cannot_be_read_is_refused(client: Client, body: str) -> None:
    response = post(client, body)

    assert response.status_code in {200, 400}


@pytest.mark.postgres
@pytest.mark.parametrize(
    "fields",
    [
        {"MessageID": "a\0b"},
        {"MessageID": "unknown", "Metadata": {"message": "a\0"}},
        {"Description": "a\0b"},
        {"ID": "a\0b"},
    ],
    ids=["message", "key", "words", "event"],
)
def test_report_with_a_nul_sign_is_taken(client: Client, fields: dict[str, Any]) -> None:
    sent_message()

    response = post(client, bounce(**fields))

    assert response.status_code == 200


@pytest.mark.postgres
@pytest.mark.parametrize(
    "fields",
    [
        {"BouncedAt": "9999-12-31T23:59:59-12:00"},
        {"BouncedAt": "0001-01-01T00:00:00+12:00"},
        {"Description": "\ud800"},
        {"MessageID": "\ud800"},
    ],
    ids=["late", "early", "half a sign", "half a sign in the id"],
)
def test_report_with_values_beyond_reason_is_no_failure_of_ours(
    client: Client, fields: dict[str, Any]
) -> None:
    sent_message()

    response = post(client, bounce(**fields))

    assert response.status_code in {200, 400}


def test_report_nested_beyond_reason_is_refused(client: Client) -> None:
    response = post(client, "[" * 100_000)

    assert response.status_code == 400


def test_report_of_two_megabytes_is_refused(client: Client) -> None:
    response = post(client, "x" * 2_000_000)

    assert response.status_code == 413


@pytest.mark.parametrize("url", ["/anymail/nobody/tracking/", "/anymail/postmark/inbound/"])
def test_address_we_do_not_serve_is_not_found(client: Client, url: str) -> None:
    response = post(client, bounce(), url=url)

    assert response.status_code == 404
