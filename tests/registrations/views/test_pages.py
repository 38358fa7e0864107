"""The pages behind a link: who sees what, what may be changed, and that reading changes nothing."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.cancellation import cancel
from registrations.lapsing import lapse_due
from registrations.models import Answer, LogEntry, Message, Offering, Participant, Question
from registrations.people import change_answers
from registrations.waitlist import extend_offer
from registrations.words import Happening, Readers, Status
from tests.factories.billing import sign_up_invoiced
from tests.factories.registrations import make_extra, make_offering, sign_up, sign_up_one

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def text(response: Any) -> str:
    return response.content.decode()


def ask_diet(offering: Offering) -> Question:
    return Question.objects.create(
        offering=offering,
        label_sv="Specialkost",
        purpose_sv="För att alla ska kunna äta",
        readers=Readers.HEALTH,
    )


def offered(offering: Offering) -> Participant:
    """Return someone in line who was just offered the seat of the only one seated."""
    seated, waiter = sign_up_one(offering), sign_up_one(offering)
    cancel(participant_id=seated.pk, actor=SYSTEM)
    waiter.refresh_from_db()
    return waiter


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_thanks_page_says_how_it_stands(client: Client, language: str) -> None:
    registration = sign_up(make_offering(), number=3)

    response = client.get(f"{language}/r/{registration.token}/tack/")

    assert ("You have three seats" if language else "Ni har tre platser") in text(response)


def test_the_thanks_page_says_what_is_invoiced_to_whom(client: Client) -> None:
    registration = sign_up_invoiced(make_offering(fee=100_000), number=2)

    page = text(client.get(f"/r/{registration.token}/tack/")).replace("\xa0", " ")

    words = "Det kostar 2 500 kr totalt, inklusive moms. En faktura kommer till Eslövs kommun."
    assert words in page


@pytest.mark.parametrize("kind", ["contact", "own"])
def test_pages_behind_a_link_are_kept_private(client: Client, kind: str) -> None:
    registration = sign_up(make_offering(), number=2)
    token = registration.token if kind == "contact" else registration.participants.first().token

    response = client.get(f"/r/{token}/")

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    "token",
    ["r1-forged", "p1-forged", "x1-a", "r-", "-", "rzzzzzzzzzzzz-a", "ö1-ö", "r" * 300],
)
def test_a_forged_link_gives_a_way_to_a_new_one(client: Client, token: str) -> None:
    sign_up(make_offering())

    response = client.get(f"/r/{token}/")

    assert response.status_code == 404
    assert "/ny-lank/" in text(response)


def test_a_participant_sees_nobody_else(client: Client) -> None:
    registration = sign_up(make_offering(), number=2)
    first, second = registration.participants.order_by("number")

    page = text(client.get(f"/r/{second.token}/"))

    assert second.name in page
    assert first.name not in page
    assert first.email not in page


def test_a_participant_cannot_open_a_page_about_another(client: Client) -> None:
    registration = sign_up(make_offering(), number=2)
    second = registration.participants.get(number=2)

    assert client.get(f"/r/{second.token}/uppgifter/1/").status_code == 404
    assert client.get(f"/r/{second.token}/kontakt/").status_code == 404
    assert client.get(f"/r/{second.token}/faktura/").status_code == 404


def test_the_contact_never_sees_health_answers_of_others(client: Client) -> None:
    offering = make_offering()
    question = ask_diet(offering)
    registration = sign_up(offering, number=2)
    second = registration.participants.get(number=2)
    change_answers(participant_id=second.pk, answers={question.pk: "nötallergi"}, actor=SYSTEM)

    pages = [
        client.get(f"/r/{registration.token}/"),
        client.get(f"/r/{registration.token}/svar/2/"),
    ]
    export = client.post(f"/r/{registration.token}/mina-uppgifter.zip")

    assert [page.status_code for page in pages] == [200, 404]
    assert "nötallergi" not in text(pages[0])
    assert "nötallergi" not in json.dumps(unpack(export), ensure_ascii=False)


def unpack(response: Any) -> Any:
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return json.loads(archive.read("mina-uppgifter.json"))


def test_answers_are_read_and_changed_on_the_own_page_and_kept_encrypted(client: Client) -> None:
    offering = make_offering()
    question = ask_diet(offering)
    participant = sign_up(offering, number=2).participants.get(number=2)
    address = f"/r/{participant.token}/svar/"

    client.post(address, {f"question{question.pk}": "nötallergi"})
    page = text(client.get(address))

    answer = Answer.objects.get()
    assert (answer.value, answer.sealed) == ("", "nötallergi")
    assert 'value="nötallergi"' in page
    assert "För att alla ska kunna äta." in page


def test_an_export_holds_the_own_health_answers_in_clear(client: Client) -> None:
    offering = make_offering()
    question = ask_diet(offering)
    participant = sign_up(offering, number=2).participants.get(number=2)
    change_answers(participant_id=participant.pk, answers={question.pk: "vegan"}, actor=SYSTEM)

    tables = unpack(client.post(f"/r/{participant.token}/mina-uppgifter.zip"))

    assert tables["answers"][0]["answer"] == "vegan"
    assert tables["participant"][0]["name"] == participant.name
    assert LogEntry.objects.filter(happening=Happening.EXPORTED).count() == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_changes_nothing(client: Client, method: str) -> None:
    offering = make_offering(size=1)
    participant = offered(offering)
    registration = participant.registration
    before = (LogEntry.objects.count(), Message.objects.count())
    tails = (
        "", "tack/", "erbjudande/", "avboka/", "uppgifter/", "svar/", "mat-och-tillval/",
        "kollega/", "namn/1/", "kontakt/", "faktura/", "mina-uppgifter.zip", "radera/",
    )  # fmt: skip

    codes = [
        getattr(client, method)(f"/r/{token}/{tail}").status_code
        for token in (registration.token, participant.token)
        for tail in tails
    ]

    participant.refresh_from_db()
    assert set(codes) <= {200, 302, 404}
    assert participant.status == Status.OFFERED
    assert (LogEntry.objects.count(), Message.objects.count()) == before


def test_an_offer_is_accepted_by_a_button(client: Client) -> None:
    participant = offered(make_offering(size=1))
    address = f"/r/{participant.token}/erbjudande/"

    page = text(client.get(address))
    client.post(address, {"answer": "yes"})

    participant.refresh_from_db()
    assert "En plats är ledig för dig" in page
    assert participant.status == Status.CONFIRMED


def test_an_offer_is_declined_by_a_button(client: Client) -> None:
    participant = offered(make_offering(size=1))

    client.post(f"/r/{participant.token}/erbjudande/", {"answer": "no"})

    participant.refresh_from_db()
    assert participant.status == Status.CANCELLED


def test_more_time_is_given_three_times_at_the_most(client: Client) -> None:
    participant = offered(make_offering(size=1))
    address = f"/r/{participant.token}/erbjudande/"

    for _ in range(4):
        response = client.post(address, {"answer": "more"}, follow=True)

    participant.refresh_from_db()
    assert participant.extensions == 3
    assert "Tiden kan inte förlängas igen." in text(response)
    assert 'value="more"' not in text(client.get(address))


def test_a_late_answer_says_that_the_seat_went_on_and_offers_the_line(client: Client) -> None:
    participant = offered(make_offering(size=1))
    Message.objects.update(sent_at=timezone.now())
    lapse_due(timezone.now() + timedelta(days=9))

    response = client.post(f"/r/{participant.token}/erbjudande/", {"answer": "yes"}, follow=True)
    client.post(f"/r/{participant.token}/vanta-igen/")

    participant.refresh_from_db()
    assert "Platsen gick vidare" in text(response)
    assert participant.status in {Status.WAITING, Status.OFFERED}


def test_a_seat_is_cancelled_by_a_button_after_showing_what_it_costs(client: Client) -> None:
    offering = make_offering(fee=195000)
    offering.cancellation_steps.create(days_before=90, per_cent=50)
    participant = sign_up_one(offering)
    address = f"/r/{participant.token}/avboka/"

    page = text(client.get(address))
    client.post(address, {"sure": "1"})

    participant.refresh_from_db()
    assert "1 218,75 kr".replace(" ", "\N{NO-BREAK SPACE}") in page
    assert participant.status == Status.CANCELLED


def test_the_contact_cancels_only_the_ticked(client: Client) -> None:
    registration = sign_up(make_offering(), number=3)
    address = f"/r/{registration.token}/avboka/"

    nothing = client.post(address, {})
    client.post(address, {"number": ["2"]})

    statuses = [one.status for one in registration.participants.order_by("number")]
    assert "<title>Fel: " in text(nothing)
    assert statuses == ["confirmed", "cancelled", "confirmed"]


def test_the_contact_names_an_unnamed_place(client: Client) -> None:
    registration = sign_up(make_offering(), number=2, unnamed=1)
    address = f"/r/{registration.token}/namn/2/"

    wrong = client.post(address, {"name": "Bo Ek", "email": "bo@"})
    client.post(address, {"name": "Bo Ek", "email": "bo@kommun.example"})

    assert "<title>Fel: " in text(wrong)
    assert 'value="Bo Ek"' in text(wrong)
    assert registration.participants.get(number=2).name == "Bo Ek"


def test_a_swap_ends_the_former_link(client: Client) -> None:
    participant = sign_up(make_offering(), number=2).participants.get(number=2)
    former = participant.token

    response = client.post(
        f"/r/{former}/kollega/", {"name": "Bo Ek", "email": "bo@kommun.example"}, follow=True
    )

    assert "Platsen har bytt ägare" in text(response)
    assert client.get(f"/r/{former}/").status_code == 404


def test_extras_change_until_the_caterers_date(client: Client) -> None:
    offering = make_offering()
    dinner = make_extra(offering)
    participant = sign_up_one(offering)
    address = f"/r/{participant.token}/mat-och-tillval/"

    client.post(address, {"extras": [str(dinner.pk)]})
    Offering.objects.update(changes_until=timezone.now() - timedelta(days=1))
    late = client.post(address, {})

    assert participant.choices.count() == 1
    assert late.status_code == 409
    assert "Det går inte längre att ändra här." in text(late)


def test_details_contact_and_payer_are_corrected(client: Client) -> None:
    registration = sign_up(make_offering(fee=1000), number=2)
    token = registration.token

    client.post(f"/r/{token}/uppgifter/2/", {"name": "Bo Ek", "email": "bo@kommun.example"})
    client.post(
        f"/r/{token}/faktura/",
        {
            "name": "Höörs kommun",
            "org_number": "212000-1116",
            "reference": "A1",
            "street": "Box 53",
            "postcode": "24321",
            "town": "Höör",
        },
    )
    client.post(f"/r/{token}/kontakt/", {"name": "Eva Alm", "email": "eva@kommun.example"})

    registration.refresh_from_db()
    assert registration.participants.get(number=2).name == "Bo Ek"
    assert registration.contact_name == "Eva Alm"
    assert registration.payers.get().name == "Höörs kommun"


def test_erasing_asks_first_and_ends_the_link(client: Client) -> None:
    registration = sign_up(make_offering(), number=1)
    address = f"/r/{registration.token}/radera/"

    unsure = client.post(address, {})
    done = client.post(address, {"sure": "1"}, follow=True)

    assert "Kryssa i rutan" in text(unsure)
    assert "Dina uppgifter är raderade" in text(done)
    assert registration.participants.get().name == ""


@pytest.mark.parametrize("known", [True, False])
def test_a_lost_link_is_answered_the_same_for_all(client: Client, known: bool) -> None:
    registration = sign_up(make_offering())
    email = registration.contact_email.upper() if known else "nobody@x.example"

    response = client.post("/ny-lank/", {"email": email}, follow=True)

    mails = Message.objects.filter(kind=Happening.LINK_SENT).count()
    assert "är ett mejl med länken på väg" in text(response)
    assert mails == (1 if known else 0)


def test_a_lost_link_is_mailed_three_times_an_hour_at_the_most(client: Client) -> None:
    registration = sign_up(make_offering())

    for _ in range(5):
        client.post("/ny-lank/", {"email": registration.contact_email})

    assert Message.objects.filter(kind=Happening.LINK_SENT).count() == 3


def test_a_lost_link_costs_the_same_statements_for_all(client: Client) -> None:
    registration = sign_up(make_offering())
    counts = []
    for email in (registration.contact_email, "nobody@x.example"):
        with CaptureQueriesContext(connection) as captured:
            client.post("/ny-lank/", {"email": email})
        counts.append(len(captured))

    assert abs(counts[0] - counts[1]) <= 3


def test_the_status_page_costs_the_same_for_one_and_for_many(client: Client) -> None:
    counts = []
    for number in (2, 12):
        registration = sign_up(make_offering(size=1), number=number)
        client.get(f"/r/{registration.token}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/r/{registration.token}/")
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_the_waitlist_says_how_many_are_before(client: Client) -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)
    sign_up_one(offering)
    last = sign_up_one(offering)

    page = text(client.get(f"/r/{last.token}/"))

    assert "Du står i väntelistan" in page
    assert "1 person står före dig." in page


def test_extend_by_the_domain_shows_the_new_deadline(client: Client) -> None:
    participant = offered(make_offering(size=1))
    before = text(client.get(f"/r/{participant.token}/erbjudande/"))

    extend_offer(participant_id=participant.pk, actor=SYSTEM)

    assert text(client.get(f"/r/{participant.token}/erbjudande/")) != before


def test_the_contact_reaches_nobodys_answers_by_changing_addresses(client: Client) -> None:
    offering = make_offering()
    question = ask_diet(offering)
    registration = sign_up(offering, number=2)
    second = registration.participants.get(number=2)
    change_answers(participant_id=second.pk, answers={question.pk: "nötallergi"}, actor=SYSTEM)
    token, address = registration.token, registration.contact_email

    taken = client.post(f"/r/{token}/uppgifter/2/", {"name": second.name, "email": address})
    client.post(f"/r/{token}/kontakt/", {"name": "Eva Alm", "email": second.email})
    answers = client.get(f"/r/{token}/svar/2/")

    assert taken.status_code == 409
    assert answers.status_code == 404
    assert registration.participants.get(number=2).email == second.email


def test_the_contact_who_takes_part_corrects_both_addresses_at_once(client: Client) -> None:
    registration = sign_up(make_offering())

    client.post(
        f"/r/{registration.token}/uppgifter/", {"name": "Anna Ö", "email": "anna@ratt.example"}
    )

    registration.refresh_from_db()
    assert registration.contact_email == "anna@ratt.example"
    assert registration.participants.get().email == "anna@ratt.example"
