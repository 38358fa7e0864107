"""Registering someone by telephone, also when sign-up is closed or outside the count."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from registrations import actors, signup
from registrations.errors import DomainError
from registrations.workspace import access
from registrations.workspace.addresses import attendee_list_url, registration_url
from registrations.workspace.crumbs import crumbs
from registrations.workspace.phone_forms import PhoneForm


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.VIEW_LIST, access.WORK)
def register_someone(request: HttpRequest, pk: int) -> HttpResponse:
    """Register through the domain, as staff."""
    offering = access.get_offering(request, pk)
    form = PhoneForm(access.posted(request), offering=offering)
    if request.method == "POST" and form.is_valid():
        try:
            registration = signup.register(
                form.signup(),
                actor=actors.staff(request.user),
                uncounted_reason=form.cleaned_data["uncounted_reason"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("Registered. A mail with the link is on its way."))
            return redirect(registration_url(registration.pk))
    words = gettext("Register someone")
    context = {
        "offering": offering,
        "form": form,
        "title": words,
        "back_url": attendee_list_url(offering),
        "breadcrumbs_items": crumbs(offering, words),
        "submit_words": words,
    }
    return render(request, "workspace/form.html", context, status=422 if form.errors else 200)
