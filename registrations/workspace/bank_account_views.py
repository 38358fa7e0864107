"""Our accounts as the bank's files name them, and which pay into which."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from registrations import actors
from registrations.invoicing.bank import aside
from registrations.models import BankAccount
from registrations.workspace import access
from registrations.workspace.bank_forms import AccountForm
from registrations.workspace.missing_words import say_what_is_missing
from registrations.workspace.row_pages import Button, Row, RowPage, edit_page, rows_page

needs_bank = access.permission_needed(access.IMPORT_BANK)


@require_GET
@needs_bank
def bank_accounts(request: HttpRequest) -> HttpResponse:
    """List our accounts."""
    accounts = BankAccount.objects.select_related("belongs_to")
    page = RowPage(
        title=pgettext("page", "Bank accounts"),
        lead=gettext("Money in a bank’s file counts only where its account is here."),
        headings=[
            pgettext("column", "Name"),
            gettext("Number"),
            gettext("Pays into"),
            gettext("Account in the books"),
        ],
        rows=[_row(account) for account in accounts],
        empty=gettext("None yet. Add the bankgiro and the account that it pays into."),
        buttons=[
            Button(gettext("Add an account"), reverse("workspace:add_bank_account")),
            Button(pgettext("workspace menu", "Bank"), reverse("workspace:bank_files")),
            Button(pgettext("page", "Columns of CSV files"), reverse("workspace:csv_mappings")),
        ],
    )
    return rows_page(request, page)


def _row(account: BankAccount) -> Row:
    parts = [account.currency if account.currency != "SEK" else ""]
    parts.append("" if account.is_active else gettext("Not in use"))
    return Row(
        cells=(
            account.name,
            account.number,
            account.belongs_to.name if account.belongs_to else "–",
            account.book_account or "–",
        ),
        url=reverse("workspace:bank_account", args=[account.pk]),
        under=", ".join(filter(None, parts)),
    )


@require_http_methods(["GET", "POST"])
@needs_bank
def bank_account(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an account, or change one; what waited for it is then taken in."""
    instance = get_object_or_404(BankAccount, pk=pk) if pk else None
    form = AccountForm(access.posted(request), instance=instance)
    say_what_is_missing(form)
    if form.is_bound and form.is_valid():
        account = form.save()
        _account, taken = aside.take_in_account(
            number=account.number, name=account.name, actor=actors.staff(request.user)
        )
        words = ngettext(
            "Saved. %(number)d payment that waited for the account is taken in.",
            "Saved. %(number)d payments that waited for the account are taken in.",
            taken,
        )
        messages.success(request, words % {"number": taken} if taken else gettext("Saved."))
        return redirect("workspace:bank_accounts")
    title = gettext("Change the account") if pk else gettext("Add an account")
    return edit_page(request, form, title, reverse("workspace:bank_accounts"))
