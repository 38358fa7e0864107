"""Reminding of one invoice: sending the next reminder, pausing, going on, waiving a fee."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods

from registrations import actors, formats, ledger
from registrations.charges import what_stands
from registrations.invoicing import reminders
from registrations.invoicing.refusals import NotToBeReminded
from registrations.invoicing.standing import invoices
from registrations.languages import in_language
from registrations.models import Document, Reminder, ReminderStep
from registrations.workspace import access
from registrations.workspace.invoice_steps import Step, get_invoice, step_page, take_step
from registrations.workspace.refund_forms import ReasonForm
from registrations.workspace.waiting_money import waiting_warning
from registrations.workspace.wording import brief_day, brief_moment


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def invoice_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the next reminder of an invoice, and send it."""
    document = get_invoice(request, pk)
    today = timezone.localdate()
    due = reminders.due_reminders(today, [document.pk])
    if not due:
        messages.warning(request, _why_not(document, today))
        return redirect("workspace:invoice", document.pk)
    if request.method == "POST":
        actor = actors.staff(request.user)
        remind = partial(reminders.remind, document_id=document.pk, actor=actor)
        return take_step(request, document, remind, gettext("The reminder is sent."))
    return step_page(request, document, forms.Form(), _reminder_step(due[0], today))


def bank_warning(today: date) -> str:
    """Return a warning where what was paid yesterday may not be here yet."""
    if reminders.bank_is_read(today):
        return ""
    read_at = reminders.bank_read_at()
    if read_at is None:
        return gettext("No bank file has been read yet. Some may have paid all the same.")
    return gettext(
        "No bank file has been read today. The last one was read %(moment)s; some may have paid"
        " since then."
    ) % {"moment": brief_moment(read_at)}


def _reminder_step(due: reminders.DueReminder, today: date) -> Step:
    invoice, step = due.invoice, due.step
    buyer = invoice.content.get("buyer", {}).get("name", "")
    to = invoice.payer.email or invoice.payer.registration.contact_email
    title = gettext("Reminder %(number)d of %(invoice)s") % {
        "number": invoice.reminded + 1,
        "invoice": invoice.full_number,
    }
    return Step(
        title=title,
        submit_words=gettext("Send the reminder"),
        warning=" ".join(filter(None, (bank_warning(today), waiting_warning([buyer])))),
        facts=[
            *sums_of(invoice),
            (gettext("Was to be paid by"), brief_day(invoice.due_on)),
        ],
        outcomes=[
            gettext("A reminder is mailed to %(address)s.") % {"address": to},
            fee_words(step),
            gettext("The new day to pay by is %(day)s.")
            % {"day": brief_day(today + timedelta(days=step.days_to_pay))},
        ],
        quoted=text_of(invoice, step),
    )


def sums_of(invoice: Any) -> list[tuple[str, str]]:
    """Return what is left to pay, and where something has come also of how much and what."""
    rows = [(gettext("Left to pay"), formats.money(invoice.open_ore))]
    if invoice.paid_ore > 0:
        whole = (gettext("The invoice’s sum"), formats.money(invoice.billed_ore))
        rows = [whole, (pgettext("reminder", "Received"), formats.money(invoice.paid_ore)), *rows]
    return rows


def text_of(invoice: Document, step: ReminderStep) -> str:
    """Return the step's text in the invoice's language, as it is sent."""
    with translation.override(invoice.language):
        return in_language(step, "text")


def fee_words(step: ReminderStep) -> str:
    if not step.fee_ore:
        return gettext("No fee is charged.")
    return gettext("A fee of %(sum)s is charged.") % {"sum": formats.money(step.fee_ore)}


def _why_not(document: Document, today: date) -> str:
    """Say why no reminder of an invoice is due, and when it will be."""
    steps = list(ReminderStep.objects.all())
    if not steps:
        return gettext("The ladder of reminders has no steps. Add one first.")
    invoice: Any = reminders.with_reminders(invoices().filter(pk=document.pk)).get()
    if invoice.open_ore > 0 and not invoice.was_sent:
        return gettext("The invoice has not been sent yet, so there is nothing to remind of.")
    step = reminders.next_step(invoice, steps)
    if invoice.open_ore <= 0 or reminders.is_paused(invoice):
        return str(NotToBeReminded())
    if step is None:
        return gettext("The ladder of reminders has no more steps for this invoice.")
    day = max(
        invoice.due_on + timedelta(days=step.days_after_due), invoice.pay_by + timedelta(days=1)
    )
    return gettext("The next reminder is due on %(day)s.") % {"day": brief_day(day)}


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def invoice_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop reminding of an invoice, and say why."""
    document = get_invoice(request, pk)
    step = Step(
        title=gettext("Pause reminders of %(number)s") % {"number": document.full_number},
        submit_words=pgettext("invoice", "Pause reminders"),
        outcomes=[
            gettext("No reminder is sent until you take them up again."),
            gettext("What is to be paid, and its due date, stay as they are."),
        ],
    )
    return _noted(request, document, step, reminders.pause, gettext("Reminders are paused."))


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def invoice_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let reminders of an invoice go on, and say why."""
    document = get_invoice(request, pk)
    step = Step(
        title=gettext("Take up reminders of %(number)s again") % {"number": document.full_number},
        submit_words=pgettext("invoice", "Take up reminders again"),
        outcomes=[gettext("The next reminder is sent when the ladder says so.")],
    )
    return _noted(request, document, step, reminders.resume, gettext("Reminders go on."))


def _noted(
    request: HttpRequest, document: Document, step: Step, note: Any, done: str
) -> HttpResponse:
    form = ReasonForm(access.posted(request))
    if not (form.is_bound and form.is_valid()):
        return step_page(request, document, form, step)
    act = partial(
        note,
        document_id=document.pk,
        reason=form.cleaned_data["reason"],
        actor=actors.staff(request.user),
    )
    return take_step(request, document, act, done)


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def reminder_waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the fee of one reminder away, and say why."""
    found = get_object_or_404(Reminder.objects.select_related("charge"), pk=pk)
    document = get_invoice(request, found.document_id)
    charge = found.charge
    standing = what_stands([charge]) if charge else []
    if charge is None or not standing:
        messages.warning(request, gettext("There is no fee to waive: it may be waived already."))
        return redirect("workspace:invoice", document.pk)
    form = ReasonForm(access.posted(request))
    if not (form.is_bound and form.is_valid()):
        paid_ore = ledger.allocated_ore([charge]).get(charge.pk, 0)
        return step_page(
            request, document, form, _waive_step(found, standing[0].gross_ore, paid_ore)
        )
    act = partial(
        reminders.waive_fee,
        reminder_id=found.pk,
        reason=form.cleaned_data["reason"],
        actor=actors.staff(request.user),
    )
    return take_step(request, document, act, gettext("The fee is waived."))


def _waive_step(reminder: Reminder, ore: int, paid_ore: int) -> Step:
    outcomes = [
        gettext("The fee of %(sum)s is taken away. The invoice itself stays.")
        % {"sum": formats.money(ore)}
    ]
    if paid_ore > 0:
        words = gettext(
            "%(sum)s has been paid of it: that goes to what the payer still owes, or waits for a"
            " decision."
        )
        outcomes.append(words % {"sum": formats.money(paid_ore)})
    return Step(
        title=gettext("Waive the fee of reminder %(number)d") % {"number": reminder.number},
        submit_words=gettext("Waive the fee"),
        outcomes=outcomes,
    )
