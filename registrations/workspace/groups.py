"""The groups that a new installation starts with; afterwards they are the operator's to change."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.management import create_contenttypes

_LOOK = ("view_offering", "view_participant", "view_registration")
_MAKE = ("view_offering", "add_offering")

ORGANISERS = (
    *_LOOK,
    *_MAKE,
    "change_offering",
    "work_registrations",
    "export_registration",
    "view_health_answers",
    "cancel_offering",
    "view_message",
    "view_decision",
    "change_decision",
    "view_batch",
    "view_payment",
    "refund_payment",
)
BOOKKEEPERS = (
    *_LOOK,
    "export_registration",
    "view_message",
    "view_payment",
    "refund_payment",
    "export_money",
    "view_seller",
    "change_seller",
    "issue_document",
    "import_bank_file",
    "export_bookkeeping",
    "change_bookkeeping",
)
# Who writes pages makes an offering on the way; its seats, money and data are the organisers'.
EDITORS = _MAKE
# Who stands at the door sees its page and nothing else.
DOOR = ("check_in_participant",)


def _grant(group: Group, codenames: tuple[str, ...]) -> None:
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="registrations", codename__in=codenames),
        *Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin"),
    )


def create_groups(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Create Organisers and Bookkeepers once, and let Wagtail's Editors make offerings."""
    if using != "default":
        return
    create_contenttypes(sender, using=using, verbosity=0)
    create_permissions(sender, using=using, verbosity=0, apps=installed)
    organisers, is_new = Group.objects.get_or_create(name="Organisers")
    _open_the_door(organisers)
    if not is_new:
        return
    _grant(organisers, ORGANISERS)
    bookkeepers, _ = Group.objects.get_or_create(name="Bookkeepers")
    _grant(bookkeepers, BOOKKEEPERS)
    editors, _ = Group.objects.get_or_create(name="Editors")
    _grant(editors, EDITORS)


def _open_the_door(organisers: Group) -> None:
    """Let organisers and a group of its own check people in, until somebody has been given it."""
    if Group.objects.filter(permissions__codename__in=DOOR).exists():
        return
    _grant(organisers, DOOR)
    door, _ = Group.objects.get_or_create(name="Check-in")
    _grant(door, DOOR)
