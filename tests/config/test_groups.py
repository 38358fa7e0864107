"""What the groups of a new installation may do."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from config.groups import let_editors_keep_snippets

pytestmark = pytest.mark.django_db

SNIPPETS = (
    "/admin/snippets/content/partner/",
    "/admin/snippets/content/contactperson/",
    "/admin/snippets/content/topic/",
    "/admin/snippets/events/speaker/",
    "/admin/snippets/events/venue/",
)


@pytest.mark.web
@pytest.mark.parametrize("address", SNIPPETS)
def test_editor_of_a_new_installation_keeps_snippets(client: Client, address: str) -> None:
    editor = User.objects.create_user("redaktor")
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)

    assert client.get(address).status_code == 200
    assert client.get(f"{address}add/").status_code == 200


def test_groups_that_an_operator_changed_are_left_alone() -> None:
    User.objects.create_user("nagon")
    group = Group.objects.get(name="Editors")
    group.permissions.clear()

    let_editors_keep_snippets()

    assert group.permissions.count() == 0


@pytest.mark.web
def test_the_form_of_a_group_names_our_settings_in_swedish(admin_client: Client) -> None:
    page = admin_client.get("/admin/groups/new/").content.decode()

    assert "organisation and menus" not in page
    assert "Ändra organisation och menyer" in page
