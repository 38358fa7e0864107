"""Who may open what: a table of roles against every address of the workspace."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, reverse

from registrations.models import (
    Batch,
    BoughtIn,
    Decision,
    DocumentFile,
    Offering,
    Refund,
    SavedView,
    Tag,
)
from registrations.words import BatchAction, DecisionKind
from registrations.workspace import urls
from registrations.workspace.addresses import attendee_list_url, messages_url, payments_url
from registrations.workspace.verbs import VERBS
from tests.factories.money import bring_money
from tests.factories.registrations import make_extra, make_fee, make_offering, sign_up_one
from tests.registrations.workspace.conftest import SignIn, view

pytestmark = pytest.mark.web

ORGANISERS, BOOKKEEPERS, EDITORS = "Organisers", "Bookkeepers", "Editors"
DOOR = "Check-in"
EVERYONE = {ORGANISERS, BOOKKEEPERS, EDITORS}
READERS = {ORGANISERS, BOOKKEEPERS}
MAKERS = {ORGANISERS, EDITORS}
WORKERS = {ORGANISERS}
AT_DOORS = {ORGANISERS, DOOR}


@dataclass(frozen=True)
class Address:
    """An address, how it is asked for, and the groups that may."""

    url: str
    groups: frozenset[str]
    method: str = "get"


def addresses_of(offering: Offering) -> dict[str, Address]:
    """Return one address for each named view, about this offering."""
    participant = sign_up_one(offering)
    message = offering.messages.first()
    assert message is not None
    extra = make_extra(offering)
    decision = Decision.objects.create(kind=DecisionKind.STRAY_MONEY, offering=offering)
    batch = Batch.objects.create(
        offering=offering, action=BatchAction.CANCEL, runs_at=participant.created_at
    )
    registration = participant.registration_id
    rows = {
        "setup": (view("setup", offering.pk), EVERYONE, "get"),
        "open_signup": (view("open_signup", offering.pk), WORKERS, "post"),
        "close_signup": (view("close_signup", offering.pk), WORKERS, "post"),
        "duplicate": (view("duplicate", offering.pk), MAKERS, "get"),
        "cancel_offering": (view("cancel_offering", offering.pk), WORKERS, "get"),
        "register_someone": (view("register_someone", offering.pk), WORKERS, "get"),
        "caterer": (view("caterer", offering.pk), WORKERS, "post"),
        "bulk": (view("bulk", offering.pk), WORKERS, "post"),
        "bulk_plan": (view("bulk_plan", offering.pk, "cancel"), WORKERS, "post"),
        "section": (view("section", offering.pk, "basics"), WORKERS, "get"),
        "add_part": (view("add_part", offering.pk, "fees"), WORKERS, "get"),
        "part": (view("part", offering.pk, "extras", extra.pk), WORKERS, "get"),
        "remove_part": (view("remove_part", offering.pk, "extras", extra.pk), WORKERS, "post"),
        "registration": (view("registration", registration), READERS, "get"),
        "health_answers": (view("health_answers", registration), WORKERS, "post"),
        "resend_link": (view("resend_link", registration), WORKERS, "post"),
        "change_contact": (view("change_contact", registration), WORKERS, "get"),
        "change_payer": (
            view("change_payer", registration, participant.registration.payers.get().pk),
            READERS,
            "get",
        ),
        "change_note": (view("change_note", registration), WORKERS, "post"),
        "act": (view("act", participant.pk, "avboka"), WORKERS, "get"),
        "settle": (view("settle", decision.pk), READERS, "post"),
        "batch": (view("batch", batch.pk), WORKERS, "get"),
        "batch_stop": (view("batch_stop", batch.pk), WORKERS, "post"),
        "message": (view("message", message.pk), READERS, "get"),
        "message_body": (view("message_body", message.pk), READERS, "get"),
        **_addresses_of_door(offering),
        **_addresses_of_list(offering, participant.pk),
        **_addresses_of_vat(offering, participant.registration.payers.get().pk),
        **_addresses_of_money(offering),
        "list": (attendee_list_url(offering), READERS, "get"),
        "csv": (attendee_list_url(offering, export="csv"), READERS, "get"),
        "xlsx": (attendee_list_url(offering, export="xlsx"), READERS, "get"),
        "mail": (messages_url(offering), READERS, "get"),
        "payments": (payments_url(offering), READERS, "get"),
    }
    return {
        name: Address(url, frozenset(groups), method)
        for name, (url, groups, method) in rows.items()
    }


def _addresses_of_door(offering: Offering) -> dict[str, tuple[str, set[str], str]]:
    """Return the addresses of the door, where those who check in see nothing else."""
    return {
        **{
            name: (view(name, offering.pk), AT_DOORS, "get")
            for name in ("door", "door_paper", "door_shell", "door_worker", "door_people")
        },
        **{
            name: (view(name, offering.pk), AT_DOORS, "post")
            for name in ("door_press", "door_walk_in", "door_events")
        },
        "door_needs": (view("door_needs", offering.pk), WORKERS, "post"),
        "door_selected": (view("door_selected", offering.pk), WORKERS, "post"),
        "door_selected_undo": (view("door_selected_undo", offering.pk), WORKERS, "post"),
    }


def _addresses_of_list(
    offering: Offering, participant: int
) -> dict[str, tuple[str, set[str], str]]:
    """Return the addresses of what is kept for a list: its views and its tags."""
    tag = Tag.objects.create(offering=offering, name="VIP")
    kept = SavedView.objects.create(offering=offering, name="Obetalda", is_shared=True)
    return {
        "kept": (view("kept", offering.pk), READERS, "get"),
        "save_view": (view("save_view", offering.pk), READERS, "get"),
        "change_view": (view("change_view", offering.pk, kept.pk), WORKERS, "get"),
        "remove_view": (view("remove_view", offering.pk, kept.pk), WORKERS, "post"),
        "download_people": (view("download_people", offering.pk), READERS, "post"),
        "tag_people": (view("tag_people", offering.pk), WORKERS, "post"),
        "tag_people_now": (view("tag_people_now", offering.pk), WORKERS, "post"),
        "remove_tag": (view("remove_tag", offering.pk, tag.pk), WORKERS, "post"),
        "tag_person": (view("tag_person", participant), WORKERS, "post"),
        "seen": (attendee_list_url(offering, export="csv", seen=1), READERS, "get"),
    }


def _addresses_of_vat(offering: Offering, payer: int) -> dict[str, tuple[str, set[str], str]]:
    """Return the addresses about a payer's VAT and a trip's margin: a bookkeeper's."""
    bought = BoughtIn.objects.create(offering=offering, text="Tåg", amount_ore=100)
    return {
        "payer_vat": (view("payer_vat", payer), {BOOKKEEPERS}, "get"),
        "margin": (view("margin", offering.pk), {BOOKKEEPERS}, "get"),
        "add_bought_in": (view("add_bought_in", offering.pk), {BOOKKEEPERS}, "get"),
        "bought_in": (view("bought_in", offering.pk, bought.pk), {BOOKKEEPERS}, "get"),
        "remove_bought_in": (
            view("remove_bought_in", offering.pk, bought.pk),
            {BOOKKEEPERS},
            "post",
        ),
    }


def _addresses_of_money(offering: Offering) -> dict[str, tuple[str, set[str], str]]:
    """Return the addresses about one payment, with a refund that waits and a kept receipt."""
    payment = bring_money(
        sign_up_one(offering, fee=make_fee(offering, quotas=[], amount_ore=80_000)), 100_000
    )
    refund = Refund.objects.create(payment=payment, amount_ore=1)
    document = payment.documents.get()
    DocumentFile.objects.create(
        document=document, media_type="application/pdf", body=b"%PDF", sha256="0" * 64
    )
    pk = payment.checkout_id
    return {
        "payment": (view("payment", pk), READERS, "get"),
        "payment_sync": (view("payment_sync", pk), READERS, "post"),
        "refund": (view("refund", pk), READERS, "get"),
        "hold_back": (view("hold_back", pk, refund.pk), READERS, "get"),
        "give_back": (view("give_back", pk, payment.pk), READERS, "get"),
        "paid_by_hand": (view("paid_by_hand", pk, payment.pk), READERS, "get"),
        "put_on_debt": (view("put_on_debt", pk, payment.pk), READERS, "post"),
        "document": (view("document", document.pk), READERS, "get"),
    }


GENERAL = {
    "doors": AT_DOORS,
    "overview": EVERYONE,
    "offerings": EVERYONE,
    "create": MAKERS,
    "decisions": READERS,
    "batches": WORKERS,
    "money_export": {BOOKKEEPERS},
    "sellers": {BOOKKEEPERS},
    "add_seller": {BOOKKEEPERS},
    "seller": {BOOKKEEPERS},
    "to_invoice": {BOOKKEEPERS},
    "drafts": {BOOKKEEPERS},
    "draft": {BOOKKEEPERS},
    "draft_pdf": {BOOKKEEPERS},
    "discard_drafts": {BOOKKEEPERS},
    "issue_drafts": {BOOKKEEPERS},
    "invoices": READERS,
    "invoice": READERS,
    "invoice_file": READERS,
    "invoice_zip": {BOOKKEEPERS},
    "invoice_sent": {BOOKKEEPERS},
    "invoice_mail": {BOOKKEEPERS},
    "bank_files": {BOOKKEEPERS},
    "bank_file": {BOOKKEEPERS},
    "bank_movements": {BOOKKEEPERS},
    "bank_settle": {BOOKKEEPERS},
    "bank_place": {BOOKKEEPERS},
    "bank_take_off": {BOOKKEEPERS},
    "bank_give_back": {BOOKKEEPERS},
    "bank_by_hand": {BOOKKEEPERS},
    "bank_accounts": {BOOKKEEPERS},
    "add_bank_account": {BOOKKEEPERS},
    "bank_account": {BOOKKEEPERS},
    "csv_mappings": {BOOKKEEPERS},
    "add_csv_mapping": {BOOKKEEPERS},
    "csv_mapping": {BOOKKEEPERS},
    "invoice_credit": {BOOKKEEPERS},
    "invoice_reissue": {BOOKKEEPERS},
    "invoice_remind": {BOOKKEEPERS},
    "invoice_pause": {BOOKKEEPERS},
    "invoice_resume": {BOOKKEEPERS},
    "invoice_write_off": {BOOKKEEPERS},
    "invoice_recover": {BOOKKEEPERS},
    "reminder_waive": {BOOKKEEPERS},
    "due_list": {BOOKKEEPERS},
    "receivables": {BOOKKEEPERS},
    "buyer_ledger": {BOOKKEEPERS},
    "reminder_steps": {BOOKKEEPERS},
    "add_reminder_step": {BOOKKEEPERS},
    "reminder_step": {BOOKKEEPERS},
    "remove_reminder_step": {BOOKKEEPERS},
    "book_exports": {BOOKKEEPERS},
    "book_export": {BOOKKEEPERS},
    "book_file": {BOOKKEEPERS},
    "book_accounts": {BOOKKEEPERS},
    "add_book_account": {BOOKKEEPERS},
    "book_account": {BOOKKEEPERS},
    "buyers": {BOOKKEEPERS},
    "add_buyer": {BOOKKEEPERS},
    "buyer": {BOOKKEEPERS},
    "remove_buyer": {BOOKKEEPERS},
    "confirm_buyer": {BOOKKEEPERS},
    "vat_rules": {BOOKKEEPERS},
    "add_vat_rule": {BOOKKEEPERS},
    "vat_rule": {BOOKKEEPERS},
    "remove_vat_rule": {BOOKKEEPERS},
    "vat_texts": {BOOKKEEPERS},
    "add_vat_text": {BOOKKEEPERS},
    "vat_text": {BOOKKEEPERS},
    "remove_vat_text": {BOOKKEEPERS},
}
# Who may not is refused before it shows that there is no such row.
ROWS = (
    "book_export",
    "book_account",
    "bank_file",
    "bank_settle",
    "bank_place",
    "bank_give_back",
    "bank_by_hand",
    "bank_account",
    "csv_mapping",
    "seller",
    "buyer",
    "remove_buyer",
    "confirm_buyer",
    "vat_rule",
    "remove_vat_rule",
    "vat_text",
    "remove_vat_text",
    "invoice_credit",
    "invoice_reissue",
    "invoice_remind",
    "invoice_pause",
    "invoice_resume",
    "invoice_write_off",
    "invoice_recover",
    "reminder_waive",
    "reminder_step",
    "remove_reminder_step",
    "draft",
    "draft_pdf",
    "invoice",
    "invoice_mail",
)
ARGUMENTS = {name: [999_999] for name in ROWS} | {
    "invoice_file": [999_999, "pdf"],
    "book_file": [999_999, "si"],
    "bank_take_off": [999_999, 999_999],
}
POSTED = {
    "remove_reminder_step",
    "remove_buyer",
    "remove_vat_rule",
    "remove_vat_text",
    "discard_drafts",
    "issue_drafts",
    "invoice_zip",
    "invoice_sent",
    "invoice_mail",
}


def ask(client: Client, address: Address) -> int:
    data = {"action": "cancel"} if address.method == "post" else None
    response = getattr(client, address.method)(address.url, data)
    if response.streaming:
        b"".join(response.streaming_content)
    is_refused = response.status_code == 302 and (
        response.url == reverse("wagtailadmin_home") or "/login/" in response.url
    )
    return 403 if is_refused else response.status_code


def test_every_named_view_is_in_the_tables(db: None) -> None:
    names = {pattern.name for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)}

    tested = set(addresses_of(make_offering())) | set(GENERAL)

    assert names - tested == set()


@pytest.mark.parametrize("role", [ORGANISERS, BOOKKEEPERS, EDITORS, DOOR, "Moderators", "nobody"])
def test_each_role_opens_what_its_group_may_and_nothing_else(sign_in, role: str) -> None:
    client = sign_in(role)
    offering = make_offering()
    wrong = []

    for name, address in addresses_of(offering).items():
        is_open = ask(client, address) != 403
        if is_open != (role in address.groups):
            wrong.append((name, is_open))
    for name, groups in GENERAL.items():
        url = view(name, *ARGUMENTS.get(name, []))
        method = "post" if name in POSTED else "get"
        is_open = ask(client, Address(url, frozenset(groups), method)) != 403
        if is_open != (role in groups):
            wrong.append((name, is_open))

    assert wrong == []


def test_another_teams_offering_is_as_if_it_did_not_exist(sign_in: SignIn) -> None:
    client = sign_in(ORGANISERS, BOOKKEEPERS)
    offering = make_offering(team=Group.objects.create(name="Another team"))
    found = {}

    for name, address in addresses_of(offering).items():
        status = ask(client, address)
        if status != 404:
            found[name] = status

    assert found == {}


def test_another_teams_rows_are_absent_from_every_list(organiser: Client) -> None:
    offering = make_offering(
        title_sv="Hemligt möte", team=Group.objects.create(name="Another team")
    )
    addresses_of(offering)

    pages = [
        organiser.get(view(name)).content.decode()
        for name in ("overview", "offerings", "decisions", "batches")
    ]
    for name in ("mejl", "betalningar"):
        address = reverse(f"anmalningar_{name}_modeladmin_index")
        pages.append(organiser.get(address).content.decode())

    assert [page for page in pages if "Hemligt möte" in page] == []


def test_the_team_itself_sees_its_offering(sign_in) -> None:
    team = Group.objects.create(name="Team")
    offering = make_offering(team=team)

    client = sign_in(ORGANISERS, "Team")

    assert client.get(attendee_list_url(offering)).status_code == 200


def test_a_row_of_another_offering_cannot_be_reached_through_ones_own(organiser: Client) -> None:
    mine, other = make_offering(), make_offering()
    fee = other.fees.get()

    response = organiser.get(view("part", mine.pk, "fees", fee.pk))

    assert response.status_code == 404


@pytest.mark.parametrize("action", ["create", "edit", "delete"])
def test_modeladmins_own_doors_are_shut_even_to_superusers(sign_in, action: str) -> None:
    client = sign_in(is_superuser=True)
    participant = sign_up_one(make_offering())
    args = [] if action == "create" else [participant.pk]

    response = client.post(reverse(f"anmalningar_deltagare_modeladmin_{action}", args=args))

    assert response.url == reverse("wagtailadmin_home")


def test_someone_not_signed_in_is_sent_to_sign_in(client: Client, db: None) -> None:
    response = client.get(view("overview"))

    assert response.status_code == 302
    assert "/konto/login/" in response.url or "/admin/login/" in response.url


def test_what_changes_something_cannot_be_asked_for_by_a_link(organiser: Client) -> None:
    answers = {
        name: organiser.get(address.url).status_code
        for name, address in addresses_of(make_offering()).items()
        if address.method == "post" and name != "caterer"
    }

    assert set(answers.values()) == {405}


def test_every_verb_needs_the_permission_to_work(sign_in) -> None:
    client = sign_in(BOOKKEEPERS)
    participant = sign_up_one(make_offering())

    answers = [
        ask(client, Address(view("act", participant.pk, verb), frozenset(), "post"))
        for verb in VERBS
    ]

    assert set(answers) == {403}


def test_the_groups_are_made_once_and_then_left_alone(db: None) -> None:
    from django.apps import apps

    from registrations.workspace.groups import create_groups

    group = Group.objects.get(name=ORGANISERS)
    group.permissions.clear()

    create_groups(apps.get_app_config("registrations"))

    assert group.permissions.count() == 0
    assert User.objects.count() == 0


def test_an_editor_reaches_neither_capacity_nor_money_nor_the_purge(sign_in) -> None:
    offering = make_offering(size=5, fee=1000)
    quota, editor = offering.quotas.get(), sign_in(EDITORS)

    editor.post(
        view("part", offering.pk, "quotas", quota.pk),
        {"name_sv": "Platser", "name_en": "Seats", "size": "500", "sort_order": "0"},
    )
    editor.post(view("section", offering.pk, "care"), {"health_days": "0", "personal_days": "0"})

    quota.refresh_from_db()
    offering.refresh_from_db()
    assert (quota.size, offering.personal_days) == (5, 730)
