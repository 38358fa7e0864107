"""Changing what was written: names, contact person, invoice, answers, extras, a colleague."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from registrations import formats
from registrations.addresses import mail_address
from registrations.errors import ChangesClosed, PayerIsInvoiced
from registrations.extras import change_extras
from registrations.forms.changes import ExtrasForm, NameForm
from registrations.forms.contact import ChangeContactForm
from registrations.forms.menu import Menu
from registrations.forms.payer import PayerForm
from registrations.forms.questions import QuestionsForm
from registrations.models import Answer, Document, Participant, Payer, Registration
from registrations.people import (
    change_answers,
    change_contact,
    change_details,
    change_own_details,
    change_payer,
    is_invoiced,
    is_the_contact,
    name_participant,
    swap,
)
from registrations.signup_sheet import PAYER_FIELDS
from registrations.suggestions import buyer_options
from registrations.views.event import facts_by_slug, page_address
from registrations.views.history import name_of
from registrations.views.links import Link, by_link
from registrations.views.pages import FormPage, form_page, posted
from registrations.words import DocumentKind, PayerKind, PaymentMethod

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _details_of(participant: Participant) -> dict[str, str]:
    return {name: getattr(participant, name) for name in ("name", "email", "organisation")}


@by_link
@require_http_methods(READ_OR_WRITE)
def details(request: HttpRequest, link: Link, number: int | None = None) -> HttpResponse:
    participant = link.participant(number)
    own = link.is_self(participant)
    form = NameForm(own=own, data=posted(request), initial=_details_of(participant))
    page = FormPage(
        title=_("Change your details") if own else _("Change details"),
        lead=_(
            "Correct a spelling or an address. To give the seat to someone else, choose a colleague"
            " instead."
        ),
        button=_("Save"),
        form=form,
        act=lambda: _save_details(link, participant, form.person()),
        done=_("The details are saved"),
        next_url=lambda: present_url(link),
    )
    return form_page(request, link, page)


def _save_details(link: Link, participant: Participant, person: dict[str, Any]) -> None:
    """Save a person's details, and the contact's with them where they are the same person.

    One of a group changes nothing but their own by their own link.
    """
    speaks_for_all = link.is_contact or not others_of(participant).exists()
    both = speaks_for_all and is_the_contact(participant)
    change = change_own_details if both else change_details
    change(participant_id=participant.pk, actor=link.actor, **person)


def others_of(participant: Participant) -> QuerySet[Participant]:
    return participant.registration.participants.exclude(pk=participant.pk)


def present_url(link: Link) -> str:
    """Return the address of the link's page as it is now: a new address ends the former link."""
    if link.own is not None:
        return Participant.objects.get(pk=link.own.pk).get_absolute_url()
    return Registration.objects.get(pk=link.registration.pk).get_absolute_url()


@by_link
@require_http_methods(READ_OR_WRITE)
def name(request: HttpRequest, link: Link, number: int) -> HttpResponse:
    participant = link.participant(number)
    initial = {"organisation": participant.organisation}
    form = NameForm(data=posted(request), initial=initial)
    page = FormPage(
        title=_("Who has place %(number)d?") % {"number": participant.number},
        lead=_("The person gets a mail with a page of their own."),
        button=_("Save the name"),
        form=form,
        act=lambda: name_participant(
            participant_id=participant.pk, actor=link.actor, **form.person()
        ),
        done=_("The name is saved"),
    )
    return form_page(request, link, page)


@by_link
@require_http_methods(READ_OR_WRITE)
def colleague(request: HttpRequest, link: Link, number: int | None = None) -> HttpResponse:
    participant = link.participant(number)
    form = NameForm(data=posted(request), initial={"organisation": participant.organisation})
    stays = link.is_contact and len(link.participants) > 1
    page = FormPage(
        title=_("Give the seat to a colleague"),
        lead=_(
            "Your colleague gets a mail and a page of their own. The former link stops working, and"
            " answers about food and access are deleted. It costs nothing."
        ),
        button=_("Give the seat to a colleague"),
        form=form,
        act=lambda: swap(participant_id=participant.pk, actor=link.actor, **form.person()),
        done=_("The seat has a new owner") if stays else "",
        next_url=None if stays else lambda: _given_away_url(link),
        extra={"person": name_of(participant) if stays else ""},
    )
    return form_page(request, link, page)


def _given_away_url(link: Link) -> str:
    return reverse("registrations:given_away", args=[link.offering.slug])


@require_safe
def given_away(request: HttpRequest, slug: str) -> HttpResponse:
    facts = facts_by_slug(slug)
    context = {"facts": facts, "event_url": page_address(facts.offering, request)}
    return render(request, "registrations/given_away.html", context)


@by_link
@require_http_methods(READ_OR_WRITE)
def contact(request: HttpRequest, link: Link) -> HttpResponse:
    if not link.is_contact:
        raise Http404
    registration = link.registration
    initial = {
        "name": registration.contact_name,
        "email": registration.contact_email,
        "phone": registration.contact_phone,
    }
    form = ChangeContactForm(data=posted(request), initial=initial)
    stays = _is_same_person(form, registration)
    page = FormPage(
        title=_("Change the contact person"),
        lead=_(
            "The contact person gets our mails about the whole registration. With a new address"
            " the present link stops working, and the new contact person is mailed another."
        ),
        button=_("Save"),
        form=form,
        act=lambda: change_contact(
            registration_id=registration.pk, actor=link.actor, **form.cleaned_data
        ),
        done=_("The contact person is saved") if stays else "",
        next_url=lambda: present_url(link) if stays else _contact_changed_url(link),
    )
    return form_page(request, link, page)


def _is_same_person(form: ChangeContactForm, registration: Registration) -> bool:
    """Tell whether the contact person stays: the same address, or the same name with a new one."""
    email, name = (str(form[field].value() or "").strip() for field in ("email", "name"))
    return mail_address(email) == registration.contact_email or name == registration.contact_name


def _contact_changed_url(link: Link) -> str:
    return reverse("registrations:contact_changed", args=[link.offering.slug])


@require_safe
def contact_changed(request: HttpRequest, slug: str) -> HttpResponse:
    facts = facts_by_slug(slug)
    context = {"facts": facts, "event_url": page_address(facts.offering, request)}
    return render(request, "registrations/contact_changed.html", context)


@by_link
@require_http_methods(READ_OR_WRITE)
def payer(request: HttpRequest, link: Link) -> HttpResponse:
    found = link.registration.payers.order_by("pk").first()
    if not link.is_contact or found is None or found.kind != PayerKind.ORGANISATION:
        raise Http404
    initial = {name: getattr(found, name) for name in PAYER_FIELDS}
    takes_invoice = found.method != PaymentMethod.ONLINE
    form = PayerForm(
        prefix=None,
        is_invoiced=takes_invoice,
        needs_address=takes_invoice,
        data=posted(request),
        initial=initial,
    )
    closed = _invoiced_words(found) if is_invoiced(found) else ""
    page = FormPage(
        title=_("Change the invoice details"),
        button=_("Save"),
        form=form,
        act=lambda: change_payer(payer_id=found.pk, details=form.details(), actor=link.actor),
        done=_("The invoice details are saved"),
        template="registrations/payer.html",
        extra={"closed": closed, "buyers": buyer_options()},
    )
    return form_page(request, link, page)


def _invoiced_words(payer: Payer) -> str:
    """Say who puts an issued invoice right, as its page does: the seller's bookkeepers."""
    invoices = Document.objects.filter(kind=DocumentKind.INVOICE, lines__charge__payer=payer)
    invoice = invoices.order_by("-pk").first()
    email = invoice.content["seller"].get("email", "") if invoice is not None else ""
    if invoice is None or not email:
        return str(PayerIsInvoiced())
    words = _(
        "Invoice %(number)s is already issued with these details. If something is wrong, write its"
        " number and what is wrong to %(email)s."
    )
    return words % {"number": invoice.full_number, "email": email}


@by_link
@require_http_methods(READ_OR_WRITE)
def answers(request: HttpRequest, link: Link, number: int | None = None) -> HttpResponse:
    """Health answers are read and decrypted here only, on the person's own page."""
    participant = link.participant(number)
    if not link.is_self(participant):
        raise Http404
    questions = Menu(link.offering).questions
    form = QuestionsForm(
        offering=link.offering,
        questions=questions,
        answers=_answers_of(participant),
        data=posted(request),
    )
    until = link.offering.changes_until
    page = FormPage(
        title=_("Your answers"),
        lead=_("You can change them until %(moment)s.") % {"moment": formats.moment(until)}
        if until
        else "",
        button=_("Save your answers"),
        form=form,
        act=lambda: change_answers(
            participant_id=participant.pk, answers=form.answers(), actor=link.actor
        ),
        done=_("Your answers are saved"),
        extra={"closed": _closed_words(link)},
    )
    return form_page(request, link, page)


def _closed_words(link: Link) -> str:
    return "" if link.offering.allows_changes() else str(ChangesClosed())


def _answers_of(participant: Participant) -> dict[int, str]:
    found = Answer.objects.filter(participant=participant)
    return {
        answer.question_id: answer.value if answer.sealed is None else str(answer.sealed)
        for answer in found
    }


@by_link
@require_http_methods(READ_OR_WRITE)
def extras(request: HttpRequest, link: Link, number: int | None = None) -> HttpResponse:
    participant = link.participant(number)
    chosen = set(participant.choices.values_list("extra_id", flat=True))
    menu = Menu(link.offering)
    form = ExtrasForm(options=menu.extras, chosen=chosen, data=posted(request))
    page = FormPage(
        title=_("Extras"),
        lead=_("You can change them until %(moment)s.")
        % {"moment": formats.moment(link.offering.changes_until)}
        if link.offering.changes_until
        else "",
        button=_("Save the choice"),
        form=form,
        act=lambda: change_extras(
            participant_id=participant.pk,
            extra_ids=form.extra_ids() | _no_longer_offered(chosen, menu),
            actor=link.actor,
        ),
        done=_("The choice is saved"),
        template="registrations/extras.html",
        extra={"closed": _closed_words(link)},
    )
    return form_page(request, link, page)


def _no_longer_offered(chosen: set[int], menu: Menu) -> set[int]:
    """Keep what was chosen earlier and cannot be chosen any more."""
    return chosen - {option.pk for option in menu.extras}
