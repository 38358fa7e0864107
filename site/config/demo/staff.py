"""The demo's four members of staff, with passwords made by chance and kept nowhere."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

# user name, first name, groups; whoever publishes is among Wagtail's moderators too
STAFF = (
    ("admin", "Admin", ()),
    ("arrangor", "Arrangör", ("Organisers",)),
    ("redaktor", "Redaktör", ("Editors", "Moderators")),
    ("ekonom", "Ekonom", ("Bookkeepers",)),
)


def make_staff() -> tuple[dict[str, Any], dict[str, str]]:
    """Make those who are missing; return all of them, and the passwords of the new ones."""
    users, passwords = {}, {}
    for name, first_name, groups in STAFF:
        user, is_new = get_user_model().objects.get_or_create(
            username=name,
            defaults={
                "first_name": first_name,
                "last_name": "Demo",
                "email": f"{name}@hus.example",
                "is_staff": not groups,
                "is_superuser": not groups,
            },
        )
        if is_new:
            passwords[name] = secrets.token_urlsafe(12)
            user.set_password(passwords[name])
            user.save()
            user.groups.add(*Group.objects.filter(name__in=groups))
        users[name] = user
    return users, passwords
