"""Who may do what in the workspace: permissions give the verbs, `visible_to` gives the rows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from registrations.models import Offering, Participant, Registration

VIEW_LIST = "registrations.view_participant"
VIEW_OFFERING = "registrations.view_offering"
ADD_OFFERING = "registrations.add_offering"
CHANGE_OFFERING = "registrations.change_offering"
CANCEL_OFFERING = "registrations.cancel_offering"
WORK = "registrations.work_registrations"
EXPORT = "registrations.export_registration"
VIEW_HEALTH = "registrations.view_health_answers"
VIEW_DECISION = "registrations.view_decision"
CHANGE_DECISION = "registrations.change_decision"
VIEW_PAYMENT = "registrations.view_payment"
REFUND = "registrations.refund_payment"
EXPORT_MONEY = "registrations.export_money"
VIEW_SELLER = "registrations.view_seller"
CHANGE_SELLER = "registrations.change_seller"
ISSUE = "registrations.issue_document"
IMPORT_BANK = "registrations.import_bank_file"
EXPORT_BOOKS = "registrations.export_bookkeeping"
CHANGE_BOOKS = "registrations.change_bookkeeping"
CHECK_IN = "registrations.check_in_participant"

# Those who may open anything in the workspace hold at least one of these.
ANY = (VIEW_LIST, VIEW_OFFERING, WORK, VIEW_PAYMENT)

Posted = QueryDict | None
View = Callable[..., HttpResponse]


def user_may(user: Any, *permissions: str) -> bool:
    """Tell whether the user holds every one of the permissions."""
    return all(user.has_perm(permission) for permission in permissions)


def may_enter(user: Any) -> bool:
    return any(user.has_perm(permission) for permission in ANY)


def may_see_decisions(user: Any) -> bool:
    """Tell whether the user works decisions: all of them, or those about money."""
    return user_may(user, VIEW_DECISION) or user_may(user, VIEW_PAYMENT)


def permission_needed(*permissions: str) -> Callable[[View], View]:
    """Refuse a view to those who lack one of the permissions."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not user_may(request.user, *permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def visible_offerings(request: HttpRequest) -> QuerySet[Offering]:
    return cast("QuerySet[Offering]", Offering.objects.visible_to(request.user))


def get_offering(request: HttpRequest, pk: int) -> Offering:
    """Return the offering, or answer 404 as if another team's did not exist."""
    return get_object_or_404(visible_offerings(request), pk=pk)


def get_registration(request: HttpRequest, pk: int) -> Registration:
    return get_object_or_404(
        Registration.objects.select_related("offering").filter(
            offering__in=visible_offerings(request)
        ),
        pk=pk,
    )


def get_participant(request: HttpRequest, pk: int) -> Participant:
    return get_object_or_404(
        Participant.objects.select_related("offering", "registration", "fee").filter(
            offering__in=visible_offerings(request)
        ),
        pk=pk,
    )


def posted(request: HttpRequest) -> Posted:
    """Return the form's data when it was sent, even empty; otherwise nothing."""
    return request.POST if request.method == "POST" else None
