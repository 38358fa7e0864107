"""An invoice over the events of several teams is for those who may see all of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from registrations.mail import outbox
from registrations.models import Document, DocumentFile, Message
from registrations.words import Happening
from tests.factories.billing import invoice, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.registrations.workspace.conftest import view

pytestmark = pytest.mark.django_db

SECRET = "Hemlig träff"


@pytest.fixture
def joint() -> Document:
    make_seller()
    ours = make_offering(fee=100_000)
    theirs = make_offering(fee=200_000, team=Group.objects.create(name="Another team"))
    theirs.title_sv = SECRET
    theirs.save()
    return invoice(sign_up_invoiced(ours), sign_up_invoiced(theirs))


def test_paper_is_for_those_who_see_every_event_on_it(
    joint: Document, sign_in: Callable[..., Client]
) -> None:
    DocumentFile.objects.create(
        document=joint, media_type="application/pdf", body=b"%PDF", sha256="0" * 64
    )

    assert sign_in("Organisers").get(view("document", joint.pk)).status_code == 404
    assert sign_in("Bookkeepers").get(view("invoice_file", joint.pk, "pdf")).status_code != 404


def test_mail_about_it_is_for_those_who_see_every_event_on_it(
    joint: Document, sign_in: Callable[..., Client]
) -> None:
    outbox.send_due(timezone.now() + timedelta(minutes=10))
    bill = Message.objects.get(kind=Happening.INVOICED)
    assert SECRET in bill.text

    for name in ("message", "message_body"):
        assert sign_in("Organisers").get(view(name, bill.pk)).status_code == 404
