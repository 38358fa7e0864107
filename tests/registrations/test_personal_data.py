"""The copy of one's data: one's own and nobody else's, and no link that opens a page."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from registrations import cancellation, check_in, people
from registrations.actors import CONTACT
from registrations.mail.outbox import send_due
from registrations.models import Document, DocumentFile
from tests.factories.payments import pay_locally, sign_up_online, use_local_payments
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def fetch_tables(client: Client, token: str) -> tuple[Any, str]:
    """Return the tables of an export, and their text."""
    response = client.post(f"/r/{token}/mina-uppgifter.zip")
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert not [name for name in archive.namelist() if name.endswith(".pdf")]
    text = archive.read("mina-uppgifter.json").decode()
    return json.loads(text), text


def fetch(client: Client, token: str) -> tuple[Any, str]:
    """Return the tables of an export, and every file of it as one text."""
    response = client.post(f"/r/{token}/mina-uppgifter.zip")
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    everything = "\n".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    return json.loads(archive.read("mina-uppgifter.json")), everything


@pytest.mark.parametrize("victim", ["contact", "colleague"])
def test_an_address_typed_later_opens_nobodys_mail(client: Client, victim: str) -> None:
    registration = sign_up(make_offering(), number=3, contact_email="karin@kommun.se")
    send_due()
    colleague, curious = registration.participants.order_by("number")[:2]
    contact = victim == "contact"
    address = "karin@kommun.se" if contact else colleague.email
    secret = registration.token if contact else colleague.token
    data = {"name": curious.name, "email": address, "organisation": ""}
    client.post(f"/r/{curious.token}/uppgifter/", data)
    curious.refresh_from_db()

    tables, everything = fetch(client, curious.token)

    assert secret not in everything
    assert {mail["kind"] for mail in tables["messages"]} <= {"named"}


@pytest.mark.parametrize("kind", ["contact", "own"])
def test_the_mails_in_a_copy_hold_no_link(client: Client, kind: str) -> None:
    registration = sign_up(make_offering(), number=2)
    send_due()
    token = registration.token if kind == "contact" else registration.participants.last().token

    tables, everything = fetch(client, token)

    assert tables["messages"]
    assert token not in everything


def test_a_new_persons_copy_begins_with_them(client: Client) -> None:
    registration = sign_up(make_offering(), number=2, contact_email="karin@kommun.se")
    participant = registration.participants.get(number=2)
    send_due()
    people.swap(
        participant_id=participant.pk,
        name="Nils Ny",
        email=participant.email,
        organisation="",
        actor=CONTACT,
    )
    participant.refresh_from_db()

    tables, _everything = fetch(client, participant.token)

    assert [entry["happening"] for entry in tables["log"]] == ["swapped", "exported"]
    assert [mail["kind"] for mail in tables["messages"]] == ["swapped"]


def test_a_copy_is_read_in_the_readers_language_and_in_kronor(client: Client) -> None:
    offering = make_offering(fee=195_000, terms_sv="Kom i tid.")
    registration = sign_up(offering)

    response = client.post(f"/r/{registration.token}/mina-uppgifter.zip")

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert sorted(files) == [
        "anmalan.csv",
        "betalare.csv",
        "deltagare.csv",
        "evenemang.csv",
        "kostnader.csv",
        "las-mig.txt",
        "mejl.csv",
        "mina-uppgifter.json",
        "vad-som-hande.csv",
    ]
    assert files["kostnader.csv"].splitlines()[0].startswith("Slag;Text;Utan moms, kronor")
    assert ";1950,00;" in files["kostnader.csv"]
    assert ";Bekräftad;" in files["deltagare.csv"]
    assert "Kom i tid." in files["anmalan.csv"]
    assert "{" not in files["anmalan.csv"]


def test_a_copy_in_english(client: Client) -> None:
    registration = sign_up(make_offering(fee=195_000))

    response = client.post(f"/en/r/{registration.token}/mina-uppgifter.zip")

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert ";1950.00;" in archive.read("costs.csv").decode("utf-8-sig")


def test_copy_for_the_contact_has_payments_refunds_and_receipts_as_they_are_kept(
    client: Client, settings: Settings
) -> None:
    use_local_payments(settings)
    registration = sign_up_online(make_offering(fee=100_000))
    pay_locally(registration)
    cancellation.cancel(participant_id=registration.participants.get().pk, actor=CONTACT)

    response = client.post(f"/r/{registration.token}/mina-uppgifter.zip")

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    tables = json.loads(archive.read("mina-uppgifter.json"))
    assert [row["amount_ore"] for row in tables["payments"]] == [125_000]
    assert [row["amount_ore"] for row in tables["refunds"]] == [125_000]
    numbers = [document.full_number for document in Document.objects.order_by("pk")]
    assert [row["full_number"] for row in tables["documents"]] == numbers
    assert {"betalningar.csv", "aterbetalningar.csv", "kvitton-och-fakturor.csv"} <= set(
        archive.namelist()
    )
    for file in DocumentFile.objects.select_related("document"):
        assert archive.read(f"{file.document.full_number}.pdf") == bytes(file.body)


def test_copy_for_a_colleague_has_nothing_of_who_pays(client: Client, settings: Settings) -> None:
    use_local_payments(settings)
    registration = sign_up_online(make_offering(fee=100_000), number=2)
    pay_locally(registration)
    colleague = registration.participants.get(number=2)

    tables, everything = fetch_tables(client, colleague.token)

    assert not {"payments", "refunds", "documents"} & set(tables)
    assert "Anna Öberg" not in everything


def test_a_copy_tells_when_one_came_and_not_when_a_former_holder_did(client: Client) -> None:
    offering = make_offering()
    former, kept = sign_up(offering, number=2).participants.order_by("pk")
    ids = [former.pk, kept.pk]
    check_in.check_in(participant_ids=ids, occasion=offering.occasions.get(), actor=CONTACT)
    people.swap(
        participant_id=former.pk,
        name="Nils Ny",
        email="nils@example.org",
        organisation="",
        actor=CONTACT,
    )
    former.refresh_from_db()

    of_new, of_kept = fetch_tables(client, former.token)[0], fetch_tables(client, kept.token)[0]

    assert of_new["check_ins"] == []
    assert [row["undone"] for row in of_kept["check_ins"]] == [False]
