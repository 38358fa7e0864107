"""The page of one payment, its documents as they were kept, and asking the provider again."""

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from registrations.models import Checkout, Document, DocumentFile
from registrations.payments.backends import ProviderRefused, ProviderUnreachable
from registrations.payments.sync import sync
from registrations.workspace import access, invoice_access
from registrations.workspace.addresses import payment_url, payments_url, registration_url
from registrations.workspace.crumbs import Crumb, crumbs
from registrations.workspace.payment_listing import visible_checkouts
from registrations.workspace.payment_page import can_hold_back, payment_dossier
from registrations.workspace.payment_state import with_state


def get_checkout(request: HttpRequest, pk: int) -> Checkout:
    """Return the payment, or answer 404 as if another team's did not exist."""
    found = with_state(visible_checkouts(request)).select_related("payer__registration__offering")
    return get_object_or_404(found, pk=pk)


def payment_crumbs(checkout: Checkout, *words: str) -> list[Crumb]:
    """Return the path to a payment, by the payments of its offering."""
    registration = checkout.payer.registration
    offering = registration.offering
    path = crumbs(offering)
    path.append({"url": payments_url(offering), "label": pgettext("workspace menu", "Payments")})
    path.append({"url": payment_url(checkout.pk), "label": registration.reference})
    path.extend({"url": "", "label": word} for word in words)
    return path


@require_GET
@access.permission_needed(access.VIEW_PAYMENT)
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a payment with what it paid, what went back, its documents and its history."""
    checkout = get_checkout(request, pk)
    found = payment_dossier(checkout)
    registration = checkout.payer.registration
    user = request.user
    context = {
        "checkout": checkout,
        "registration": registration,
        "dossier": found,
        "payer": checkout.payer.name or registration.contact_name,
        "stoppable": {
            refund.pk for one in found.money for refund in one.refunds if can_hold_back(refund)
        },
        "may_refund": access.user_may(user, access.REFUND),
        "registration_url": (
            registration_url(registration.pk) if access.user_may(user, access.VIEW_LIST) else ""
        ),
        "breadcrumbs_items": payment_crumbs(checkout),
    }
    response = render(request, "workspace/payment.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@access.permission_needed(access.VIEW_PAYMENT)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a document as it was kept when it was rendered."""
    shown = Document.objects.filter(offering__in=access.visible_offerings(request))
    found = get_object_or_404(shown.exclude(pk__in=invoice_access.hidden_from(request.user)), pk=pk)
    file = get_object_or_404(
        DocumentFile.objects.filter(document=found, media_type="application/pdf")
    )
    response = HttpResponse(bytes(file.body), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.full_number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@access.permission_needed(access.VIEW_PAYMENT)
def payment_sync(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the provider how the payment stands, and write that."""
    checkout = get_checkout(request, pk)
    try:
        sync(checkout.pk)
    except (ProviderUnreachable, ProviderRefused, ImproperlyConfigured):
        messages.error(
            request,
            gettext("The payment provider does not answer. Nothing has changed; try later."),
        )
    else:
        messages.success(request, gettext("This is how it stands at the payment provider now."))
    return redirect(payment_url(checkout.pk))
