"""The modeladmin classes: participants, their mail and their payments; all only read here."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from registrations.models import Checkout, Message, Participant
from registrations.workspace import access
from registrations.workspace.addresses import MESSAGES_PATH, PARTICIPANTS_PATH, PAYMENTS_PATH
from registrations.workspace.attendees.page import AttendeeListView
from registrations.workspace.message_list import MessageListView
from registrations.workspace.payment_list import PaymentListView


class ReadOnly(PermissionHelper):
    """Let those with the view permission list; nobody adds, changes or deletes rows by hand."""

    def user_can_list(self, user: Any) -> bool:
        return bool(self.user_has_specific_permission(user, self.get_perm_codename("view")))

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class ReadOnlyMoney(ReadOnly):
    """The same, by the permission to see payments: a Checkout is one that may come."""

    def user_can_list(self, user: Any) -> bool:
        return access.user_may(user, access.VIEW_PAYMENT)


class Unindexed(ModelAdmin):
    """Keeps rows out of Wagtail's index of references, which costs statements at every save."""

    def register_indexing(self) -> None:
        pass


class ParticipantAdmin(Unindexed):
    model = Participant
    base_url_path = PARTICIPANTS_PATH
    menu_label = _("Participants")
    menu_icon = "group"
    add_to_admin_menu = False
    history_view_enabled = False
    permission_helper_class = ReadOnly
    index_view_class = AttendeeListView


class MessageAdmin(Unindexed):
    model = Message
    base_url_path = MESSAGES_PATH
    menu_label = _("Mail")
    menu_icon = "mail"
    add_to_admin_menu = False
    history_view_enabled = False
    permission_helper_class = ReadOnly
    index_view_class = MessageListView


class PaymentAdmin(Unindexed):
    model = Checkout
    base_url_path = PAYMENTS_PATH
    menu_label = _("Payments")
    menu_icon = "tick-inverse"
    add_to_admin_menu = False
    history_view_enabled = False
    permission_helper_class = ReadOnlyMoney
    index_view_class = PaymentListView

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="registrations", codename="view_payment"
        )
