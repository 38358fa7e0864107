"""What becomes of a payment's money besides invoices: taken off one, paid back, booked by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods

from registrations import actors, formats, ledger
from registrations.errors import DomainError
from registrations.invoicing.bank import leaving, placing
from registrations.invoicing.books.accounts import Chart
from registrations.models import BankMovement, Payment
from registrations.words import AccountRole
from registrations.workspace import access
from registrations.workspace.bank_forms import BookByHandForm, GiveBackForm
from registrations.workspace.bank_place_views import get_movement
from registrations.workspace.bank_rows import invoices_of
from registrations.workspace.crumbs import crumbs
from registrations.workspace.refund_forms import ReasonForm

needs_refund = access.permission_needed(access.IMPORT_BANK, access.REFUND)


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.IMPORT_BANK)
def bank_take_off(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """Take what a payment put on an invoice off it again, with a reason."""
    movement = get_movement(pk)
    found = [one for one in invoices_of(_payment_of(movement)) if one[0] == document]
    if not found:
        messages.warning(
            request, gettext("It has already been changed. Here is how it stands now.")
        )
        return redirect("workspace:bank_place", pk)
    form = ReasonForm(access.posted(request))
    _key, number, ore = found[0]
    if form.is_bound and form.is_valid():
        try:
            placing.take_off(
                payment_id=pk,
                document_id=document,
                reason=form.cleaned_data["reason"],
                actor=actors.staff(request.user),
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, gettext("Taken off. Now place the money where it belongs."))
        return redirect("workspace:bank_place", pk)
    words = {"number": number, "sum": formats.money(ore)}
    return _reason_page(
        request,
        form,
        pk,
        title=gettext("Take %(sum)s off %(number)s") % words,
        explanation=gettext("The invoice is to be paid again, and the money waits to be placed."),
        submit_words=gettext("Take it off"),
    )


@require_http_methods(["GET", "POST"])
@needs_refund
def bank_give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Write that free money of a payment has been paid back by bank."""
    explanation = gettext(
        "Pay the money back at the bank first. Then write here how much and why. At most"
        " %(sum)s is free."
    )
    return _let_go(
        request,
        pk,
        GiveBackForm,
        leaving.give_back,
        title=gettext("Paid back to the payer"),
        explanation=explanation,
        submit_words=gettext("It is paid back"),
    )


@require_http_methods(["GET", "POST"])
@needs_refund
def bank_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Write that free money of a payment is for no invoice, and that it is booked by hand."""
    explanation = gettext(
        "Such as a grant, a gift, or money that came to the wrong account. Our export says that"
        " it came to the bank and lies on account %(account)s, and no more: book it yourself, in"
        " your bookkeeping program, from %(account)s to the right account. At most %(sum)s is free."
    )
    unplaced = Chart().account_for(AccountRole.UNPLACED, on=timezone.localdate())
    return _let_go(
        request,
        pk,
        BookByHandForm,
        leaving.book_by_hand,
        title=gettext("It is for no invoice: booked by hand"),
        explanation=explanation,
        submit_words=gettext("It is booked by hand"),
        account=unplaced or AccountRole.UNPLACED.label,
    )


def _let_go(
    request: HttpRequest,
    pk: int,
    form_class: type[GiveBackForm],
    let_go: Any,
    *,
    explanation: str,
    account: Any = "",
    **words: str,
) -> HttpResponse:
    payment = _payment_of(get_movement(pk))
    free = ledger.free_ore(payment)
    form = form_class(access.posted(request), free_ore=free)
    if form.is_bound and form.is_valid():
        try:
            let_go(
                payment_id=pk,
                ore=form.cleaned_data["ore"],
                reason=form.cleaned_data["reason"],
                actor=actors.staff(request.user),
                seen=form.cleaned_data["seen"],
            )
        except DomainError as error:
            free = ledger.free_ore(payment)
            form = form_class(request.POST, free_ore=free)
            if form.is_valid():
                form.add_error("ore", str(error))
        else:
            messages.success(request, form.done_words)
            return redirect("workspace:bank_place", pk)
    explanation %= {"sum": formats.money(free), "account": account}
    return _reason_page(request, form, pk, explanation=explanation, **words)


def _payment_of(movement: BankMovement) -> Payment:
    assert movement.payment is not None  # noqa: S101 - it was found by its payment
    return movement.payment


def _reason_page(request: HttpRequest, form: Any, pk: int, **words: str) -> HttpResponse:
    path = crumbs(None, pgettext("page", "Movements on the bank account"), words["title"])
    path[1]["url"] = reverse("workspace:bank_movements")
    context = {
        "form": form,
        "back_url": reverse("workspace:bank_place", args=[pk]),
        "breadcrumbs_items": path,
        **words,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/reason.html", context, status=status)
