"""A lost link: one field, and an answer that never tells who is registered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from registrations.forms.changes import LostLinkForm
from registrations.lost_links import mail_links
from registrations.views.limits import may_ask
from registrations.views.pages import errors_of, posted


@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest) -> HttpResponse:
    form = LostLinkForm(data=posted(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if may_ask(request, email):
            mail_links(email)
        return redirect("registrations:link_sent")
    context = {"form": form, "errors": errors_of(form)}
    return render(request, "registrations/lost_link.html", context)


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "registrations/link_sent.html")
