"""Puts a payment from the bank on invoices: proposals first, shown before it is done."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods

from registrations import actors, formats, ledger
from registrations.errors import DomainError
from registrations.external_refunds import is_booked_by_hand
from registrations.invoicing.bank import placing
from registrations.invoicing.bank.matching import Standing
from registrations.models import BankMovement, Document, Payment
from registrations.words import DocumentKind
from registrations.workspace import access, invoice_access
from registrations.workspace.bank_forms import PlaceForm, name_of
from registrations.workspace.bank_rows import OPEN, invoices_of, movements, of_view, rows_of
from registrations.workspace.crumbs import crumbs
from registrations.workspace.listing import is_key
from registrations.workspace.search import contains

MOST_SHOWN = 20
needs_bank = access.permission_needed(access.IMPORT_BANK)


def get_movement(payment: int) -> BankMovement:
    """Return the movement of a payment from the bank, or answer 404."""
    rows = BankMovement.objects.select_related("payment", "file", "refund")
    return get_object_or_404(rows, payment=payment)


@require_http_methods(["GET", "POST"])
@needs_bank
def bank_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a payment and ask which invoices it is for; say what that does, then do it."""
    page = _Page(request, get_movement(pk))
    form = page.form()
    if not (form.is_bound and form.is_valid()) or "change" in request.POST:
        return page.ask(form)
    if "sure" not in request.POST:
        return page.sure(form)
    try:
        placing.place(
            payment_id=pk,
            parts=form.parts(),
            actor=actors.staff(request.user),
            seen=form.cleaned_data["seen"],
        )
    except DomainError as error:
        return _Page(request, get_movement(pk)).refuse(error)
    total = formats.money(sum(form.parts().values()))
    messages.success(request, gettext("%(sum)s is placed.") % {"sum": total})
    return redirect("workspace:bank_place", pk)


class _Page:
    """One payment's page, and the page that shows what placing it would do."""

    def __init__(self, request: HttpRequest, movement: BankMovement) -> None:
        self.request, self.movement = request, movement
        assert movement.payment is not None  # noqa: S101 - it was found by its payment
        self.payment: Payment = movement.payment
        self.free_ore = ledger.free_ore(self.payment)
        movement.is_asked = False  # type: ignore[attr-defined]
        self.row = rows_of([movement])[0]
        self.proposal = self.row.proposal
        self.words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]

    def form(self) -> PlaceForm:
        shares = self.proposal.shares if self.proposal and not self.words else []
        documents = {document.pk: document for document, _ore in shares}
        documents |= {one.pk: one for one in self._found()}
        standing = Standing(documents.values())
        invoices = [(one, standing.open_ore(one)) for one in documents.values()]
        return PlaceForm(
            access.posted(self.request),
            invoices=[pair for pair in invoices if pair[1] > 0 or self._is_typed(pair[0])][
                :MOST_SHOWN
            ],
            proposed={document.pk: ore for document, ore in shares},
            free_ore=self.free_ore,
        )

    def _is_typed(self, document: Document) -> bool:
        return bool(self.request.POST.get(name_of(document)))

    def refuse(self, error: DomainError) -> HttpResponse:
        """Show how it stands now, with what was typed and why it was not done."""
        form = self.form()
        if form.is_valid():
            form.add_error(None, str(error))
        return self.ask(form)

    def _found(self) -> list[Document]:
        """Return the invoices that were looked for, and those that were shown when it was sent."""
        rows = Document.objects.filter(kind=DocumentKind.INVOICE, is_live=True)
        rows = rows.select_related("payer__registration").order_by("-pk")
        names = [name.removeprefix("invoice-") for name in self.request.POST]
        sent = [int(name) for name in names if is_key(name)][:MOST_SHOWN]
        found = list(rows.filter(pk__in=sent)) if sent else []
        if self.words:
            found += list(rows.filter(_holds(self.words))[: MOST_SHOWN * 5])
        return found

    def _context(self, title: str) -> dict[str, Any]:
        path = crumbs(None, pgettext("page", "Movements on the bank account"), title)
        path[1]["url"] = reverse("workspace:bank_movements")
        return {
            "movement": self.movement,
            "payment": self.payment,
            "row": self.row,
            "title": title,
            "free_ore": self.free_ore,
            "breadcrumbs_items": path,
        }

    def ask(self, form: PlaceForm) -> HttpResponse:
        context = {
            **self._context(gettext("Payment from %(name)s") % {"name": self.row.who}),
            "form": form,
            "proposal": self.proposal,
            "words": self.words,
            "placed": invoices_of(self.payment),
            "refunds": self._refunds(),
            "waiting": _next_to_place(self.payment),
            "may_give_back": access.user_may(self.request.user, access.REFUND),
            "may_open_invoices": invoice_access.may_issue(self.request.user),
        }
        status = 422 if form.is_bound and form.errors else 200
        return render(self.request, "workspace/bank_place.html", context, status=status)

    def _refunds(self) -> list[Any]:
        rows: list[Any] = list(self.payment.refunds.select_related("movement").order_by("pk"))
        for refund in rows:
            refund.is_by_hand = is_booked_by_hand(refund)
        return rows

    def sure(self, form: PlaceForm) -> HttpResponse:
        parts = form.parts()
        left = dict(form.invoices)
        shares = [
            (document, parts[document.pk], left[document] - parts[document.pk])
            for document, _left in form.invoices
            if document.pk in parts
        ]
        context = {
            **self._context(gettext("Place the payment")),
            "shares": shares,
            "rest_ore": self.free_ore - sum(parts.values()),
            "hidden": [(name, self.request.POST.get(name, "")) for name in form.fields],
        }
        return render(self.request, "workspace/bank_place_sure.html", context)


def _next_to_place(payment: Payment) -> dict[str, Any]:
    """Return the next payment of which something waits to be placed, and how many there are."""
    found = of_view(movements(), OPEN).exclude(payment=payment).order_by("-booked_on", "-pk")
    first = found.first()
    return {"payment": first.payment_id, "number": found.count()} if first is not None else {}


_SEARCHED = ("payer__name", "payer__reference", "payer__registration__reference")


def _holds(words: str) -> Q:
    """Match an invoice's number, OCR, buyer or reference, all of the words."""
    found = Q()
    for word in words.split()[:8]:
        digits = word.rpartition("-")[2]
        one = contains(_SEARCHED, word) | Q(ocr=word)
        if digits.isascii() and digits.isdigit() and len(digits) < 9:
            one |= Q(number=int(digits))
        found &= one
    return found
