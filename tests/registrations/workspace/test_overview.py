"""The overview tells of sign-up and seats what the public pages tell."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations.models import Offering
from registrations.workspace.overview import cards
from registrations.workspace.wording import state_words
from tests.factories.registrations import (
    make_extra,
    make_fee,
    make_offering,
    make_quota,
    sign_up,
    sign_up_one,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_sign_up_that_opens_later_is_not_called_open(clock: object) -> None:
    offering = make_offering(opens_at=timezone.now() + timedelta(days=3))

    assert state_words(offering) == "Öppnar 5\u00a0feb.\u00a02027\u00a0kl.\u00a09.00"


def test_sign_up_to_a_past_event_is_not_called_open(clock: object) -> None:
    offering = make_offering(days=-3)

    assert state_words(offering) == "Avslutat"


@pytest.mark.parametrize(("state", "words"), [("open", "Öppen"), ("closed", "Stängd")])
def test_sign_up_without_a_window_is_as_its_state_says(state: str, words: str) -> None:
    assert state_words(make_offering(state=state)) == words


def test_sign_up_past_its_last_day_is_closed() -> None:
    offering = make_offering(closes_at=timezone.now() - timedelta(days=1))

    assert state_words(offering) == "Stängd"


def test_every_quota_of_people_is_told_and_those_of_extras_are_not() -> None:
    offering = make_offering(size=10)
    online = make_quota(offering, size=8, name="Online")
    make_fee(offering, quotas=[online], name="Online")
    make_extra(offering, quotas=[make_quota(offering, size=3, name="Middag")])
    sign_up_one(offering)

    (card,) = cards([offering])

    assert card.seats_words == "Platser: 1 av 10 platser tagna · Online: 0 av 8 platser tagna"


def test_the_menus_participants_say_that_an_event_is_to_be_chosen(organiser: Client) -> None:
    response = organiser.get("/admin/anmalningar/deltagare/", follow=True)

    assert "Välj ett tillfälle" in response.content.decode()


def test_unnamed_places_are_counted_and_not_listed(organiser: Client) -> None:
    offering = make_offering(size=20)
    sign_up(offering, number=17, unnamed=17)

    page = organiser.get(reverse("workspace:cancel_offering", args=[offering.pk]))

    text = page.content.decode()
    assert "17 ej namngivna" in text
    assert "Ej namngiven," not in text


def test_what_is_closed_is_called_so_in_swedish(organiser: Client) -> None:
    offering = make_offering()
    Offering.objects.get(pk=offering.pk).fees.update(is_offered=False)

    page = organiser.get(reverse("workspace:setup", args=[offering.pk])).content.decode()

    assert "Deltagare (kan inte väljas)" in page


def test_teams_have_swedish_names(organiser: Client) -> None:
    address = reverse("workspace:section", args=[make_offering().pk, "care"])

    page = organiser.get(address).content.decode()
    assert ">Alla i arbetsytan</option>" in page
    assert ">Arrangörer</option>" in page
