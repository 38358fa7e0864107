"""The accounts that sums go to: by what they are for, from a day on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from registrations.models import BookAccount
from registrations.words import VatKind
from registrations.workspace import access
from registrations.workspace.book_forms import BookAccountForm
from registrations.workspace.row_pages import Button, Row, RowPage, rows_page, save_or_edit
from registrations.workspace.wording import brief_day


@require_GET
@access.permission_needed(access.CHANGE_BOOKS)
def book_accounts(request: HttpRequest) -> HttpResponse:
    """List which account each kind of sum goes to."""
    page = RowPage(
        title=pgettext("workspace menu", "Accounts in the books"),
        lead=gettext(
            "Exports use the account that holds on the day of the voucher. What has been exported"
            " stays as it is."
        ),
        headings=[
            pgettext("column", "For"),
            gettext("Account"),
            gettext("Name of the account"),
            pgettext("column", "Holds from"),
        ],
        rows=[_row(account) for account in BookAccount.objects.all()],
        empty=gettext("None yet: nothing can be exported before the accounts are here."),
        buttons=[
            Button(gettext("Add an account"), reverse("workspace:add_book_account")),
            Button(pgettext("workspace menu", "Bookkeeping"), reverse("workspace:book_exports")),
        ],
    )
    return rows_page(request, page)


def _row(account: BookAccount) -> Row:
    cells = [_purpose(account), account.number, account.name, brief_day(account.from_on)]
    return Row(cells, reverse("workspace:book_account", args=[account.pk]))


def _purpose(account: BookAccount) -> str:
    words = [str(account.get_role_display())]
    if account.vat_kind:
        words.append(str(VatKind(account.vat_kind).label))
    if account.vat_rate:
        words.append(f"{account.vat_rate.normalize():f} %".replace(".", ","))
    return " · ".join(words)


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.CHANGE_BOOKS)
def book_account(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an account from a day on, or correct the number and name of one."""
    instance = get_object_or_404(BookAccount, pk=pk) if pk else None
    form = BookAccountForm(access.posted(request), instance=instance)
    extra: dict[str, Any] = {}
    if instance is not None:
        extra["frozen_words"] = gettext(
            "What it is for and its first day stay. To use another account from a day on, add one."
        )
        extra["frozen_values"] = [_purpose(instance), brief_day(instance.from_on)]
    title = gettext("Change an account") if pk else gettext("Add an account")
    extra["done"] = gettext("The account is saved.")
    return save_or_edit(request, form, title, reverse("workspace:book_accounts"), **extra)
