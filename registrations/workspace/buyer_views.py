"""The book of buyers: confirmed organisations, suggested to whoever types a name."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registrations.document_parties import swedish_endpoint
from registrations.models import Buyer, Payer
from registrations.words import PayerKind
from registrations.workspace import access
from registrations.workspace.addresses import registration_url
from registrations.workspace.buyer_forms import BuyerForm
from registrations.workspace.row_pages import (
    Button,
    Row,
    RowPage,
    remove_row,
    rows_page,
    save_or_edit,
)
from registrations.workspace.wording import brief_moment


@require_GET
@access.permission_needed(access.ISSUE)
def buyers(request: HttpRequest) -> HttpResponse:
    """List the confirmed buyers by name."""
    page = RowPage(
        title=pgettext("workspace menu", "Buyers"),
        lead=gettext(
            "Name, number and Peppol address of these are suggested to whoever signs up. Nothing"
            " else is: no reference, no e-mail address, no person."
        ),
        headings=[
            pgettext("column", "Name"),
            gettext("Organisation number"),
            gettext("Peppol address"),
            pgettext("column", "Confirmed"),
        ],
        rows=[_row(buyer) for buyer in Buyer.objects.all()],
        empty=gettext("None yet. Confirm one from a registration’s payer, or add it here."),
        buttons=[Button(gettext("Add a buyer"), reverse("workspace:add_buyer"))],
    )
    return rows_page(request, page)


def _row(buyer: Buyer) -> Row:
    cells = [buyer.name, buyer.org_number, buyer.endpoint or "–", brief_moment(buyer.confirmed_at)]
    return Row(cells, reverse("workspace:buyer", args=[buyer.pk]))


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def buyer(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a buyer, or correct one."""
    instance = get_object_or_404(Buyer, pk=pk) if pk else None
    form = BuyerForm(access.posted(request), instance=instance, user=request.user)
    title = gettext("Change a buyer") if pk else gettext("Add a buyer")
    extra: dict[str, Any] = {}
    if pk:
        extra["remove_url"] = reverse("workspace:remove_buyer", args=[pk])
    return save_or_edit(request, form, title, reverse("workspace:buyers"), **extra)


@require_POST
@access.permission_needed(access.ISSUE)
def remove_buyer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a buyer out of the book; invoices and registrations stay as they are."""
    return remove_row(request, get_object_or_404(Buyer, pk=pk), reverse("workspace:buyers"))


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def confirm_buyer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a payer says beside what the book says, and take it into the book."""
    payer = _visible_payer(request, pk)
    known = Buyer.objects.filter(org_number=payer.org_number).first()
    proposed = {
        "name": payer.name,
        "org_number": payer.org_number,
        "endpoint": payer.endpoint or swedish_endpoint(payer.org_number),
    }
    form = BuyerForm(
        access.posted(request), instance=known or Buyer(), initial=proposed, user=request.user
    )
    return save_or_edit(
        request,
        form,
        gettext("Save in the buyer register"),
        registration_url(payer.registration_id),
        done=gettext("The buyer is confirmed."),
        offering=payer.registration.offering,
        submit_words=gettext("Save in the buyer register"),
        frozen_words=_difference_words(known, proposed),
        frozen_values=_differences(known, proposed),
    )


def _visible_payer(request: HttpRequest, pk: int) -> Payer:
    payers = Payer.objects.select_related("registration__offering").filter(
        kind=PayerKind.ORGANISATION,
        registration__offering__in=access.visible_offerings(request),
    )
    payer = get_object_or_404(payers, pk=pk)
    if not payer.org_number:
        raise Http404
    return payer


def _difference_words(known: Buyer | None, proposed: dict[str, str]) -> str:
    if known is None:
        return gettext(
            "New in the book. Check the name and the numbers: they are suggested to everyone who"
            " signs up."
        )
    if _differences(known, proposed):
        return gettext("The book says otherwise today. Saving changes it:")
    return gettext("The book already says so.")


def _differences(known: Buyer | None, proposed: dict[str, str]) -> list[str]:
    if known is None:
        return []
    pairs: list[tuple[Any, str, str]] = [
        (BuyerForm.base_fields[name].label, getattr(known, name), value)
        for name, value in proposed.items()
    ]
    return [f"{label}: {old or '–'} → {new or '–'}" for label, old, new in pairs if old != new]
