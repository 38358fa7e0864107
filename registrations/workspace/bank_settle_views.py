"""What a person says of a movement put aside: a payment of ours, our account, or neither."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from registrations import actors
from registrations.errors import DomainError
from registrations.invoicing.bank import aside, reversals
from registrations.invoicing.bank.accounts import known_accounts
from registrations.invoicing.bank.reasons import Aside
from registrations.models import BankMovement
from registrations.workspace import access, invoice_access
from registrations.workspace.bank_forms import LeaveOutForm, NameForm
from registrations.workspace.bank_rows import MovementRow, movements, reopened_by, rows_of
from registrations.workspace.crumbs import crumbs
from registrations.workspace.wording import brief_day


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.IMPORT_BANK)
def bank_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a movement and why it waits; take it in, take its account in, or leave it out.

    Money out that is like a payment of ours can be said to be that payment going back.
    """
    movement = get_object_or_404(movements().select_related("file"), pk=pk)
    if movement.payment_id is not None:
        return redirect("workspace:bank_place", movement.payment_id)
    leave, name = LeaveOutForm(prefix="leave"), NameForm(prefix="account")
    if request.method == "POST":
        try:
            if "take_in" in request.POST:
                return _take_in(request, movement)
            if "take_back" in request.POST:
                return _take_back(request, movement)
            if "take_account" in request.POST:
                name = NameForm(request.POST, prefix="account")
                if name.is_valid():
                    return _take_account(request, movement, name)
            else:
                leave = LeaveOutForm(request.POST, prefix="leave")
                if leave.is_valid():
                    return _leave_out(request, movement, leave)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("workspace:bank_settle", pk)
    return _page(request, movement, leave, name)


def _take_in(request: HttpRequest, movement: BankMovement) -> HttpResponse:
    payment = aside.take_in(movement_id=movement.pk, actor=actors.staff(request.user))
    messages.success(request, gettext("Taken in as a payment."))
    return redirect("workspace:bank_place", payment.pk)


def _take_back(request: HttpRequest, movement: BankMovement) -> HttpResponse:
    actor = actors.staff(request.user)
    reversals.take_back_as_said(movement_id=movement.pk, actor=actor)
    messages.success(request, gettext("Written down as a payment that has gone back."))
    return redirect("workspace:bank_movements")


def _take_account(request: HttpRequest, movement: BankMovement, form: NameForm) -> HttpResponse:
    account, taken = aside.take_in_account(
        number=movement.account,
        name=form.cleaned_data["name"],
        actor=actors.staff(request.user),
    )
    if not account.is_active:
        messages.warning(
            request,
            gettext(
                "%(name)s is not in use, and nothing is taken in. Change that under the accounts."
            )
            % {"name": account.name},
        )
        return redirect("workspace:bank_account", account.pk)
    words = ngettext(
        "%(name)s is now one of our accounts: %(number)d payment is taken in.",
        "%(name)s is now one of our accounts: %(number)d payments are taken in.",
        taken,
    )
    messages.success(request, words % {"name": account.name, "number": taken})
    return redirect("workspace:bank_movements")


def _leave_out(request: HttpRequest, movement: BankMovement, form: LeaveOutForm) -> HttpResponse:
    aside.leave_out(
        movement_id=movement.pk,
        outcome=form.cleaned_data["outcome"],
        actor=actors.staff(request.user),
    )
    messages.success(request, gettext("Left out. It stays in the list with your words."))
    return redirect("workspace:bank_movements")


def _page(request: HttpRequest, movement: Any, leave: LeaveOutForm, name: NameForm) -> HttpResponse:
    title = gettext("Movement of %(day)s") % {"day": brief_day(movement.booked_on)}
    path = crumbs(None, pgettext("page", "Movements on the bank account"), title)
    path[1]["url"] = reverse("workspace:bank_movements")
    bound: list[forms.Form] = [form for form in (leave, name) if form.is_bound]
    context = {
        "movement": movement,
        "row": rows_of([movement])[0],
        "title": title,
        "like": _like(movement),
        "returned": _returned(movement),
        "may_open_invoices": invoice_access.may_issue(request.user),
        "leave": leave,
        "name": name,
        "is_strange_account": movement.detail == Aside.ACCOUNT,
        "is_currency": movement.detail == Aside.CURRENCY,
        "can_take_back": reversals.can_take_back(movement),
        "can_take_in": aside.can_take_in(movement, known_accounts()),
        "breadcrumbs_items": path,
    }
    return render(request, "workspace/bank_settle.html", context, status=422 if bound else 200)


def _like(movement: BankMovement) -> MovementRow | None:
    """Return the movement that one put aside may be the same as."""
    found = movements().filter(pk=movement.other_keys.get("like") or 0).first()
    return rows_of([found])[0] if found is not None else None


def _returned(movement: BankMovement) -> dict[str, Any] | None:
    """Return the payment that a movement paid back, and the invoices that it had paid."""
    if movement.refund is None:
        return None
    payment = movement.refund.payment
    came = BankMovement.objects.filter(payment=payment).first()
    return {
        "payment": payment,
        "payer": came.payer_name if came else "",
        "documents": reopened_by(payment),
    }
