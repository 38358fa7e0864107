"""A page with one form behind a link: shows it, acts on a valid post, and says what was done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from registrations.errors import DomainError
from registrations.outcomes import act_and_say
from registrations.views.links import Link


@dataclass
class FormPage:
    """What a page with one form says; `act` is told the domain, `done` the reader."""

    title: str
    button: str
    form: forms.Form
    act: Callable[[], object]
    done: str = ""
    lead: str = ""
    template: str = "registrations/form_page.html"
    # Asked after the act, which may have given the link a new version.
    next_url: Callable[[], str] | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def form_page(request: HttpRequest, link: Link, page: FormPage) -> HttpResponse:
    """Answer with the page, or after a valid post with a redirect to the status page."""
    refusal, status = "", 200
    if request.method == "POST" and page.form.is_valid():
        try:
            page.act()
        except DomainError as error:
            refusal, status = str(error), 409
        else:
            if page.done:
                messages.success(request, page.done)
            return HttpResponseRedirect(page.next_url() if page.next_url else link.url("status"))
    context = {
        "page_words": page,
        "form": page.form,
        "link": link,
        "refusal": refusal,
        "errors": errors_of(page.form, refusal),
        **page.extra,
    }
    return render(request, page.template, context, status=status)


def errors_of(form: forms.Form, refusal: str = "") -> list[dict[str, str]]:
    """Return the lines of the error summary."""
    lines = [{"anchor": "form", "text": refusal}] if refusal else []
    for name in form.fields:
        texts = [str(text) for text in form.errors.get(name, [])]
        lines += [{"anchor": form[name].auto_id, "text": text} for text in texts]
    return lines


def posted(request: HttpRequest) -> Any:
    """Return the posted data, or None so that the form shows its initial values."""
    return request.POST if request.method == "POST" else None


def act_or_say(
    request: HttpRequest, link: Link, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do what a single button asks for, and say on the status page what came of it."""
    act_and_say(request, act, done)
    return HttpResponseRedirect(link.url("status"))
