"""Filling an Offering with many people at once."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from registrations.models import Message, Offering
from registrations.words import Status
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db


@override_settings(DEBUG=True)
def test_crowd_in_a_new_offering_keeps_every_rule() -> None:
    call_command("demo", people=120, stdout=StringIO())

    assert_always_true()
    offering = Offering.objects.get()
    assert offering.participants.count() == 120
    assert offering.participants.filter(status=Status.WAITING).count() == 6


@override_settings(DEBUG=True)
def test_crowd_leaves_no_mail_to_send() -> None:
    call_command("demo", people=12, stdout=StringIO())

    assert Message.objects.filter(sent_at=None, dropped_at=None).count() == 0


@override_settings(DEBUG=True)
@pytest.mark.parametrize("options", [{"people": 0}, {"people": 5, "offering": "finns-inte"}])
def test_crowd_is_refused_with_a_sentence(options: dict[str, object]) -> None:
    with pytest.raises(CommandError, match=r"\.$"):
        call_command("demo", **options)
