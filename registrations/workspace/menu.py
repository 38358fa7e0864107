"""The one sidebar group of the workspace."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from registrations.workspace import access, invoice_access


class PermittedItem(MenuItem):
    """A menu item shown to those who may open it."""

    def __init__(self, *args: Any, is_permitted: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_permitted = is_permitted

    def is_shown(self, request: HttpRequest) -> bool:
        return self.is_permitted(request.user)


def _item(
    label: object, view: str, icon: str, order: int, is_permitted: Callable[[Any], bool]
) -> PermittedItem:
    return PermittedItem(
        label,
        reverse_lazy(view),
        name=view.replace(":", "-"),
        icon_name=icon,
        order=order,
        is_permitted=is_permitted,
    )


def _has(permission: str) -> Callable[[Any], bool]:
    return lambda user: user.has_perm(permission)


# The columns are those of `_item`.
_ITEMS = (
    (
        pgettext_lazy("workspace menu", "Overview"),
        "workspace:overview",
        "home",
        10,
        access.may_enter,
    ),
    (
        pgettext_lazy("workspace menu", "Events to sign up for"),
        "workspace:offerings",
        "calendar",
        20,
        _has(access.VIEW_OFFERING),
    ),
    (
        pgettext_lazy("workspace menu", "Participants"),
        "anmalningar_deltagare_modeladmin_index",
        "group",
        30,
        _has(access.VIEW_LIST),
    ),
    (
        pgettext_lazy("workspace menu", "Check-in"),
        "workspace:doors",
        "check",
        25,
        _has(access.CHECK_IN),
    ),
    (
        pgettext_lazy("workspace menu", "To invoice"),
        "workspace:to_invoice",
        "edit",
        31,
        _has(access.ISSUE),
    ),
    (
        pgettext_lazy("workspace menu", "Invoices"),
        "workspace:invoices",
        "doc-full",
        32,
        invoice_access.may_see,
    ),
    (
        pgettext_lazy("workspace menu", "Due"),
        "workspace:due_list",
        "time",
        33,
        _has(access.ISSUE),
    ),
    (
        pgettext_lazy("workspace menu", "Receivables"),
        "workspace:receivables",
        "list-ul",
        34,
        _has(access.ISSUE),
    ),
    (
        pgettext_lazy("workspace menu", "Payments"),
        "anmalningar_betalningar_modeladmin_index",
        "tick-inverse",
        35,
        _has(access.VIEW_PAYMENT),
    ),
    (
        pgettext_lazy("workspace menu", "Bank"),
        "workspace:bank_files",
        "table",
        36,
        _has(access.IMPORT_BANK),
    ),
    (
        pgettext_lazy("workspace menu", "Decisions"),
        "workspace:decisions",
        "warning",
        40,
        access.may_see_decisions,
    ),
    (
        pgettext_lazy("workspace menu", "Actions on many"),
        "workspace:batches",
        "tasks",
        50,
        _has("registrations.view_batch"),
    ),
    (
        pgettext_lazy("workspace menu", "Mail"),
        "anmalningar_mejl_modeladmin_index",
        "mail",
        60,
        _has("registrations.view_message"),
    ),
    (
        pgettext_lazy("workspace menu", "Payments as a table"),
        "workspace:money_export",
        "download",
        70,
        _has(access.EXPORT_MONEY),
    ),
    (
        pgettext_lazy("workspace menu", "Bookkeeping"),
        "workspace:book_exports",
        "download",
        74,
        _has(access.EXPORT_BOOKS),
    ),
    (
        pgettext_lazy("workspace menu", "Buyers"),
        "workspace:buyers",
        "group",
        76,
        _has(access.ISSUE),
    ),
    (
        pgettext_lazy("workspace menu", "VAT rules"),
        "workspace:vat_rules",
        "cog",
        78,
        _has(access.CHANGE_BOOKS),
    ),
    (
        pgettext_lazy("workspace menu", "Seller’s details"),
        "workspace:sellers",
        "doc-full",
        80,
        _has(access.VIEW_SELLER),
    ),
)


def _items() -> list[MenuItem]:
    return [_item(*row) for row in _ITEMS]


def workspace_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(
        pgettext_lazy("workspace menu", "Registrations"),
        Menu(items=_items()),
        name="registrations",
        icon_name="clipboard-list",
        order=150,
    )
