"""Staff of each role, signed in, and the addresses of the workspace."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

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
