"""A payer's VAT: what the rules propose, and another treatment of what is not yet invoiced."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from registrations import actors, formats
from registrations.errors import DomainError
from registrations.forms.fields import LineField
from registrations.invoicing import vat
from registrations.invoicing.vat_rules import Treatment
from registrations.models import Payer
from registrations.words import VatKind
from registrations.workspace import access
from registrations.workspace.addresses import registration_url
from registrations.workspace.crumbs import crumbs
from registrations.workspace.row_pages import Row

_WORDS = {
    VatKind.TAXED: _("As the fees say, with Swedish VAT"),
    VatKind.REVERSE: _("Reverse charge: the buyer accounts for the VAT"),
    VatKind.OUTSIDE: _("Outside Swedish VAT"),
}


class PayerVatForm(forms.Form):
    vat_kind = forms.ChoiceField(
        label=_("What is not yet invoiced is to stand"),
        choices=[(kind.value, words) for kind, words in _WORDS.items()],
        widget=forms.RadioSelect,
    )
    reason = LineField(
        label=_("Why"),
        max_length=200,
        required=True,
        help_text=_("Kept in the history of the registration. Write nothing personal."),
    )


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def payer_vat(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the proposal, and change the VAT with a reason."""
    payers = Payer.objects.select_related("registration__offering").filter(
        registration__offering__in=access.visible_offerings(request)
    )
    payer = get_object_or_404(payers, pk=pk)
    offering = payer.registration.offering
    proposal = vat.propose(offering, payer)
    form = PayerVatForm(access.posted(request), initial=_initial(proposal))
    if request.method == "POST" and form.is_valid() and _is_changed(request, payer, form):
        return redirect(registration_url(payer.registration_id))
    title = gettext("VAT for the payer")
    context = {
        "title": title,
        "form": form,
        "payer": payer,
        "proposal": proposal,
        "proposed_words": _WORDS[proposal.vat_kind],
        "rows": [_row(one) for one in vat.changeable(payer)],
        "headings": [
            pgettext("column", "What"),
            gettext("Without VAT"),
            pgettext("column", "VAT"),
        ],
        "back_url": registration_url(payer.registration_id),
        "breadcrumbs_items": crumbs(offering, payer.registration.reference, title),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/payer_vat.html", context, status=status)


def _initial(proposal: vat.Proposal) -> dict[str, str]:
    differs = proposal.vat_kind != VatKind.TAXED
    return {"vat_kind": proposal.vat_kind, "reason": proposal.why[:200] if differs else ""}


def _row(one: vat.StandingCharge) -> Row:
    treatment = Treatment(VatKind(one.vat_kind), one.vat_rate).words
    return Row([one.charge.text, formats.money(one.net_ore), treatment])


def _is_changed(request: HttpRequest, payer: Payer, form: PayerVatForm) -> bool:
    try:
        vat.apply(
            payer_id=payer.pk,
            vat_kind=VatKind(form.cleaned_data["vat_kind"]),
            reason=form.cleaned_data["reason"],
            actor=actors.staff(request.user),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, gettext("The VAT is changed."))
    return True
