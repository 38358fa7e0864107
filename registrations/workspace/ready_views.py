"""What is ready to be invoiced, and making drafts of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from registrations import actors, documents
from registrations.invoicing import drafts
from registrations.invoicing.grouping import Together, groups_of
from registrations.invoicing.ready import uninvoiced
from registrations.models import InvoiceDraft
from registrations.workspace import access
from registrations.workspace.crumbs import crumbs
from registrations.workspace.listing import is_key
from registrations.workspace.ready_rows import DRAFTED, ReadyListing

BUYERS_PER_PAGE = 25


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def to_invoice(request: HttpRequest) -> HttpResponse:
    """Show what is ready by buyer; drafts are made of what is chosen."""
    listing = ReadyListing(request.user, request.GET)
    if request.method == "POST":
        return _make(request, listing)
    page = Paginator(listing.groups, BUYERS_PER_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        "listing": listing,
        "page": page,
        "total": len(listing.rows),
        "can_choose": listing.state != DRAFTED,
        "ways": Together.choices,
        "drafted": InvoiceDraft.objects.count(),
        "seller_missing": documents.seller_on(listing.today) is None,
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "To invoice")),
    }
    return render(request, "workspace/to_invoice.html", context)


def _make(request: HttpRequest, listing: ReadyListing) -> HttpResponse:
    """Make drafts of the registrations ticked, or of all that the filters show."""
    if request.POST.get("all"):
        chosen = [row.key for row in listing.rows if row.draft is None]
    else:
        chosen = [int(key) for key in request.POST.getlist("payer") if is_key(key)]
    how = request.POST.get("how", "")
    together = Together(how) if how in Together.values else Together.AS_WANTED
    found = uninvoiced(chosen)
    made = drafts.make_drafts(groups_of(found, together), actor=actors.staff(request.user))
    if not made:
        words = (
            gettext("These are in drafts already, or invoiced a moment ago.")
            if chosen
            else gettext("Choose at least one registration.")
        )
        messages.warning(request, words)
        return redirect(request.get_full_path())
    words = ngettext("%(number)d draft is made.", "%(number)d drafts are made.", len(made))
    messages.success(request, words % {"number": len(made)})
    if len(made) == 1:
        return redirect("workspace:draft", made[0].pk)
    return redirect("workspace:drafts")
