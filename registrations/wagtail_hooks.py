"""Registers the workspace with Wagtail's admin; nothing else."""

from django.contrib.auth.models import Permission
from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from registrations.workspace import urls
from registrations.workspace.admin import MessageAdmin, ParticipantAdmin, PaymentAdmin
from registrations.workspace.menu import workspace_menu

modeladmin_register(ParticipantAdmin)
modeladmin_register(MessageAdmin)
modeladmin_register(PaymentAdmin)
hooks.register("register_admin_menu_item", workspace_menu)


@hooks.register("register_admin_urls")
def register_workspace_urls() -> list[object]:
    return [path("anmalningar/", include(urls))]


@hooks.register("register_permissions")
def register_workspace_permissions() -> object:
    return Permission.objects.filter(
        content_type__app_label="registrations",
        content_type__model__in=["offering", "batch", "checkin", "decision", "registration"],
    ).exclude(codename__startswith="delete_")


@hooks.register("insert_global_admin_css")
def add_workspace_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("registrations/workspace.css"))
