"""The page behind a link: what was chosen, and only what can be done."""

from typing import Any

import pytest
from django.test import Client

from registrations.actors import SYSTEM
from registrations.cancellation import cancel
from tests.factories.registrations import (
    make_extra,
    make_offering,
    make_quota,
    sign_up,
    sign_up_one,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def text(response: Any) -> str:
    return response.content.decode()


def test_what_was_chosen_stands_there_and_what_is_wished_is_said(client: Client) -> None:
    offering = make_offering()
    full = make_quota(offering, size=0, name="Middagen")
    dinner = make_extra(offering, name="Middag", quotas=[full])
    lunch = make_extra(offering, name="Lunch")

    participant = sign_up_one(offering, extras=(dinner, lunch))

    page = text(client.get(f"/r/{participant.registration.token}/"))
    assert "<li>Deltagare</li>" in page
    assert "<li>Lunch</li>" in page
    assert "<li>Middag (önskat)</li>" in page


@pytest.mark.parametrize("number", [1, 2])
def test_details_of_someone_cancelled_are_not_offered_for_change(
    client: Client, number: int
) -> None:
    registration = sign_up(make_offering(), number=number)
    for participant in registration.participants.all():
        cancel(participant_id=participant.pk, actor=SYSTEM)

    page = text(client.get(f"/r/{registration.token}/"))

    assert "/uppgifter/" not in page


def test_the_first_in_line_is_told_so(client: Client) -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)

    registration = sign_up(offering, number=2)

    page = text(client.get(f"/r/{registration.token}/"))
    assert "I väntelistan, först i kön" in page
    assert "I väntelistan, 1 före" in page
