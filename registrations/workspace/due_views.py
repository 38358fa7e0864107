"""What is due, by age, and sending the reminders that the ladder says to send."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from registrations import actors
from registrations.invoicing import reminders
from registrations.workspace import access
from registrations.workspace.crumbs import crumbs
from registrations.workspace.due_listing import TO_REMIND, DueListing
from registrations.workspace.listing import PER_PAGE, is_key
from registrations.workspace.reminder_views import bank_warning, fee_words, text_of
from registrations.workspace.waiting_money import waiting_warning


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def due_list(request: HttpRequest) -> HttpResponse:
    """List what is left to pay by age; for the ticked, show and then send reminders."""
    today = timezone.localdate()
    if request.method == "POST":
        return _remind(request, today)
    listing = DueListing(request.GET, today)
    page = Paginator(listing.keys(), PER_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        "listing": listing,
        "columns": listing.columns(),
        "to_remind": len(listing.due),
        "to_remind_url": listing.query(age=TO_REMIND),
        "is_to_remind": listing.age == TO_REMIND,
        "page": page,
        "rows": listing.rows(page.object_list),
        "has_steps": bool(listing.steps),
        "may_change_steps": access.user_may(request.user, access.CHANGE_BOOKS),
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "Due")),
    }
    return render(request, "workspace/due_list.html", context)


def _remind(request: HttpRequest, today: date) -> HttpResponse:
    keys = [int(key) for key in request.POST.getlist("invoice") if is_key(key)]
    chosen = None if request.POST.get("all") else keys
    due = reminders.due_reminders(today, chosen)
    if not due:
        words = (
            gettext("No reminder is due any more: they may have been paid or sent a moment ago.")
            if keys or chosen is None
            else gettext("Choose at least one invoice.")
        )
        messages.warning(request, words)
        return redirect("workspace:due_list")
    if "sure" not in request.POST:
        return _sure_page(request, due, len(keys) if chosen is not None else len(due), today)
    number = reminders.remind_many(
        [one.invoice.pk for one in due], actor=actors.staff(request.user)
    )
    words = ngettext("%(number)d reminder is sent.", "%(number)d reminders are sent.", number)
    messages.success(request, words % {"number": number})
    return redirect("workspace:due_list")


def _sure_page(
    request: HttpRequest, due: list[reminders.DueReminder], asked: int, today: date
) -> HttpResponse:
    title = gettext("Send reminders")
    path = crumbs(None, pgettext("workspace menu", "Due"), title)
    path[1]["url"] = redirect("workspace:due_list").url
    rows = [_due_row(one, today) for one in due]
    context = {
        "title": title,
        "rows": rows,
        "waiting": waiting_warning(row["buyer"] for row in rows),
        "total_ore": sum(one.invoice.open_ore for one in due),
        "fees_ore": sum(one.step.fee_ore for one in due),
        "texts": _texts(due),
        "left_out": asked - len(due),
        "warning": bank_warning(today),
        "breadcrumbs_items": path,
    }
    return render(request, "workspace/due_sure.html", context)


def _due_row(due: reminders.DueReminder, today: date) -> dict[str, Any]:
    invoice = due.invoice
    return {
        "invoice": invoice,
        "buyer": invoice.content.get("buyer", {}).get("name", ""),
        "to": invoice.payer.email or invoice.payer.registration.contact_email,
        "number": invoice.reminded + 1,
        "fee_ore": due.step.fee_ore,
        "new_day": today + timedelta(days=due.step.days_to_pay),
    }


def _texts(due: list[reminders.DueReminder]) -> list[tuple[str, str]]:
    """Return each text that is sent, once, under the step and language that it belongs to."""
    found = {}
    for one in due:
        text = text_of(one.invoice, one.step)
        key = (one.step.days_after_due, one.invoice.language)
        if text:
            days = gettext("Step at %(days)d days, %(language)s") % {
                "days": one.step.days_after_due,
                "language": gettext("in English")
                if one.invoice.language == "en"
                else gettext("in Swedish"),
            }
            found[key] = (f"{days}. {fee_words(one.step)}", text)
    return [found[key] for key in sorted(found)]
