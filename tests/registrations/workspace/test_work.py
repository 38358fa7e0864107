"""Working with people: on many, on one, by telephone, and what needs a decision."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registrations.batches import run_due_batches
from registrations.models import (
    Answer,
    Batch,
    Decision,
    LogEntry,
    Message,
    Offering,
    Participant,
    Question,
    Registration,
)
from registrations.words import BatchState, DecisionKind, Happening, ItemState, Readers, Status
from registrations.workspace.addresses import attendee_list_url, registration_url
from tests.factories.registrations import make_offering, sign_up, sign_up_one
from tests.registrations.workspace.conftest import view

pytestmark = pytest.mark.web


def statuses(offering: Offering) -> list[str]:
    return list(offering.participants.order_by("pk").values_list("status", flat=True))


def plan(client: Client, offering: Offering, action: str, **data: Any) -> Batch:
    """Tick, read what will happen, and plan, as the pages lead."""
    page = client.post(view("bulk", offering.pk), {"action": action, **data})
    keys = page.context["form"].initial["keys"]
    client.post(view("bulk_plan", offering.pk, action), {"keys": keys, "reason": "Flyttad"})
    return Batch.objects.latest("pk")


def test_many_are_cancelled_only_after_ten_minutes(organiser: Client) -> None:
    offering = make_offering()
    ticked, left = sign_up_one(offering), sign_up_one(offering)

    batch = plan(organiser, offering, "cancel", tick=[ticked.pk])
    before = statuses(offering)
    run_due_batches(timezone.now() + timedelta(minutes=11))

    assert before == [Status.CONFIRMED, Status.CONFIRMED]
    assert statuses(offering) == [Status.CANCELLED, Status.CONFIRMED]
    assert batch.items.get().participant == ticked
    assert left.status == Status.CONFIRMED


def test_the_page_before_tells_what_will_happen_to_whom(organiser: Client) -> None:
    offering = make_offering(size=1)
    confirmed, waiting = sign_up_one(offering), sign_up_one(offering)

    page = organiser.post(
        view("bulk", offering.pk), {"action": "decline", "tick": [confirmed.pk, waiting.pk]}
    )

    outcomes = page.context["outcomes"]
    assert [(outcome.number, outcome.words) for outcome in outcomes] == [
        (2, "förblir som de är: det går inte från den här statusen.")
    ]
    assert not Batch.objects.exists()


def test_all_matching_means_all_that_the_filters_match(organiser: Client) -> None:
    offering = make_offering(size=2)
    sign_up(offering, number=5)

    batch = plan(organiser, offering, "cancel", all_matching="1", filters="status=waiting")

    assert batch.items.count() == 3


def test_people_of_another_offering_cannot_be_ticked_in(organiser: Client) -> None:
    offering, other = make_offering(), make_offering()
    sign_up_one(offering)
    stranger = sign_up_one(other)

    response = organiser.post(
        view("bulk", offering.pk), {"action": "cancel", "tick": [stranger.pk]}
    )
    organiser.post(view("bulk_plan", offering.pk, "cancel"), {"keys": str(stranger.pk)})

    assert response.status_code == 302
    assert not Batch.objects.filter(items__participant=stranger).exists()


def test_a_stopped_batch_changes_nothing(organiser: Client) -> None:
    offering = make_offering()
    participant = sign_up_one(offering)
    batch = plan(organiser, offering, "cancel", tick=[participant.pk])

    on_list = organiser.get(attendee_list_url(offering)).content.decode()
    organiser.post(view("batch_stop", batch.pk))
    run_due_batches(timezone.now() + timedelta(minutes=11))

    batch.refresh_from_db()
    assert view("batch_stop", batch.pk) in on_list
    assert (batch.state, statuses(offering)) == (BatchState.STOPPED, [Status.CONFIRMED])


def test_the_batch_page_says_done_or_not_for_each(organiser: Client) -> None:
    offering = make_offering()
    participant = sign_up_one(offering)
    batch = plan(organiser, offering, "decline", tick=[participant.pk])
    run_due_batches(timezone.now() + timedelta(minutes=11))

    page = organiser.get(view("batch", batch.pk)).content.decode()

    assert batch.items.get().state == ItemState.REFUSED
    assert str(ItemState.REFUSED.label) in page


def test_a_double_click_plans_once(organiser: Client) -> None:
    offering = make_offering()
    participant = sign_up_one(offering)
    data = {"keys": str(participant.pk), "reason": ""}

    organiser.post(view("bulk_plan", offering.pk, "cancel"), data)
    organiser.post(view("bulk_plan", offering.pk, "cancel"), data)

    assert Batch.objects.count() == 1


@pytest.mark.parametrize("key", ["9" * 30, "-1", "1.5", "x", ""])
def test_keys_that_are_none_are_told_and_not_a_fault(organiser: Client, key: str) -> None:
    offering = make_offering()

    ticked = organiser.post(view("bulk", offering.pk), {"action": "cancel", "tick": [key]})
    planned = organiser.post(view("bulk_plan", offering.pk, "cancel"), {"keys": key})

    assert (ticked.status_code, planned.status_code) == (302, 302)
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    "name", ["setup", "registration", "message", "batch", "caterer", "register_someone"]
)
def test_a_number_beyond_all_rows_is_not_found(organiser: Client, name: str) -> None:
    assert organiser.get(view(name, 10**25)).status_code == 404


def test_a_longer_batch_costs_no_more_statements(
    organiser: Client, django_assert_num_queries
) -> None:
    offering = make_offering(size=50)
    batch = plan(organiser, offering, "cancel", tick=[sign_up_one(offering).pk])
    organiser.get(view("batch", batch.pk))
    with CaptureQueriesContext(connection) as one:
        organiser.get(view("batch", batch.pk))
    for participant in sign_up(offering, number=20).participants.all():
        batch.items.create(participant=participant)

    with django_assert_num_queries(len(one)):
        organiser.get(view("batch", batch.pk))


def test_nobody_ticked_is_told_so(organiser: Client) -> None:
    offering = make_offering()

    response = organiser.post(view("bulk", offering.pk), {"action": "cancel"}, follow=True)

    assert "Kryssa för minst en person" in response.content.decode()


@pytest.mark.parametrize("number", [0, 1])
def test_cancelling_can_be_planned_again_while_anyone_is_left(
    organiser: Client, number: int
) -> None:
    offering = make_offering()
    if number:
        sign_up_one(offering)
    Offering.objects.filter(pk=offering.pk).update(state=Offering.State.CANCELLED)
    url = view("cancel_offering", offering.pk)

    page = organiser.get(view("setup", offering.pk)).content.decode()

    assert (url in page) == bool(number)


def test_a_whole_event_is_cancelled_as_a_batch(organiser: Client) -> None:
    offering = make_offering()
    sign_up(offering, number=2)

    organiser.post(view("cancel_offering", offering.pk), {"reason_sv": "Talaren är sjuk"})
    before = Offering.objects.get(pk=offering.pk).state
    run_due_batches(timezone.now() + timedelta(minutes=11))

    assert before == Offering.State.OPEN
    assert Offering.objects.get(pk=offering.pk).state == Offering.State.CANCELLED
    assert statuses(offering) == [Status.CANCELLED, Status.CANCELLED]


@pytest.mark.parametrize(("fee", "left"), [("terms", 97500), ("none", 0)])
def test_one_person_is_cancelled_with_or_without_the_fee(
    organiser: Client, fee: str, left: int
) -> None:
    offering = make_offering(fee=195000, days=5)
    offering.cancellation_steps.create(days_before=14, per_cent=50)
    participant = sign_up_one(offering)

    organiser.post(view("act", participant.pk, "avboka"), {"fee": fee, "reason": "Ringde"})

    owed = sum(charge.net_ore for charge in participant.charges.all())
    assert statuses(offering) == [Status.CANCELLED]
    assert owed == left
    assert LogEntry.objects.get(happening=Happening.CANCELLED).reason == "Ringde"


def test_an_application_is_approved_and_another_declined(organiser: Client) -> None:
    offering = make_offering(approval=True)
    first, second = sign_up_one(offering), sign_up_one(offering)

    organiser.post(view("act", first.pk, "godkann"))
    organiser.post(view("act", second.pk, "avsla"), {"reason": "Fullt"})

    assert statuses(offering) == [Status.CONFIRMED, Status.DECLINED]


def test_a_cancelled_person_comes_back_only_with_a_reason(organiser: Client) -> None:
    offering = make_offering()
    participant = sign_up_one(offering)
    organiser.post(view("act", participant.pk, "avboka"), {"fee": "none"})

    refused = organiser.post(view("act", participant.pk, "aterkalla"))
    organiser.post(view("act", participant.pk, "aterkalla"), {"reason": "Ångrade sig"})

    assert refused.status_code == 422
    assert statuses(offering) == [Status.CONFIRMED]


def test_a_verb_that_no_longer_fits_changes_nothing(organiser: Client) -> None:
    offering = make_offering()
    participant = sign_up_one(offering)

    response = organiser.post(view("act", participant.pk, "godkann"), follow=True)

    assert response.redirect_chain[0][0] == registration_url(participant.registration_id)
    assert statuses(offering) == [Status.CONFIRMED]


def test_an_unnamed_place_is_named(organiser: Client) -> None:
    registration = sign_up(make_offering(), number=2, unnamed=1)
    place = registration.participants.get(name="")

    organiser.post(
        view("act", place.pk, "namnge"),
        {"name": "Dina Åkesson", "email": "dina@example.org", "organisation": "Region Skåne"},
    )

    assert Participant.objects.get(pk=place.pk).name == "Dina Åkesson"


def test_the_registration_page_shows_people_money_mail_and_log(organiser: Client) -> None:
    offering = make_offering(fee=195000)
    registration = sign_up(offering, number=2)

    page = organiser.get(registration_url(registration.pk)).content.decode()

    assert registration.reference in page
    assert "4\u00a0875\u00a0kr" in page
    assert "Plats bekräftad" in page
    assert all(person.name in page for person in registration.participants.all())


def test_a_larger_registration_costs_no_more_statements(
    organiser: Client, django_assert_num_queries
) -> None:
    offering = make_offering(fee=195000)
    alone, group = sign_up(offering), sign_up(offering, number=5)
    organiser.get(registration_url(alone.pk))
    with CaptureQueriesContext(connection) as one:
        organiser.get(registration_url(alone.pk))

    with django_assert_num_queries(len(one)):
        organiser.get(registration_url(group.pk))


def health_answer(offering: Offering) -> Answer:
    question = Question.objects.create(
        offering=offering, label_sv="Kost", purpose_sv="Köket", readers=Readers.HEALTH
    )
    return Answer.objects.create(
        participant=sign_up_one(offering), question=question, sealed="Jordnötter"
    )


def test_health_answers_open_by_a_click_that_is_logged(organiser: Client) -> None:
    answer = health_answer(make_offering())
    pk = answer.participant.registration_id

    closed = organiser.get(registration_url(pk)).content.decode()
    opened = organiser.post(view("health_answers", pk)).content.decode()

    entry = LogEntry.objects.get(happening=Happening.HEALTH_READ)
    assert ("Jordnötter" in closed, "Jordnötter" in opened) == (False, True)
    assert entry.actor is not None
    assert entry.participant == answer.participant


def test_the_kitchen_gets_counts_without_names(organiser: Client) -> None:
    answer = health_answer(make_offering())
    url = view("caterer", answer.participant.offering_id)

    closed = organiser.get(url).content.decode()
    opened = organiser.post(url).content.decode()

    assert "Jordnötter" not in closed
    assert "Jordnötter" in opened
    assert answer.participant.name not in opened
    assert LogEntry.objects.filter(happening=Happening.HEALTH_READ).count() == 1


PHONE = {
    "contact_name": "Gun Örn",
    "contact_email": "gun@lund.se",
    "language": "sv",
    "unnamed": "0",
    "if_full": "ask",
    "organisation": "Lunds kommun",
}


def phone(client: Client, offering: Offering, **data: Any) -> Any:
    fee = offering.fees.get()
    form = {**PHONE, "form_key": str(uuid4()), "fee": fee.pk, **data}
    return client.post(view("register_someone", offering.pk), form)


def test_someone_calls_when_signup_is_closed(organiser: Client) -> None:
    offering = make_offering(state=Offering.State.CLOSED)

    phone(organiser, offering, people="Anna Öberg, anna@lund.se\nBo Ek", unnamed="1")

    names = list(offering.participants.order_by("number").values_list("name", flat=True))
    assert names == ["Anna Öberg", "Bo Ek", ""]
    assert LogEntry.objects.filter(actor__isnull=False).exists()


def test_a_speaker_is_registered_outside_the_count(organiser: Client) -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)

    phone(organiser, offering, uncounted_reason="Talare")

    speaker = offering.participants.latest("pk")
    assert (speaker.status, speaker.counted) == (Status.CONFIRMED, False)
    assert offering.quotas.get().taken == 1


def test_a_full_event_asks_before_the_waitlist(organiser: Client) -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)

    asked = phone(organiser, offering)
    phone(organiser, offering, if_full="wait")

    assert asked.status_code == 422
    assert statuses(offering) == [Status.CONFIRMED, Status.WAITING]


def test_the_form_sent_twice_registers_once(organiser: Client) -> None:
    offering = make_offering()
    key = str(uuid4())

    phone(organiser, offering, form_key=key)
    phone(organiser, offering, form_key=key)

    assert Registration.objects.count() == 1


@pytest.mark.parametrize("people", ["Anna, inte en adress", ", anna@lund.se"])
def test_a_line_that_is_no_person_is_told(organiser: Client, people: str) -> None:
    response = phone(organiser, make_offering(), people=people)

    assert list(response.context["form"].errors) == ["people"]
    assert not Registration.objects.exists()


def test_an_address_too_long_to_keep_is_told(organiser: Client) -> None:
    label = "b" * 60
    address = f"anna@{'.'.join([label] * 4)}.{'c' * 50}.se"

    response = phone(organiser, make_offering(), people=f"Anna, {address}")

    assert len(address) > 254
    assert list(response.context["form"].errors) == ["people"]


def test_a_filter_that_is_not_known_is_for_nobody(organiser: Client) -> None:
    offering = make_offering()
    sign_up_one(offering)
    data = {"action": "cancel", "all_matching": "1", "filters": f"fee={'9' * 5000}"}

    response = organiser.post(view("bulk", offering.pk), data)

    assert response.status_code == 302


def test_a_decision_is_settled_once(organiser: Client) -> None:
    participant = sign_up_one(make_offering())
    decision = Decision.objects.create(
        kind=DecisionKind.DUPLICATE, offering=participant.offering, participant=participant
    )

    organiser.post(view("settle", decision.pk), {"outcome": "Samma person, en avbokad"})
    organiser.post(view("settle", decision.pk), {"outcome": "Något annat"})

    decision.refresh_from_db()
    assert decision.outcome == "Samma person, en avbokad"
    assert decision.settled_by is not None


@pytest.mark.parametrize("name", ["overview", "offerings", "decisions", "batches"])
def test_more_rows_cost_no_more_statements(
    organiser: Client, django_assert_num_queries, name: str
) -> None:
    def add() -> None:
        participant = sign_up_one(make_offering())
        Decision.objects.create(
            kind=DecisionKind.BOUNCE,
            offering=participant.offering,
            registration=participant.registration,
            participant=participant,
        )
        Batch.objects.create(offering=participant.offering, action="cancel", runs_at=timezone.now())

    add()
    organiser.get(view(name))
    with CaptureQueriesContext(connection) as one:
        organiser.get(view(name))
    for _ in range(3):
        add()

    with django_assert_num_queries(len(one)):
        organiser.get(view(name))


def test_more_mail_costs_no_more_statements(organiser: Client, django_assert_num_queries) -> None:
    url = reverse("anmalningar_mejl_modeladmin_index")
    offering = make_offering(size=50)
    sign_up_one(offering)
    organiser.get(url)
    with CaptureQueriesContext(connection) as one:
        organiser.get(url)
    sign_up(offering, number=20)

    with django_assert_num_queries(len(one)):
        organiser.get(url)


def test_a_mails_body_is_shut_in_a_sandbox(organiser: Client) -> None:
    sign_up_one(make_offering())
    message = Message.objects.first()
    assert message is not None
    Message.objects.filter(pk=message.pk).update(html="<script>alert(1)</script><p>Hej</p>")

    page = organiser.get(view("message", message.pk)).content.decode()
    body = organiser.get(view("message_body", message.pk))

    assert re.search(r'<iframe[^>]* sandbox=""', page)
    assert body["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_wagtails_log_holds_no_name(organiser: Client) -> None:
    from wagtail.models import ModelLogEntry

    participant = sign_up_one(make_offering())
    organiser.post(view("act", participant.pk, "avboka"), {"fee": "none"})

    assert not ModelLogEntry.objects.filter(label__icontains=participant.name).exists()
    assert participant.name not in str(participant)


def test_a_shown_mail_hides_the_links_that_open_somebodys_page(organiser: Client) -> None:
    participant = sign_up_one(make_offering())
    message = Message.objects.first()
    assert message is not None
    link = f"https://example.org/r/{participant.token}/"
    Message.objects.filter(pk=message.pk).update(html=f'<a href="{link}">Hej</a>', text=link)

    page = organiser.get(view("message", message.pk)).content.decode()
    body = organiser.get(view("message_body", message.pk)).content.decode()

    assert participant.token not in page + body
    assert "/r/…/" in page


def test_the_payer_is_corrected_and_logged_without_values(organiser: Client) -> None:
    registration = sign_up(make_offering(fee=195000))
    payer = registration.payers.get()

    organiser.post(
        view("change_payer", registration.pk, payer.pk),
        {"kind": "organisation", "name": "Lunds kommun", "reference": "ref 77"},
    )

    payer.refresh_from_db()
    entry = LogEntry.objects.get(happening=Happening.PAYER_CHANGED)
    assert (payer.name, payer.reference) == ("Lunds kommun", "ref 77")
    assert entry.fields == ["name", "reference"]


def test_answers_are_written_down_for_someone_who_calls(organiser: Client) -> None:
    offering = make_offering()
    question = Question.objects.create(offering=offering, label_sv="Ämne", purpose_sv="x")
    participant = sign_up_one(offering)

    organiser.post(view("act", participant.pk, "svar"), {f"question_{question.pk}": "Återbruk"})

    assert participant.answers.get().value == "Återbruk"
