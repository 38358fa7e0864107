"""What waits for a bookkeeper: to invoice, issue and hand over, what is overdue, and the bank."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from registrations.invoicing.standing import invoices
from registrations.models import (
    Charge,
    Document,
    DocumentEvent,
    DraftPayer,
    InvoiceDraft,
    Payer,
)
from registrations.proof_rows import sum_of
from registrations.words import (
    NEVER_INVOICED,
    DocumentKind,
    InvoiceDelivery,
    InvoiceHappening,
    PaymentMethod,
)
from registrations.workspace import access
from registrations.workspace.decision_rows import money_to_give_back, visible_decisions
from registrations.workspace.invoice_listing import HAND_OVER
from registrations.workspace.overview import ToDo


def money_todos(request: HttpRequest, today: date) -> list[ToDo]:
    """Return what waits for this member of staff: money to give back, invoices, and decisions."""
    found = []
    user = request.user
    if access.user_may(user, access.IMPORT_BANK):
        asked = visible_decisions(request).filter(settled_at__isnull=True)
        found.append(_to_give_back(asked.filter(money_to_give_back()).count()))
    if access.user_may(user, access.ISSUE):
        found += _of_invoices(today)
    if access.user_may(user, access.IMPORT_BANK):
        if access.user_may(user, access.CHANGE_DECISION):
            # The others stand beside their events.
            asked = asked.filter(offering__isnull=True)
        number = asked.count()
        words = ngettext("%(number)d decision to make", "%(number)d decisions to make", number)
        found.append((number, words, reverse("workspace:decisions")))
    return [ToDo(words % {"number": number}, url) for number, words, url in found if number]


def _to_give_back(number: int) -> tuple[int, str, str]:
    words = ngettext("%(number)d payment to give back", "%(number)d payments to give back", number)
    return number, words, reverse("workspace:decisions")


def _of_invoices(today: date) -> list[tuple[int, str, str]]:
    drafts, ready = InvoiceDraft.objects.count(), _to_invoice(today)
    handed = _to_hand_over()
    standing: QuerySet[Any, Any] = invoices()
    overdue = standing.filter(open_ore__gt=0, due_on__lt=today).count()
    return [
        (
            drafts,
            ngettext("%(number)d draft to issue", "%(number)d drafts to issue", drafts),
            reverse("workspace:drafts"),
        ),
        (
            ready,
            ngettext(
                "%(number)d registration to invoice", "%(number)d registrations to invoice", ready
            ),
            reverse("workspace:to_invoice"),
        ),
        (
            handed,
            ngettext(
                "%(number)d e-invoice to hand over", "%(number)d e-invoices to hand over", handed
            ),
            f"{reverse('workspace:invoices')}?delivery={HAND_OVER}",
        ),
        (
            overdue,
            ngettext("%(number)d invoice overdue", "%(number)d invoices overdue", overdue),
            reverse("workspace:due_list"),
        ),
    ]


def _to_invoice(today: date) -> int:
    """Return how many registrations owe what stands on no document, and need not wait."""
    owed = Charge.objects.filter(
        payer=OuterRef("pk"), reverses__isnull=True, document_line__isnull=True
    ).exclude(kind__in=NEVER_INVOICED)
    lowered = sum_of(Charge.objects.all(), "reverses", "net_ore")
    owed = owed.annotate(left=F("net_ore") + lowered).filter(left__gt=0)
    waits = Q(registration__offering__bill_from__gt=today)
    payers = Payer.objects.filter(Exists(owed), method=PaymentMethod.INVOICE).exclude(waits)
    return payers.exclude(pk__in=DraftPayer.objects.values("payer")).count()


def _to_hand_over() -> int:
    sent = DocumentEvent.objects.filter(document=OuterRef("pk"), happening=InvoiceHappening.SENT)
    rows = Document.objects.filter(
        kind__in=(DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE),
        content__buyer__delivery=InvoiceDelivery.PEPPOL.value,
    )
    return rows.exclude(Exists(sent)).count()
