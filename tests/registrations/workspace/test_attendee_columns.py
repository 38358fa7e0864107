"""Columns of the attendee list: shown, filtered, sorted and downloaded, each by one mechanism."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registrations import ports
from registrations.actors import SYSTEM
from registrations.columns import Column, Filter, Source
from registrations.models import (
    Answer,
    CheckIn,
    DeliveryEvent,
    Message,
    Offering,
    Participant,
    Question,
)
from registrations.tags import get_tag, put_on
from registrations.words import DeliveryKind, QuestionKind, Readers
from registrations.workspace.addresses import attendee_list_url
from registrations.workspace.attendees.catalogue import Catalogue
from registrations.workspace.attendees.listing import Listing
from registrations.workspace.attendees.view import View
from tests.factories.registrations import make_extra, make_offering, sign_up_one

pytestmark = [pytest.mark.web, pytest.mark.django_db]

HARD_NAMES = ["Östra", "Väst", "Ängelholm", "Årsta", "Élan", "Zinkgruvan", "arvika", ""]
IN_ORDER = ["arvika", "Élan", "Väst", "Zinkgruvan", "Årsta", "Ängelholm", "Östra", ""]


def catalogue(offering: Offering) -> Catalogue:
    return Catalogue(offering, reads_answers=True)


def found(offering: Offering, address: str) -> list[Participant]:
    known = catalogue(offering)
    return list(Listing(known, View.from_text(address, known)).participants())


def ask(offering: Offering, label: str, **fields: Any) -> Question:
    return Question.objects.create(offering=offering, label_sv=label, purpose_sv="x", **fields)


def people(offering: Offering, number: int) -> list[Participant]:
    return [sign_up_one(offering) for _ in range(number)]


@pytest.mark.postgres
@pytest.mark.parametrize("key", ["organisation", "question", "tags", "contact"])
def test_texts_of_any_column_stand_in_swedish_order(key: str) -> None:
    offering = make_offering()
    question = ask(offering, "Ort")
    for words in HARD_NAMES:
        one = sign_up_one(offering)
        Participant.objects.filter(pk=one.pk).update(organisation=words)
        type(one.registration).objects.filter(pk=one.registration_id).update(contact_name=words)
        if words:
            Answer.objects.create(participant=one, question=question, value=words)
            put_on(tag=get_tag(offering, words), participant_ids=[one.pk], actor=SYSTEM)
    column = f"question-{question.pk}" if key == "question" else key

    ascending = [one.organisation for one in found(offering, f"sort={column}")]
    descending = [one.organisation for one in found(offering, f"sort=-{column}")]

    assert ascending == IN_ORDER
    assert descending == [*IN_ORDER[-2::-1], ""]


@pytest.mark.postgres
def test_every_column_that_can_be_sorted_by_sorts_everybody_once() -> None:
    offering = make_offering()
    make_extra(offering)
    ask(offering, "Val", kind=QuestionKind.CHOICE, options_sv="A\nB")
    ask(offering, "Ja?", kind=QuestionKind.YES_NO, is_required=True)
    ask(offering, "Ord")
    expected = {one.pk for one in people(offering, 3)}
    get_tag(offering, "VIP")

    for column in catalogue(offering).columns.values():
        for sort in (column.key, f"-{column.key}"):
            assert {one.pk for one in found(offering, f"sort={sort}")} == expected, sort


@pytest.mark.postgres
def test_every_value_of_every_filter_can_be_asked_for() -> None:
    offering = make_offering()
    make_extra(offering)
    ask(offering, "Val", kind=QuestionKind.CHOICE, options_sv="A\nB", is_required=True)
    ask(offering, "Ord")
    sign_up_one(offering)
    get_tag(offering, "VIP")

    known = catalogue(offering)
    for one in known.filters.values():
        for value in [key for key, _words in one.options] or ["2027-01-01"]:
            view = View(filters=((one.key, value),))
            assert Listing(known, view).count() <= 1


def test_a_choice_is_filtered_by_option_and_by_who_has_not_answered() -> None:
    offering = make_offering()
    question = ask(offering, "Färdsätt", kind=QuestionKind.CHOICE, options_sv="Tåg\nBil")
    train, car, silent = people(offering, 3)
    Answer.objects.create(participant=train, question=question, value="Tåg")
    Answer.objects.create(participant=car, question=question, value="Bil")

    assert found(offering, f"question-{question.pk}=T%C3%A5g") == [train]
    assert found(offering, f"question-{question.pk}=~") == [silent]
    assert len(found(offering, f"question-{question.pk}=Flyg")) == 3


def test_a_text_is_filtered_by_what_it_holds_and_by_who_has_answered() -> None:
    offering = make_offering()
    question = ask(offering, "Ämne")
    talker, silent = people(offering, 2)
    Answer.objects.create(participant=talker, question=question, value="Återbruk i Ängelholm")

    assert found(offering, f"question-{question.pk}=ÅTERBRUK+ängel") == [talker]
    assert found(offering, f"question-{question.pk}=bygg") == []
    assert found(offering, f"question-{question.pk}-given=~") == [silent]
    assert found(offering, f"question-{question.pk}-given=*") == [talker]


def test_an_extra_is_filtered_by_taken_and_not_chosen() -> None:
    offering = make_offering()
    extra = make_extra(offering)
    with_it, without = sign_up_one(offering, extras=(extra,)), sign_up_one(offering)

    assert found(offering, f"extra-{extra.pk}=taken") == [with_it]
    assert found(offering, f"extra-{extra.pk}=~") == [without]


def test_a_tag_is_filtered_by_who_has_it_and_who_lacks_it() -> None:
    offering = make_offering()
    tagged, other, bare = people(offering, 3)
    tag, second = get_tag(offering, "Talare"), get_tag(offering, "VIP")
    put_on(tag=tag, participant_ids=[tagged.pk], actor=SYSTEM)
    put_on(tag=second, participant_ids=[tagged.pk, other.pk], actor=SYSTEM)

    assert found(offering, f"tag={tag.pk}") == [tagged]
    assert set(found(offering, f"tag=-{tag.pk}")) == {other, bare}
    assert found(offering, "tag=~") == [bare]
    assert set(found(offering, "tag=*")) == {tagged, other}


def test_who_came_is_a_column_and_a_filter(organiser: Client) -> None:
    offering = make_offering()
    here, undone, absent = people(offering, 3)
    occasion = offering.occasions.get()
    CheckIn.objects.create(participant=here, occasion=occasion)
    first = CheckIn.objects.create(participant=undone, occasion=occasion)
    CheckIn.objects.create(participant=undone, occasion=occasion, undoes=first)
    key = f"checkin-{occasion.pk}"

    page = organiser.get(attendee_list_url(offering, c=key)).content.decode()

    assert found(offering, f"{key}=*") == [here]
    assert set(found(offering, f"{key}=~")) == {undone, absent}
    assert page.count('<td class="ws-wide">–</td>') == 2


@pytest.mark.postgres
def test_the_last_mails_fate_is_a_column_and_a_filter() -> None:
    offering = make_offering()
    bounced, delivered, waiting = people(offering, 3)
    mails = {
        one.pk: Message.objects.get(registration=one.registration_id)
        for one in (bounced, delivered, waiting)
    }
    now = timezone.now()
    for one in (bounced, delivered):
        Message.objects.filter(pk=mails[one.pk].pk).update(sent_at=now)
        DeliveryEvent.objects.create(
            message=mails[one.pk],
            kind=DeliveryKind.DELIVERED,
            event_id=f"{one.pk}a",
            happened_at=now - timedelta(hours=1),
        )
    DeliveryEvent.objects.create(
        message=mails[bounced.pk], kind=DeliveryKind.BOUNCED, event_id="b", happened_at=now
    )

    assert found(offering, "mail=bounced") == [bounced]
    assert found(offering, "mail=delivered") == [delivered]
    assert found(offering, "mail=waiting") == [waiting]
    assert found(offering, "sort=mail")[0] == bounced


def test_days_of_registration_are_whole_local_days() -> None:
    offering = make_offering()
    one = sign_up_one(offering)
    late = timezone.make_aware(datetime(2027, 1, 31, 23, 59))
    Participant.objects.filter(pk=one.pk).update(created_at=late)

    assert found(offering, "registered-from=2027-01-31&registered-to=2027-01-31") == [one]
    assert found(offering, "registered-from=2027-02-01") == []
    assert found(offering, "registered-to=2027-01-30") == []
    assert found(offering, "registered-from=not+a+day") == [one]


def test_the_address_holds_the_whole_view() -> None:
    offering = make_offering()
    known = catalogue(offering)
    text = "status=confirmed&q=anna&c=email&c=fee&sort=-email&density=tight"

    view = View.from_text(text, known)

    assert view.columns == ("email", "fee")
    assert view.as_text() == text
    assert View.from_text(view.as_text(), known) == view


def test_health_answers_are_no_column_filter_or_order(organiser: Client) -> None:
    offering = make_offering()
    question = ask(offering, "Kost", readers=Readers.HEALTH)
    one = sign_up_one(offering)
    Answer.objects.create(participant=one, question=question, sealed="Jordnötter")
    key = f"question-{question.pk}"

    page = organiser.get(
        attendee_list_url(offering, c=key, sort=key, **{key: "Jordnötter"})
    ).content.decode()

    assert key not in catalogue(offering).columns
    assert "Kost" not in page
    assert "Jordnötter" not in page


def test_answers_are_no_column_and_no_filter_of_a_bookkeeper(sign_in) -> None:
    client = sign_in("Bookkeepers")
    offering = make_offering()
    question = ask(offering, "Ämne")
    one = sign_up_one(offering)
    Answer.objects.create(participant=one, question=question, value="Återbruk")
    key = f"question-{question.pk}"

    page = client.get(attendee_list_url(offering, c=key, **{key: "bygg"})).content.decode()

    assert one.name in page
    assert "Ämne" not in page
    assert "Återbruk" not in page


def statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_one_column_and_many_cost_the_same_statements(organiser: Client) -> None:
    offering = make_offering()
    questions = [ask(offering, f"Fråga {number}") for number in range(12)]
    extras = [make_extra(offering, name=f"Tillval {number}") for number in range(5)]
    sign_up_one(offering)
    one = [f"question-{questions[0].pk}", f"extra-{extras[0].pk}"]
    many = [f"question-{one.pk}" for one in questions] + [f"extra-{one.pk}" for one in extras]
    base = attendee_list_url(offering)

    few = statements(organiser, "&c=".join([base, *one]))

    assert statements(organiser, "&c=".join([base, *many])) == few


def test_all_columns_cost_one_statement_for_each_kind_whatever_the_people(
    organiser: Client,
) -> None:
    offering = make_offering()
    for number in range(4):
        ask(offering, f"Fråga {number}", is_required=True)
        make_extra(offering, name=f"Tillval {number}")
    tag = get_tag(offering, "VIP")
    sign_up_one(offering)
    keys = [key for key in catalogue(offering).columns if key != "name"]
    url = "&c=".join([attendee_list_url(offering), *keys])
    least = statements(organiser, "&c=".join([attendee_list_url(offering), "status"]))

    alone = statements(organiser, url)
    put_on(tag=tag, participant_ids=[one.pk for one in people(offering, 8)], actor=SYSTEM)

    assert statements(organiser, url) == alone
    # Payment, owed, payers, check-ins, mail, tags, answers missing, extras, answers.
    assert alone == least + 9


def test_an_app_above_adds_a_column(organiser: Client, monkeypatch) -> None:
    offering = make_offering()
    one, other = people(offering, 2)

    def rooms(offering: Offering) -> list[Column]:
        only = Filter("room", "Rum", lambda found, value: found.filter(pk=one.pk), (("7", "Sju"),))
        source = Source(lambda people, keys: {key: {one.pk: 7} for key in keys})
        return [Column("room", "Rum", source, (only,), is_number=True)]

    monkeypatch.setattr(ports, "list_columns", [rooms])

    page = organiser.get(attendee_list_url(offering, c="room")).content.decode()

    assert '<td class="ws-wide ws-number">7</td>' in page
    assert found(offering, "room=7") == [one]
    assert other in found(offering, "")


def test_counts_above_the_list_follow_the_filter(organiser: Client) -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)
    second = sign_up_one(offering)
    Participant.objects.filter(pk=second.pk).update(organisation="Höörs kommun")

    page = organiser.get(attendee_list_url(offering, q="höör")).content.decode()

    caption = page.split('<caption id="ws-caption"')[1].split("</caption>")[0]
    assert " ".join(caption.split(">", 1)[1].split()) == "1–1 av 1 · Väntar 1"
