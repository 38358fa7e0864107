"""The ladder of reminders: its steps in order, and the form of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registrations import formats
from registrations.languages import in_language
from registrations.models import ReminderStep
from registrations.workspace import access
from registrations.workspace.reminder_step_forms import ReminderStepForm
from registrations.workspace.row_pages import (
    Button,
    Row,
    RowPage,
    remove_row,
    rows_page,
    save_or_edit,
)
from registrations.workspace.sellers import seller_today


@require_GET
@access.permission_needed(access.CHANGE_BOOKS)
def reminder_steps(request: HttpRequest) -> HttpResponse:
    """List the steps, the first to be reached first."""
    page = RowPage(
        title=gettext("Steps of reminding"),
        lead=gettext(
            "Each invoice is reminded of step by step, each step once. A step waits until the days"
            " to pay of the one before have passed. Changes hold for reminders to come."
        ),
        headings=[
            gettext("After the due date"),
            gettext("Fee"),
            gettext("Days to pay"),
        ],
        rows=[_row(step) for step in ReminderStep.objects.all()],
        empty=gettext("No steps yet, so nobody is reminded. Add the first one."),
        buttons=[
            Button(gettext("Add a step"), reverse("workspace:add_reminder_step")),
            Button(gettext("Due list"), reverse("workspace:due_list")),
        ],
        facts=[(gettext("How they are sent"), _how())],
    )
    return rows_page(request, page)


def _how() -> str:
    seller = seller_today()
    if seller is not None and seller.reminds_automatically:
        return gettext("By themselves, each day that a bank file has been read")
    return gettext("When you choose them in the due list")


def _row(step: ReminderStep) -> Row:
    days = ngettext("%(number)d day", "%(number)d days", step.days_after_due)
    return Row(
        [
            days % {"number": step.days_after_due},
            formats.money(step.fee_ore) if step.fee_ore else "–",
            str(step.days_to_pay),
        ],
        reverse("workspace:reminder_step", args=[step.pk]),
        in_language(step, "text")[:120],
    )


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.CHANGE_BOOKS)
def reminder_step(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a step, or change one."""
    instance = get_object_or_404(ReminderStep, pk=pk) if pk else None
    form = ReminderStepForm(access.posted(request), instance=instance)
    title = gettext("Change a step") if pk else gettext("Add a step")
    extra: dict[str, Any] = {}
    if pk:
        extra["remove_url"] = reverse("workspace:remove_reminder_step", args=[pk])
    return save_or_edit(request, form, title, reverse("workspace:reminder_steps"), **extra)


@require_POST
@access.permission_needed(access.CHANGE_BOOKS)
def remove_reminder_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step off the ladder; reminders already sent by it stay."""
    step = get_object_or_404(ReminderStep, pk=pk)
    return remove_row(request, step, reverse("workspace:reminder_steps"))
