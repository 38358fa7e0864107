"""Giving up what is left of an invoice, and keeping money that comes for it all the same."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from registrations import actors, formats, ledger
from registrations.errors import DomainError
from registrations.invoicing import write_off
from registrations.invoicing.issued import payers_of
from registrations.invoicing.refusals import NothingToRecover, NothingToWriteOff
from registrations.invoicing.standing import charges_to_pay
from registrations.models import Document, Payment
from registrations.words import DecisionKind
from registrations.workspace import access
from registrations.workspace.invoice_steps import Step, get_invoice, step_page, take_step
from registrations.workspace.refund_forms import ReasonForm
from registrations.workspace.wording import brief_day


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def invoice_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is given up, ask why, and write it off."""
    document = get_invoice(request, pk)
    left_ore = sum(ore for _charge, ore in ledger.still_open(charges_to_pay(document)))
    if not left_ore:
        messages.warning(request, str(NothingToWriteOff()))
        return redirect("workspace:invoice", document.pk)
    form = ReasonForm(access.posted(request))
    if not (form.is_bound and form.is_valid()):
        return step_page(request, document, form, _write_off_step(document, left_ore))
    act = partial(
        write_off.write_off,
        document_id=document.pk,
        reason=form.cleaned_data["reason"],
        actor=actors.staff(request.user),
    )
    done = gettext("%(sum)s is written off.") % {"sum": formats.money(left_ore)}
    return take_step(request, document, act, done)


def _write_off_step(document: Document, left_ore: int) -> Step:
    return Step(
        title=gettext("Write off %(number)s") % {"number": document.full_number},
        submit_words=gettext("Write off %(sum)s") % {"sum": formats.money(left_ore)},
        outcomes=[
            gettext("%(sum)s that is left to pay is given up, reminder fees included.")
            % {"sum": formats.money(left_ore)},
            gettext("The invoice stands: nothing is credited, and the buyer is told nothing."),
            gettext("No more reminders are sent."),
            gettext("If money comes later, you are asked what to do with it."),
        ],
        is_loss=True,
    )


class RecoverForm(ReasonForm):
    """Which of the payments that lie on nothing is kept for the debt."""

    payment = forms.ChoiceField(
        label=_("Payment"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a payment.")},
    )
    field_order = ("payment", "reason")

    def __init__(self, *args: Any, payments: list[tuple[Payment, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = [(str(one.pk), _payment_words(one, ore)) for one, ore in payments]
        field: Any = self.fields["payment"]
        field.choices = choices
        if len(choices) == 1:
            field.initial = choices[0][0]


def _payment_words(payment: Payment, free_ore: int) -> str:
    movement = getattr(payment, "movement", None)
    said = gettext("%(sum)s that came %(day)s") % {
        "sum": formats.money(free_ore),
        "day": brief_day(payment.received_at),
    }
    told = [movement.payer_name, movement.reference, movement.text] if movement else []
    return ", ".join(filter(None, [said, *told]))


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def invoice_recover(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which money is kept for what was written off, and keep it."""
    document = get_invoice(request, pk)
    owed_ore = write_off.left_to_recover(document)
    if not owed_ore:
        messages.warning(request, str(NothingToRecover()))
        return redirect("workspace:invoice", document.pk)
    payments = _free_payments(document)
    if not payments:
        words = gettext("No money of this buyer lies on nothing. Read the bank’s file first.")
        messages.warning(request, words)
        return redirect("workspace:invoice", document.pk)
    form = RecoverForm(access.posted(request), payments=payments)
    if not (form.is_bound and form.is_valid()):
        return step_page(request, document, form, _recover_step(document, owed_ore))
    try:
        ore = write_off.recover(
            document_id=document.pk,
            payment_id=int(form.cleaned_data["payment"]),
            reason=form.cleaned_data["reason"],
            actor=actors.staff(request.user),
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("%(sum)s is kept.") % {"sum": formats.money(ore)})
    return redirect("workspace:invoice", document.pk)


def _free_payments(document: Document) -> list[tuple[Payment, int]]:
    """Return payments about which a person is asked, of these payers or of nobody known."""
    asked = Payment.objects.filter(
        decisions__kind=DecisionKind.STRAY_MONEY, decisions__settled_at__isnull=True
    )
    theirs = asked.filter(payer__in=payers_of(document)) | asked.filter(payer__isnull=True)
    theirs = theirs.select_related("movement")
    found = [(one, ledger.free_ore(one)) for one in theirs.distinct().order_by("received_at")[:50]]
    return [(one, ore) for one, ore in found if ore > 0]


def _recover_step(document: Document, owed_ore: int) -> Step:
    return Step(
        title=gettext("Money for %(number)s, which was written off")
        % {"number": document.full_number},
        submit_words=gettext("Put the money on %(number)s") % {"number": document.full_number},
        facts=[(gettext("Written off and not yet come"), formats.money(owed_ore))],
        outcomes=[
            gettext("The debt rises again by what came, with its VAT, and the money is put on it."),
            gettext("What came beyond it stays under “Decisions”."),
        ],
    )
