"""Setting an offering up: prices, limits, what is frozen, and what cannot be removed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations import cancellation
from registrations.actors import CONTACT
from registrations.models import Fee, Offering, Participant, Question, Quota
from registrations.words import Status
from registrations.workspace.kronor import kronor, ore_of
from tests.factories.registrations import make_extra, make_offering, sign_up, sign_up_one

FAR = ["9999-12-31", "2101-01-01", "1999-12-31", "0001-01-01"]
FEE = {
    "name_sv": "Student",
    "amount_ore": "1 950,50",
    "vat_kind": "taxed",
    "vat_rate": "25",
    "payer_kind": "person",
    "is_offered": "on",
    "sort_order": "0",
}


def post(client: Client, offering: Offering, key: str, data: dict[str, Any], row: int = 0) -> Any:
    args = [offering.pk, key, row] if row else [offering.pk, key]
    return client.post(reverse(f"workspace:{'part' if row else 'add_part'}", args=args), data)


def errors_of(response: Any) -> dict[str, list[str]]:
    return {name: list(map(str, found)) for name, found in response.context["form"].errors.items()}


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1950", 195000),
        ("1 950", 195000),
        ("1\u00a0950,00", 195000),
        ("1950.5", 195050),
        ("0", 0),
        ("1 950 kr", 195000),
        ("SEK 10", 1000),
        ("95:-", 9500),
    ],
)
def test_kronor_are_read_as_people_type_them(text: str, ore: int) -> None:
    assert ore_of(text) == ore


@pytest.mark.parametrize("text", ["-1", "1,950,00", "12,345", "gratis", "1e5", "", "99999999999"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        ore_of(text)


@pytest.mark.parametrize("ore", [0, 5, 50, 195000, 195050])
def test_a_price_survives_being_shown_and_typed_again(ore: int) -> None:
    assert ore_of(kronor(ore)) == ore


@pytest.mark.web
def test_a_fee_is_kept_in_ore_with_its_quota(organiser: Client) -> None:
    offering = make_offering()
    quota = offering.quotas.get()

    post(organiser, offering, "fees", {**FEE, f"units_{quota.pk}": "2"})

    fee = Fee.objects.get(name_sv="Student")
    assert (fee.amount_ore, fee.uses.get().quota, fee.uses.get().units) == (195050, quota, 2)


@pytest.mark.web
def test_a_fee_in_use_is_frozen_and_says_so(organiser: Client) -> None:
    offering = make_offering(fee=195000)
    fee = sign_up_one(offering).fee
    quota = offering.quotas.get()

    page = organiser.get(reverse("workspace:part", args=[offering.pk, "fees", fee.pk]))
    post(organiser, offering, "fees", {**FEE, f"units_{quota.pk}": "0"}, fee.pk)

    fee.refresh_from_db()
    assert (fee.amount_ore, fee.name_sv, fee.uses.get().units) == (195000, "Student", 1)
    assert "Gör en ny lik denna" in page.content.decode()


@pytest.mark.web
def test_a_new_fee_can_start_from_a_frozen_one(organiser: Client) -> None:
    offering = make_offering(fee=195000)
    fee = sign_up_one(offering).fee

    page = organiser.get(
        reverse("workspace:add_part", args=[offering.pk, "fees"]) + f"?like={fee.pk}"
    )

    assert page.context["form"]["amount_ore"].value() == "1950"


@pytest.mark.web
def test_saving_a_quota_never_writes_what_is_taken(organiser: Client) -> None:
    offering = make_offering(size=5)
    quota = offering.quotas.get()
    sign_up(offering, number=2)

    post(
        organiser, offering, "quotas", {"name_sv": "Sal", "size": "6", "sort_order": "0"}, quota.pk
    )

    quota.refresh_from_db()
    assert (quota.name_sv, quota.size, quota.taken) == ("Sal", 6, 2)


@pytest.mark.web
def test_a_larger_quota_goes_to_the_line_at_once(organiser: Client) -> None:
    offering = make_offering(size=1)
    sign_up(offering, number=2)
    quota = offering.quotas.get()

    post(
        organiser, offering, "quotas", {"name_sv": "Sal", "size": "2", "sort_order": "0"}, quota.pk
    )

    assert not Participant.objects.filter(status=Status.WAITING).exists()


@pytest.mark.web
@pytest.mark.parametrize(
    ("size", "words"),
    [
        ("-1", "Skriv ett heltal, 0 eller mer."),
        ("1.5", "Skriv ett heltal, 0 eller mer."),
        ("1", "Den kan inte vara mindre än de 2 som redan är tagna."),
    ],
)
def test_an_impossible_size_is_refused_with_a_sentence(
    organiser: Client, size: str, words: str
) -> None:
    offering = make_offering(size=5)
    sign_up(offering, number=2)
    quota = offering.quotas.get()

    response = post(
        organiser, offering, "quotas", {"name_sv": "S", "size": size, "sort_order": "0"}, quota.pk
    )

    assert errors_of(response) == {"size": [words]}
    assert Quota.objects.get(pk=quota.pk).size == 5


@pytest.mark.web
def test_two_quotas_cannot_have_one_name(organiser: Client) -> None:
    offering = make_offering()

    response = post(organiser, offering, "quotas", {"name_sv": "platser", "sort_order": "0"})

    assert errors_of(response) == {"name_sv": ["Det finns redan en med det namnet."]}


@pytest.mark.web
def test_signup_cannot_close_before_it_opens(organiser: Client) -> None:
    offering = make_offering()

    response = organiser.post(
        reverse("workspace:section", args=[offering.pk, "signup"]),
        {"opens_at": "2026-05-02T09:00", "closes_at": "2026-05-01T09:00", "largest_group": "20"},
    )

    assert errors_of(response) == {"closes_at": ["Anmälan stänger innan den öppnar."]}


@pytest.mark.web
def test_a_section_writes_its_own_fields_alone(organiser: Client) -> None:
    offering = make_offering()
    Offering.objects.filter(pk=offering.pk).update(last_place=7)

    organiser.post(
        reverse("workspace:section", args=[offering.pk, "basics"]),
        {"title_sv": "Ny titel", "slug": offering.slug},
    )

    offering.refresh_from_db()
    assert (offering.title_sv, offering.last_place) == ("Ny titel", 7)


@pytest.mark.web
def test_dates_move_the_offerings_own_first_and_last(organiser: Client) -> None:
    offering = make_offering()
    occasion = offering.occasions.get()

    post(
        organiser,
        offering,
        "occasions",
        {"starts_at": "2030-05-24T09:00", "ends_at": "2030-05-24T16:00"},
        occasion.pk,
    )

    offering.refresh_from_db()
    assert offering.first_starts_at is not None
    assert f"{offering.first_starts_at:%Y-%m-%d %H:%M}" == "2030-05-24 07:00"


@pytest.mark.web
def test_what_is_in_use_cannot_be_removed(organiser: Client) -> None:
    offering = make_offering()
    extra = make_extra(offering)
    participant = sign_up_one(offering, extras=(extra,))
    quota, occasion = offering.quotas.get(), offering.occasions.get()
    rows = [
        ("fees", participant.fee.pk),
        ("extras", extra.pk),
        ("quotas", quota.pk),
        ("occasions", occasion.pk),
    ]

    for key, pk in rows:
        organiser.post(reverse("workspace:remove_part", args=[offering.pk, key, pk]))

    assert offering.fees.count() == 1
    assert offering.extras.count() == 1
    assert offering.quotas.count() == 1
    assert offering.occasions.count() == 1


@pytest.mark.web
def test_what_nobody_uses_can_be_removed(organiser: Client) -> None:
    offering = make_offering()
    extra = make_extra(offering)

    organiser.post(reverse("workspace:remove_part", args=[offering.pk, "extras", extra.pk]))

    assert not offering.extras.exists()


@pytest.mark.web
def test_a_question_to_choose_from_needs_answers(organiser: Client) -> None:
    offering = make_offering()
    data = {
        "label_sv": "Kost",
        "kind": "choice",
        "options_sv": "Vegan",
        "readers": "health",
        "purpose_sv": "Köket",
        "sort_order": "0",
    }

    response = post(organiser, offering, "questions", data)

    assert errors_of(response) == {"options_sv": ["Skriv minst två svar att välja mellan."]}
    assert not Question.objects.exists()


@pytest.mark.web
def test_signup_opens_and_closes_by_a_post(organiser: Client) -> None:
    offering = make_offering(state=Offering.State.CLOSED)

    organiser.post(reverse("workspace:open_signup", args=[offering.pk]))
    opened = Offering.objects.get(pk=offering.pk).state
    organiser.post(reverse("workspace:close_signup", args=[offering.pk]))

    assert opened == Offering.State.OPEN
    assert Offering.objects.get(pk=offering.pk).state == Offering.State.CLOSED


@pytest.mark.web
def test_a_copy_has_moved_dates_and_nothing_taken(organiser: Client) -> None:
    offering = make_offering()
    participant = sign_up_one(offering)
    cancellation.cancel(participant_id=participant.pk, actor=CONTACT)

    organiser.post(
        reverse("workspace:duplicate", args=[offering.pk]),
        {"title_sv": "Nästa år", "slug": "nasta-ar", "first_day": "2031-05-24"},
    )

    copy = Offering.objects.get(slug="nasta-ar")
    assert copy.state == Offering.State.CLOSED
    assert copy.participants.count() == 0
    assert f"{copy.occasions.get().starts_at:%Y-%m-%d}" == "2031-05-24"


@pytest.mark.web
def test_an_offering_can_be_made_from_nothing(organiser: Client) -> None:
    organiser.post(reverse("workspace:create"), {"title_sv": "Labb", "slug": "labb"})

    page = organiser.get(
        reverse("workspace:setup", args=[Offering.objects.get(slug="labb").pk])
    ).content.decode()

    assert "Det finns inget datum än." in page
    assert "Det finns ingen avgift än." in page


@pytest.mark.web
@pytest.mark.parametrize("day", FAR)
def test_a_copy_stays_between_2000_and_2100(organiser: Client, day: str) -> None:
    soon = timezone.now() + timedelta(days=20)
    offering = make_offering(opens_at=soon - timedelta(days=70), closes_at=soon)

    response = organiser.post(
        reverse("workspace:duplicate", args=[offering.pk]),
        {"title_sv": "Långt bort", "slug": "langt-bort", "first_day": day},
    )

    assert errors_of(response) == {"first_day": ["Skriv ett datum mellan 2000 och 2100."]}


@pytest.mark.web
@pytest.mark.parametrize("day", FAR)
def test_an_occasion_stays_between_2000_and_2100(organiser: Client, day: str) -> None:
    offering = make_offering()
    moments = {"starts_at": f"{day}T10:00", "ends_at": f"{day}T23:59"}

    response = post(organiser, offering, "occasions", {**moments, "place_name": "Lund"})

    words = ["Skriv ett datum mellan 2000 och 2100."]
    assert errors_of(response) == {"starts_at": words, "ends_at": words}


@pytest.mark.web
@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        ("signup", "opens_at", "9999-12-31T10:00"),
        ("signup", "closes_at", "0001-01-01T10:00"),
        ("waitlist", "offers_until", "9999-12-31T10:00"),
        ("waitlist", "decision_on", "9999-12-31"),
        ("terms", "bill_from", "0001-01-01"),
    ],
)
def test_no_date_of_an_offering_is_far_away(
    organiser: Client, key: str, field: str, value: str
) -> None:
    offering = make_offering()

    response = organiser.post(reverse("workspace:section", args=[offering.pk, key]), {field: value})

    assert errors_of(response)[field] == ["Skriv ett datum mellan 2000 och 2100."]


@pytest.mark.web
@pytest.mark.parametrize("day", FAR)
def test_no_fee_opens_far_away(organiser: Client, day: str) -> None:
    response = post(organiser, make_offering(), "fees", {**FEE, "opens_at": f"{day}T10:00"})

    assert errors_of(response) == {"opens_at": ["Skriv ett datum mellan 2000 och 2100."]}


@pytest.mark.web
@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("waitlist", "offer_hours"),
        ("waitlist", "minimum"),
        ("care", "personal_days"),
        ("care", "health_days"),
    ],
)
@pytest.mark.parametrize("digits", [6, 400, 5000])
def test_a_huge_number_of_an_offering_is_told(
    organiser: Client, key: str, field: str, digits: int
) -> None:
    offering = make_offering()

    response = organiser.post(
        reverse("workspace:section", args=[offering.pk, key]), {field: "9" * digits}
    )

    assert errors_of(response)[field][0].startswith("Skriv ett heltal")


@pytest.mark.web
@pytest.mark.parametrize("digits", [6, 400, 5000])
@pytest.mark.parametrize(
    ("key", "field"),
    [("quotas", "size"), ("quotas", "sort_order"), ("steps", "days_before")],
)
def test_a_huge_number_of_a_row_is_told(
    organiser: Client, key: str, field: str, digits: int
) -> None:
    response = post(organiser, make_offering(), key, {"name_sv": "Nytt", field: "9" * digits})

    assert errors_of(response)[field][0].startswith("Skriv ett heltal")
