"""Tags put on many at once, and views kept by name: who sees them, and how they are forgotten."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registrations import people, personal_data, retention
from registrations.actors import CONTACT, SYSTEM
from registrations.models import (
    LogEntry,
    Offering,
    Participant,
    ParticipantTag,
    Question,
    SavedView,
    Tag,
)
from registrations.tags import MOST_TAGS, TooManyTags, get_tag, put_on, take_off
from registrations.words import Happening
from registrations.workspace.addresses import attendee_list_url, registration_url
from tests.factories.registrations import make_offering, sign_up, sign_up_one
from tests.registrations.workspace.conftest import text, view

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def tags_on(participant: Participant) -> list[str]:
    return [row.tag.name for row in participant.tag_rows.select_related("tag")]


def tag(client: Client, offering: Offering, name: str, *people: Participant, **data: str) -> object:
    keys = ",".join(str(one.pk) for one in people)
    posted = {"name": name, "keys": keys, "verb": "put-on"} | data
    return client.post(view("tag_people_now", offering.pk), posted)


def test_a_tag_is_put_on_the_chosen_and_taken_off_at_once(organiser: Client) -> None:
    offering = make_offering()
    first, second, third = (sign_up_one(offering) for _ in range(3))

    tag(organiser, offering, "  VIP ", first, second)
    tag(organiser, offering, "vip", second, third)
    tag(organiser, offering, "VIP", first, verb="take-off")

    assert [tags_on(one) for one in (first, second, third)] == [[], ["VIP"], ["VIP"]]
    assert Tag.objects.count() == 1


def test_tags_change_no_status_and_send_no_mail_and_are_logged_once(organiser: Client) -> None:
    offering = make_offering()
    one = sign_up_one(offering)
    mails = offering.messages.count()

    for _press in range(2):
        tag(organiser, offering, "VIP", one)

    entry = LogEntry.objects.get(happening=Happening.DETAILS_CHANGED)
    assert entry.fields == [f"tag:{Tag.objects.get().pk}"]
    assert entry.actor == User.objects.get()
    assert offering.messages.count() == mails


def test_the_page_before_says_whom_it_is_for_and_leads_back_to_the_same_view(
    organiser: Client,
) -> None:
    offering = make_offering()
    one, other = sign_up_one(offering), sign_up_one(offering)
    Participant.objects.filter(pk=one.pk).update(organisation="Höörs kommun")
    filters = "q=h%C3%B6%C3%B6r&c=tags&density=tight"

    page = organiser.post(
        view("tag_people", offering.pk), {"all_matching": "1", "filters": filters}
    )
    response = tag(organiser, offering, "Värd", one, query=filters)

    assert one.name in text(page)
    assert other.name not in text(page)
    assert parse_qs(urlsplit(response["Location"]).query) == {
        "offering": [str(offering.pk)],
        "q": ["höör"],
        "c": ["tags"],
        "density": ["tight"],
    }


def test_nobody_else_is_tagged_when_a_filter_is_gone(organiser: Client) -> None:
    offering = make_offering()
    sign_up_one(offering)
    gone = get_tag(offering, "Gammal")
    filters = f"tag={gone.pk}"
    gone.delete()

    response = organiser.post(
        view("tag_people", offering.pk), {"all_matching": "1", "filters": filters}
    )

    assert response.status_code == 302


def test_people_of_another_event_cannot_be_tagged(organiser: Client) -> None:
    offering, other = make_offering(), make_offering()
    stranger = sign_up_one(other)

    tag(organiser, offering, "VIP", stranger)

    assert tags_on(stranger) == []


@pytest.mark.parametrize(("name", "verb"), [("", "put-on"), ("Finns ej", "take-off")])
def test_a_tag_that_cannot_be_is_refused_with_a_sentence(
    organiser: Client, name: str, verb: str
) -> None:
    offering = make_offering()
    one = sign_up_one(offering)

    response = tag(organiser, offering, name, one, verb=verb)

    assert response.status_code == 200
    assert response.context["form"].errors["name"]
    assert not Tag.objects.exists()


def test_there_are_only_so_many_tags() -> None:
    offering = make_offering()
    for number in range(MOST_TAGS):
        get_tag(offering, f"Tagg {number}")

    with pytest.raises(TooManyTags):
        get_tag(offering, "En till")


def test_a_person_is_tagged_on_the_registrations_page(organiser: Client) -> None:
    one = sign_up_one(make_offering())

    organiser.post(view("tag_person", one.pk), {"name": "Talare", "verb": "put-on"})
    page = text(organiser.get(registration_url(one.registration_id)))
    organiser.post(view("tag_person", one.pk), {"name": "Talare", "verb": "take-off"})

    assert "Ta bort Talare" in page
    assert tags_on(one) == []


def test_a_removed_tag_is_gone_from_everybody(organiser: Client) -> None:
    offering = make_offering()
    one = sign_up_one(offering)
    vip = get_tag(offering, "VIP")
    put_on(tag=vip, participant_ids=[one.pk], actor=SYSTEM)

    page = text(organiser.get(view("kept", offering.pk)))
    organiser.post(view("remove_tag", offering.pk, vip.pk))

    assert "1 person" in page
    assert not Tag.objects.exists()


def test_many_are_tagged_with_few_statements(django_assert_max_num_queries) -> None:
    offering = make_offering(size=100)
    vip = get_tag(offering, "VIP")
    keys = [one.pk for _ in range(3) for one in sign_up(offering, number=20).participants.all()]

    with django_assert_max_num_queries(12):
        put_on(tag=vip, participant_ids=keys, actor=SYSTEM)
        take_off(tag=vip, participant_ids=keys, actor=SYSTEM)


def test_tags_go_with_the_person() -> None:
    offering = make_offering()
    swapped, erased, kept = (sign_up_one(offering) for _ in range(3))
    everybody = [swapped.pk, erased.pk, kept.pk]
    put_on(tag=get_tag(offering, "VIP"), participant_ids=everybody, actor=SYSTEM)

    people.swap(
        participant_id=swapped.pk, name="Ny", email="ny@x.se", organisation="", actor=CONTACT
    )
    retention.erase(participant_id=erased.pk, actor=SYSTEM)

    assert ParticipantTag.objects.get().participant == kept


def test_the_copy_of_ones_data_holds_ones_tags() -> None:
    one = sign_up_one(make_offering())
    put_on(tag=get_tag(one.offering, "VIP"), participant_ids=[one.pk], actor=SYSTEM)

    tables = personal_data.collect(one.registration, [one], is_contact=False)

    assert [row["tag"] for row in tables["tags"]] == ["VIP"]


def test_tags_and_views_are_purged_with_the_events_people() -> None:
    offering = make_offering()
    sign_up_one(offering)
    get_tag(offering, "VIP")
    SavedView.objects.create(offering=offering, name="Anna", query="q=anna")
    offering.refresh_from_db()
    later = offering.last_ends_at + timedelta(days=offering.personal_days + 1)

    retention.purge_due(later)

    assert not Tag.objects.exists()
    assert not SavedView.objects.exists()


def save(client: Client, offering: Offering, name: str, query: str, **data: str) -> object:
    return client.post(view("save_view", offering.pk), {"name": name, "query": query} | data)


def test_a_view_is_saved_shown_with_its_count_renamed_and_removed(organiser: Client) -> None:
    offering = make_offering(size=1)
    sign_up(offering, number=3)

    save(organiser, offering, "Köar", "status=waiting&c=place&sort=-place")
    kept = SavedView.objects.get()
    page = text(organiser.get(attendee_list_url(offering)))
    organiser.post(view("change_view", offering.pk, kept.pk), {"name": "I kö", "query": kept.query})
    kept.refresh_from_db()
    renamed = (kept.name, kept.query)
    organiser.post(view("remove_view", offering.pk, kept.pk))

    assert 'c=place&amp;sort=-place">Köar <strong>2</strong>' in page
    assert renamed == ("I kö", "status=waiting&c=place&sort=-place")
    assert not SavedView.objects.exists()


def test_only_a_shared_view_is_seen_by_others(organiser: Client, sign_in) -> None:
    offering = make_offering()
    save(organiser, offering, "Min egen", "q=anna")
    save(organiser, offering, "Allas", "status=confirmed", is_shared="on")

    page = text(sign_in("Organisers").get(attendee_list_url(offering)))

    assert "Allas" in page
    assert "Min egen" not in page


def test_who_only_reads_keeps_own_views_and_cannot_share(bookkeeper: Client) -> None:
    offering = make_offering()

    save(bookkeeper, offering, "Fakturor", "payment=invoice", is_shared="on")

    assert SavedView.objects.get().is_shared is False


def test_a_view_by_an_answer_is_not_shown_to_who_may_not_read_it(
    organiser: Client, bookkeeper: Client
) -> None:
    offering = make_offering()
    question = Question.objects.create(offering=offering, label_sv="Ämne", purpose_sv="x")
    save(organiser, offering, "Bygger", f"question-{question.pk}=bygg", is_shared="on")

    assert "Bygger" in text(organiser.get(attendee_list_url(offering)))
    assert "Bygger" not in text(bookkeeper.get(attendee_list_url(offering)))


def test_what_is_no_view_is_not_kept(organiser: Client) -> None:
    offering = make_offering()

    save(organiser, offering, "Allt", "offering=7&x=1&status=nonsense&export=csv&density=tight")

    assert SavedView.objects.get().query == "density=tight"


@pytest.mark.parametrize(
    ("name", "query", "is_forgotten"),
    [
        ("Sökt", "q=anna+berg", True),
        ("Sökt", "q=ANNA%40eslov", True),
        ("Anna Berg och vi", "", True),
        ("Eslöv", "q=esl%C3%B6v+bo", False),
        ("Bekräftade", "status=confirmed", False),
    ],
)
def test_a_view_that_names_a_person_goes_with_them(
    name: str, query: str, is_forgotten: bool
) -> None:
    offering = make_offering()
    one = sign_up_one(offering, email="anna@eslov.example")
    people.change_details(
        participant_id=one.pk, name="Anna Berg", email=one.email, organisation="", actor=SYSTEM
    )
    SavedView.objects.create(offering=offering, name=name, query=query, created_at=timezone.now())

    retention.erase(participant_id=one.pk, actor=SYSTEM)

    assert SavedView.objects.exists() is not is_forgotten


def test_one_saved_view_and_many_cost_the_same_statements(
    organiser: Client, django_assert_num_queries
) -> None:
    offering = make_offering()
    question = Question.objects.create(offering=offering, label_sv="Ämne", purpose_sv="x")
    sign_up_one(offering)
    save(organiser, offering, "Nummer 0", "payment=open")
    organiser.get(attendee_list_url(offering))
    with CaptureQueriesContext(connection) as found:
        organiser.get(attendee_list_url(offering))
    one = len(found)
    for number in range(1, 8):
        save(organiser, offering, f"Nummer {number}", f"question-{question.pk}=x&mail=bounced")

    with django_assert_num_queries(one):
        organiser.get(attendee_list_url(offering))
