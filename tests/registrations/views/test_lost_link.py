"""A lost link behind a proxy: the limit is for each visitor, not for the proxy."""

import pytest
from django.conf import LazySettings
from django.test import Client

from registrations.models import Message
from registrations.views.limits import PER_VISITOR
from tests.factories.registrations import make_offering, sign_up_one

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def ask(client: Client, email: str, *, forwarded_for: str) -> None:
    client.post(
        "/ny-lank/",
        {"email": email},
        REMOTE_ADDR="10.0.0.1",
        HTTP_X_FORWARDED_FOR=forwarded_for,
    )


def use_up(client: Client, *, forwarded_for: str) -> None:
    for number in range(PER_VISITOR + 1):
        ask(client, f"nobody-{number}@example.org", forwarded_for=forwarded_for)


def links_sent() -> int:
    return Message.objects.filter(kind="link_sent").count()


def test_one_visitor_behind_the_proxy_uses_up_nobody_elses_tries(
    client: Client, settings: LazySettings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    sign_up_one(make_offering(), email="anna@kommun.se")
    use_up(client, forwarded_for="6.6.6.6")

    ask(client, "anna@kommun.se", forwarded_for="7.7.7.7")

    assert links_sent() == 1


@pytest.mark.parametrize("proxies", [0, 1])
def test_an_address_that_the_visitor_makes_up_gives_no_more_tries(
    client: Client, settings: LazySettings, proxies: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    sign_up_one(make_offering(), email="anna@kommun.se")
    use_up(client, forwarded_for="6.6.6.6")

    made_up = "7.7.7.7, 6.6.6.6" if proxies else "7.7.7.7"
    ask(client, "anna@kommun.se", forwarded_for=made_up)

    assert links_sent() == 0
