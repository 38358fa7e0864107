"""Staff of each role, signed in, and the addresses of the workspace."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(db: Any) -> SignIn:
    """Return a function that signs a new member of staff in, as a member of the named groups."""

    def signed_in(*groups: str, is_superuser: bool = False) -> Client:
        number = User.objects.count()
        user = User.objects.create_user(f"staff-{number}", is_superuser=is_superuser)
        user.groups.set(Group.objects.filter(name__in=groups))
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def organiser(sign_in: SignIn) -> Client:
    return sign_in("Organisers")


@pytest.fixture
def bookkeeper(sign_in: SignIn) -> Client:
    return sign_in("Bookkeepers")


def view(name: str, *args: object) -> str:
    """Return the address of a page of the workspace."""
    return reverse(f"workspace:{name}", args=args)


def text(response: Any) -> str:
    """Return a page as it reads, with common spaces between a sum and its unit."""
    return response.content.decode().replace("\xa0", " ")
