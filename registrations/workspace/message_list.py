"""The mail that went out: the list in wagtail-modeladmin, one mail, and its body in a sandbox."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET
from wagtail_modeladmin.views import IndexView

from registrations.mail.bills import BILLS
from registrations.masking import without_links
from registrations.models import Document, Message
from registrations.workspace import access, invoice_access
from registrations.workspace.addresses import registration_url
from registrations.workspace.crumbs import crumbs

PER_PAGE = 50
VIEW = "registrations.view_message"

STATES: dict[str, tuple[Promise, Q]] = {
    "waiting": (
        pgettext_lazy("mail state", "To be sent"),
        Q(sent_at__isnull=True, dropped_at__isnull=True),
    ),
    "sent": (pgettext_lazy("mail state", "Sent"), Q(sent_at__isnull=False)),
    "dropped": (pgettext_lazy("mail state", "Not sent"), Q(dropped_at__isnull=False)),
}


def visible_messages(request: HttpRequest) -> QuerySet[Message]:
    """Return the mails of events the user sees, save about invoices over others' events as well."""
    hidden = Document.objects.filter(pk__in=invoice_access.hidden_from(request.user))
    about = Q(kind__in=BILLS, registration__in=hidden.values("payer__registration"))
    return Message.objects.filter(offering__in=access.visible_offerings(request)).exclude(about)


def state_words(message: Message) -> str:
    """Return where a message stands: the mail service's last word, or ours."""
    deliveries = list(message.deliveries.all())
    if deliveries:
        return str(deliveries[-1].get_kind_display())
    if message.sent_at:
        return str(STATES["sent"][0])
    return str(STATES["dropped" if message.dropped_at else "waiting"][0])


class MessageListView(IndexView):
    """The list of messages, the newest first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.state = request.GET.get("state", "")
        self.words = request.GET.get("q", "").replace("\0", "").strip()[:200]
        offering = request.GET.get("offering", "")
        is_number = offering.isascii() and offering.isdigit() and len(offering) < 10
        self.offering = access.get_offering(request, int(offering)) if is_number else None
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet[Message]:
        found = visible_messages(request or self.request)
        if self.offering is not None:
            found = found.filter(offering=self.offering)
        if self.state in STATES:
            found = found.filter(STATES[self.state][1])
        for word in self.words.split():
            found = found.filter(
                Q(to__icontains=word)
                | Q(subject__icontains=word)
                | Q(registration__reference__icontains=word)
            )
        return found.order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.get_queryset().select_related("offering", "registration")
        page = Paginator(found.defer("text", "html").prefetch_related("deliveries"), PER_PAGE)
        shown = page.get_page(self.request.GET.get("p", "1"))
        return {
            "view": self,
            "offering": self.offering,
            "page": shown,
            "rows": [(message, state_words(message)) for message in shown.object_list],
            "states": [(key, words) for key, (words, _query) in STATES.items()],
            "breadcrumbs_items": crumbs(self.offering, pgettext("workspace menu", "Mail")),
        }


def _get_message(request: HttpRequest, pk: int) -> Message:
    found = visible_messages(request).select_related("offering", "registration", "cause")
    return get_object_or_404(found.prefetch_related("deliveries"), pk=pk)


@require_GET
@access.permission_needed(VIEW)
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message as it was sent, and what the mail service says of it."""
    found = _get_message(request, pk)
    registration = found.registration
    context = {
        "message": found,
        "state": state_words(found),
        "text": without_links(found.text),
        "offering": found.offering,
        "registration_url": registration_url(registration.pk)
        if registration and access.user_may(request.user, access.VIEW_LIST)
        else "",
        "breadcrumbs_items": crumbs(found.offering, found.subject or gettext("A mail to be sent")),
    }
    return render(request, "workspace/message.html", context)


@require_GET
@xframe_options_sameorigin
@access.permission_needed(VIEW)
def message_body(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the mail's own HTML, for a sandboxed frame: no script, no form, no request."""
    found = _get_message(request, pk)
    response = HttpResponse(without_links(found.html) or "<p></p>")
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:;"
        " frame-ancestors 'self'"
    )
    response["Cache-Control"] = "private, no-store"
    return response
