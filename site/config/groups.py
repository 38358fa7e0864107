"""Lets a new installation's editors keep what pages share: partners, speakers, venues, menus."""

from typing import Any

from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.utils import translation
from django.utils.translation import gettext

EDITORS = ("Editors", "Moderators")
KEPT = {
    "content": ("partner", "contactperson", "topic"),
    "events": ("speaker", "venue"),
}
VERBS = ("view", "add", "change", "delete")


def let_editors_keep_snippets(using: str = "default", **kwargs: Any) -> None:
    """Grant it while nobody has an account yet; afterwards groups are the operator's to change."""
    if using != "default" or get_user_model().objects.exists():
        return
    for label in KEPT:
        app = installed.get_app_config(label)
        create_contenttypes(app, using=using, verbosity=0)
        create_permissions(app, using=using, verbosity=0, apps=installed)
    permissions = [
        *_permissions("content", "change_sitesettings"),
        *(
            permission
            for label, models in KEPT.items()
            for permission in _permissions(
                label, *(f"{verb}_{model}" for verb in VERBS for model in models)
            )
        ),
    ]
    for name in EDITORS:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*permissions)


def _permissions(label: str, *codenames: str) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=label, codename__in=codenames))


def word_permissions(using: str = "default", **kwargs: Any) -> None:
    """Name the one permission that Wagtail shows by Django's English name."""
    with translation.override(settings.LANGUAGE_CODE):
        words = gettext("Change organisation and menus")
    named = Permission.objects.using(using).filter(
        content_type__app_label="content", codename="change_sitesettings"
    )
    named.exclude(name=words).update(name=words)
