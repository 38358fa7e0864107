"""What staff do to one registration or participant: ask, then call the domain."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from registrations import actors, people
from registrations.cancellation import quote_cancellation
from registrations.errors import DomainError
from registrations.models import Participant, Registration
from registrations.seats import locked_offering
from registrations.signup_sheet import PAYER_FIELDS
from registrations.trace import Trace, record
from registrations.words import Happening
from registrations.workspace import access
from registrations.workspace.addresses import registration_url
from registrations.workspace.cancel_credit import credit_sentences
from registrations.workspace.crumbs import crumbs
from registrations.workspace.registration_forms import ContactForm, NoteForm, PayerForm
from registrations.workspace.verb_forms import CancelForm, VerbForm
from registrations.workspace.verbs import VERBS, Verb


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.VIEW_LIST, access.WORK)
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Ask about one verb on one participant, and do it."""
    participant = access.get_participant(request, pk)
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    back = registration_url(participant.registration_id)
    if not chosen.fits(participant):
        messages.warning(
            request, gettext("It has already been changed. Here is how it stands now.")
        )
        return redirect(back)
    form = chosen.form(access.posted(request), participant=participant)
    if request.method == "POST" and _is_done(request, chosen, participant):
        return redirect(back)
    return _verb_page(request, chosen, participant, form)


def _is_done(request: HttpRequest, verb: Verb, participant: Participant) -> bool:
    form = verb.form(request.POST, participant=participant)
    if not form.is_valid():
        return False
    try:
        verb.run(participant, form.cleaned_data, actors.staff(request.user))
    except DomainError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, str(verb.done_words))
    return True


def _verb_page(
    request: HttpRequest, verb: Verb, participant: Participant, form: VerbForm
) -> HttpResponse:
    quote = quote_cancellation(participant) if verb.form is CancelForm else None
    context: dict[str, Any] = {
        "verb": verb,
        "participant": participant,
        "registration": participant.registration,
        "form": form,
        "back_url": registration_url(participant.registration_id),
        "breadcrumbs_items": crumbs(
            participant.offering, participant.registration.reference, str(verb.words)
        ),
        "quote": quote,
        "credits": credit_sentences(participant, quote) if quote else [],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/verb.html", context, status=status)


@require_POST
@access.permission_needed(access.VIEW_LIST, access.WORK)
def resend_link(request: HttpRequest, pk: int) -> HttpResponse:
    registration = access.get_registration(request, pk)
    people.resend_link(registration_id=registration.pk, actor=actors.staff(request.user))
    messages.success(request, gettext("The link is mailed to the contact person."))
    return redirect(registration_url(registration.pk))


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.VIEW_LIST, access.WORK)
def change_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the contact person's details."""
    registration = access.get_registration(request, pk)
    initial = {
        "name": registration.contact_name,
        "email": registration.contact_email,
        "phone": registration.contact_phone,
    }
    form = ContactForm(access.posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        people.change_contact(
            registration_id=registration.pk,
            actor=actors.staff(request.user),
            **form.cleaned_data,
        )
        messages.success(request, gettext("Saved."))
        return redirect(registration_url(registration.pk))
    return _form_page(request, registration, form, gettext("Change the contact person"))


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.VIEW_LIST)
def change_payer(request: HttpRequest, pk: int, payer: int) -> HttpResponse:
    """Correct who pays, and what the invoice needs: for organisers and bookkeepers."""
    if not (
        access.user_may(request.user, access.WORK) or access.user_may(request.user, access.ISSUE)
    ):
        raise PermissionDenied
    registration = access.get_registration(request, pk)
    found = get_object_or_404(registration.payers, pk=payer)
    initial = {name: getattr(found, name) for name in PAYER_FIELDS}
    form = PayerForm(access.posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        people.change_payer(
            payer_id=found.pk, details=form.details(), actor=actors.staff(request.user)
        )
        messages.success(request, gettext("Saved."))
        return redirect(registration_url(registration.pk))
    return _form_page(request, registration, form, gettext("Change the payer"))


def _form_page(
    request: HttpRequest, registration: Registration, form: forms.Form, words: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": words,
        "back_url": registration_url(registration.pk),
        "breadcrumbs_items": crumbs(registration.offering, registration.reference, words),
    }
    return render(request, "workspace/form.html", context, status=422 if form.errors else 200)


@require_POST
@access.permission_needed(access.VIEW_LIST, access.WORK)
def change_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the organisers' note; the log says that it changed, not what it says."""
    registration = access.get_registration(request, pk)
    form = NoteForm(request.POST, instance=registration)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors.get("note", []))))
        return redirect(registration_url(registration.pk))
    with locked_offering(registration.offering_id):
        registration.save(update_fields=["note"])
        trace = Trace(
            Happening.DETAILS_CHANGED,
            registration.offering_id,
            registration=registration,
            fields=["note"],
        )
        record([trace], actor=actors.staff(request.user), now=timezone.now())
    messages.success(request, gettext("Saved."))
    return redirect(registration_url(registration.pk))
