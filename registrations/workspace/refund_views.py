"""Giving money back, stopping it, and settling money that pays nothing: shown first, then done."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from registrations import actors, formats
from registrations.errors import DomainError
from registrations.models import Checkout, Refund
from registrations.outcomes import act_and_say
from registrations.payments import by_hand, refunds
from registrations.seats import locked_offering
from registrations.workspace import access
from registrations.workspace.addresses import payment_url
from registrations.workspace.payment_page import (
    Money,
    PaymentDossier,
    can_hold_back,
    payment_dossier,
)
from registrations.workspace.payment_views import get_checkout, payment_crumbs
from registrations.workspace.refund_forms import ReasonForm, RefundForm

needs_refund = access.permission_needed(access.VIEW_PAYMENT, access.REFUND)


@require_http_methods(["GET", "POST"])
@needs_refund
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how much of which charge goes back, show what that means, and then do it."""
    checkout = get_checkout(request, pk)
    dossier = payment_dossier(checkout)
    if not dossier.refundable:
        messages.warning(request, gettext("There is nothing to refund of this payment."))
        return redirect(payment_url(checkout.pk))
    if dossier.is_asked_about:
        messages.warning(request, gettext("Decide first about the money that pays nothing."))
        return redirect(payment_url(checkout.pk))
    form = RefundForm(access.posted(request), lines=dossier.refundable)
    if not (form.is_bound and form.is_valid()) or "change" in request.POST:
        return _ask_page(request, checkout, dossier, form)
    if form.has_changed_meanwhile(dossier.refundable):
        messages.warning(
            request, gettext("It has already been changed. Here is how it stands now.")
        )
        return redirect(payment_url(checkout.pk))
    if "sure" not in request.POST:
        return _sure_page(request, checkout, dossier, form)
    return _refund(request, checkout, form)


def _refund(request: HttpRequest, checkout: Checkout, form: RefundForm) -> HttpResponse:
    """Do it once: what was shown is compared again while nobody else can change it."""
    parts = {line.charge.pk: ore for line, ore in form.parts()}
    try:
        with locked_offering(checkout.payer.registration.offering_id):
            if form.has_changed_meanwhile(payment_dossier(checkout).refundable):
                messages.warning(
                    request, gettext("It has already been changed. Here is how it stands now.")
                )
                return redirect(payment_url(checkout.pk))
            decided = refunds.refund_parts(
                parts=parts,
                reason=form.cleaned_data["reason"],
                actor=actors.staff(request.user),
            )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(payment_url(checkout.pk))
    total = sum(one.amount_ore for one in decided)
    messages.success(
        request,
        gettext("%(sum)s is being refunded.") % {"sum": formats.money(total)}
        if decided
        else gettext("Nothing was left to refund: it went to what the payer still owed."),
    )
    return redirect(payment_url(checkout.pk))


def _ask_page(
    request: HttpRequest, checkout: Checkout, dossier: PaymentDossier, form: RefundForm
) -> HttpResponse:
    context = {
        "checkout": checkout,
        "dossier": dossier,
        "form": form,
        "breadcrumbs_items": payment_crumbs(checkout, pgettext("page", "Refund")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/refund.html", context, status=status)


def _sure_page(
    request: HttpRequest, checkout: Checkout, dossier: PaymentDossier, form: RefundForm
) -> HttpResponse:
    numbers = sorted({line.document for line, _ore in form.parts() if line.document})
    context = {
        "checkout": checkout,
        "dossier": dossier,
        "parts": form.parts(),
        "gross_ore": form.gross_ore,
        "to_debt_ore": min(dossier.open_ore, form.gross_ore),
        "back_ore": max(form.gross_ore - dossier.open_ore, 0),
        "numbers": numbers,
        "hidden": form.as_hidden(),
        "reason": form.cleaned_data["reason"],
        "breadcrumbs_items": payment_crumbs(checkout, pgettext("page", "Refund")),
    }
    return render(request, "workspace/refund_sure.html", context)


def _get_refund(request: HttpRequest, checkout: Checkout, pk: int) -> Refund:
    return get_object_or_404(Refund.objects.filter(payment__checkout=checkout), pk=pk)


@require_http_methods(["GET", "POST"])
@needs_refund
def hold_back(request: HttpRequest, pk: int, refund: int) -> HttpResponse:
    """Stop a refund that has not left; its money becomes a decision."""
    checkout = get_checkout(request, pk)
    found = _get_refund(request, checkout, refund)
    if not can_hold_back(found):
        messages.warning(request, gettext("The refund has already left."))
        return redirect(payment_url(checkout.pk))
    form = ReasonForm(access.posted(request))
    if form.is_bound and form.is_valid():
        try:
            refunds.hold_back(
                refund_id=found.pk,
                reason=form.cleaned_data["reason"],
                actor=actors.staff(request.user),
            )
        except DomainError:
            messages.warning(request, gettext("The refund has already left."))
        else:
            messages.success(request, gettext("Stopped. The money waits for a decision."))
        return redirect(payment_url(checkout.pk))
    return _reason_page(
        request,
        checkout,
        form,
        title=gettext("Stop the refund of %(sum)s") % {"sum": formats.money(found.amount_ore)},
        explanation=gettext("The money stays here and becomes a decision. No mail is sent."),
        submit_words=gettext("Stop the refund"),
    )


def _free_money(checkout: Checkout, payment: int) -> tuple[PaymentDossier, Money | None]:
    dossier = payment_dossier(checkout)
    found = (one for one in dossier.money if one.payment.pk == payment and one.free_ore > 0)
    return dossier, next(found, None)


@require_http_methods(["GET", "POST"])
@needs_refund
def give_back(request: HttpRequest, pk: int, payment: int) -> HttpResponse:
    """Refund money that pays nothing."""
    checkout = get_checkout(request, pk)
    _dossier, money = _free_money(checkout, payment)
    if money is None:
        return _nothing_left(request, checkout)
    form = ReasonForm(access.posted(request))
    if form.is_bound and form.is_valid():
        refund = partial(
            refunds.refund_free_money,
            payment_id=money.payment.pk,
            reason=form.cleaned_data["reason"],
            actor=actors.staff(request.user),
        )
        words = gettext("%(sum)s is being refunded.") % {"sum": formats.money(money.free_ore)}
        return _act(request, checkout, refund, words)
    return _reason_page(
        request,
        checkout,
        form,
        title=gettext("Refund %(sum)s") % {"sum": formats.money(money.free_ore)},
        explanation=gettext("All that pays nothing goes back the way it came."),
        submit_words=gettext("Refund %(sum)s") % {"sum": formats.money(money.free_ore)},
    )


@require_http_methods(["GET", "POST"])
@needs_refund
def paid_by_hand(request: HttpRequest, pk: int, payment: int) -> HttpResponse:
    """Write that money whose refund failed was given back in another way."""
    checkout = get_checkout(request, pk)
    _dossier, money = _free_money(checkout, payment)
    if money is None or not by_hand.can_be_by_hand(money.payment):
        return _nothing_left(request, checkout)
    form = ReasonForm(access.posted(request))
    if form.is_bound and form.is_valid():
        write = partial(
            by_hand.record_by_hand,
            payment_id=money.payment.pk,
            reason=form.cleaned_data["reason"],
            actor=actors.staff(request.user),
        )
        words = gettext("Written down. Nothing is sent by the provider.")
        return _act(request, checkout, write, words)
    return _reason_page(
        request,
        checkout,
        form,
        title=gettext("%(sum)s was given back in another way")
        % {"sum": formats.money(money.free_ore)},
        explanation=gettext(
            "Pay the money back first, such as by a bank transfer. Then write here how and when;"
            " the payment provider does nothing more."
        ),
        submit_words=gettext("It is given back"),
    )


@require_POST
@needs_refund
def put_on_debt(request: HttpRequest, pk: int, payment: int) -> HttpResponse:
    """Put money that pays nothing on what its payer owes; seats then paid are confirmed."""
    checkout = get_checkout(request, pk)
    dossier, money = _free_money(checkout, payment)
    if money is None or not dossier.open_ore:
        return _nothing_left(request, checkout)
    allocate = partial(
        refunds.allocate_free_money,
        payment_id=money.payment.pk,
        actor=actors.staff(request.user),
    )
    return _act(request, checkout, allocate, gettext("The money is put on what was owed."))


def _act(
    request: HttpRequest, checkout: Checkout, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do it, say how it went, and show the payment as it stands then."""
    act_and_say(request, act, done)
    return redirect(payment_url(checkout.pk))


def _nothing_left(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    messages.warning(request, gettext("It has already been changed. Here is how it stands now."))
    return redirect(payment_url(checkout.pk))


def _reason_page(
    request: HttpRequest, checkout: Checkout, form: forms.Form, **words: Any
) -> HttpResponse:
    context = {
        "form": form,
        "back_url": payment_url(checkout.pk),
        "breadcrumbs_items": payment_crumbs(checkout, words["title"]),
        **words,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/reason.html", context, status=status)
