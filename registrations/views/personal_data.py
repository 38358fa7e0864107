"""The rights of the person behind a link: a copy of everything, and erasure."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from registrations import personal_data, retention
from registrations.errors import DomainError
from registrations.views.links import Link, by_link
from registrations.words import LIVE


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, link: Link) -> HttpResponse:
    if request.method != "POST":
        return redirect(link.url("status"))
    mine = [one for one in link.participants if link.is_self(one)]
    archive = personal_data.export(
        link.registration, mine, is_contact=link.is_contact, actor=link.actor
    )
    response = HttpResponse(archive, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="mina-uppgifter.zip"'
    return response


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, link: Link) -> HttpResponse:
    refusal = ""
    if request.method == "POST" and not request.POST.get("sure"):
        refusal = _("Tick the box to show that you mean it.")
    elif request.method == "POST":
        try:
            _erase(link)
        except DomainError as error:
            refusal = str(error)
        else:
            return redirect("registrations:erased")
    context = {
        "link": link,
        "refusal": refusal,
        "cancels": not link.offering.is_over()
        and any(one.status in LIVE for one in link.participants),
    }
    return render(request, "registrations/erase.html", context)


def _erase(link: Link) -> None:
    if link.own is not None:
        retention.erase(participant_id=link.own.pk, actor=link.actor)
    else:
        retention.erase(registration_id=link.registration.pk, actor=link.actor)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "registrations/erased.html")
