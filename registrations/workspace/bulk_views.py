"""Actions on many: ask what, show what will happen, plan it, stop it, and see how it went."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from registrations import actors
from registrations.batches import plan_batch, stop_batch
from registrations.errors import DomainError
from registrations.models import Batch, Offering, Participant
from registrations.seats import locked_offering
from registrations.sorting import by_name
from registrations.words import BatchAction, BatchState, ItemState
from registrations.workspace import access
from registrations.workspace.addresses import attendee_list_url
from registrations.workspace.attendees.selection import chosen
from registrations.workspace.bulk import ACTIONS, MOST, Action, PlanForm, outcomes
from registrations.workspace.cancel_money import is_under_way, refunds_of
from registrations.workspace.crumbs import crumbs
from registrations.workspace.listing import PER_PAGE
from registrations.workspace.wording import near_moment

_WITH_FEE = BatchAction.CANCEL.value


def _action(key: str) -> Action:
    for action in ACTIONS:
        if action.key == key:
            return action
    raise Http404


@require_POST
@access.permission_needed(access.VIEW_LIST, access.WORK)
def bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an action would do to the chosen people; nothing changes yet."""
    offering = access.get_offering(request, pk)
    action = _action(request.POST.get("action", ""))
    participants = list(chosen(request, offering).order_by(*by_name())[: MOST + 1])
    if not participants:
        messages.warning(request, gettext("Tick at least one person in the list first."))
        return redirect(attendee_list_url(offering))
    if len(participants) > MOST:
        messages.error(request, gettext("That is too many at once. Narrow the list by a filter."))
        return redirect(attendee_list_url(offering))
    keys = ",".join(str(participant.pk) for participant in participants)
    return _plan_page(request, offering, action, PlanForm(initial={"keys": keys}), participants)


def _plan_page(
    request: HttpRequest,
    offering: Offering,
    action: Action,
    form: PlanForm,
    participants: list[Participant],
) -> HttpResponse:
    context = {
        "offering": offering,
        "action": action,
        "form": form,
        "outcomes": outcomes(action.key, participants),
        "number": len(participants),
        "with_fee": action.key == _WITH_FEE,
        "breadcrumbs_items": crumbs(offering, str(action.words)),
        "list_url": attendee_list_url(offering),
    }
    return render(request, "workspace/bulk.html", context)


@require_POST
@access.permission_needed(access.VIEW_LIST, access.WORK)
def bulk_plan(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Plan the action; it runs in ten minutes unless somebody stops it."""
    offering = access.get_offering(request, pk)
    wanted = _action(action)
    form = PlanForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose the people in the list again."))
        return redirect(attendee_list_url(offering))
    try:
        batch = _plan(request, offering, wanted, form)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(attendee_list_url(offering))
    messages.success(
        request,
        gettext("Planned for %(time)s. Until then you can stop it.")
        % {"time": near_moment(batch.runs_at)},
    )
    return redirect(attendee_list_url(offering))


def _plan(request: HttpRequest, offering: Offering, action: Action, form: PlanForm) -> Batch:
    """Plan the action, once however often the button is pressed."""
    keys = form.cleaned_data["keys"]
    with locked_offering(offering.pk):
        planned = _planned_just_now(request, offering, action, keys)
        return planned or plan_batch(
            offering=offering,
            action=BatchAction(action.key),
            participant_ids=keys,
            actor=actors.staff(request.user),
            reason=form.cleaned_data["reason"],
            charges_fee=action.key == _WITH_FEE and form.cleaned_data["charges_fee"],
        )


def _planned_just_now(
    request: HttpRequest, offering: Offering, action: Action, keys: list[int]
) -> Batch | None:
    recent = visible_batches(request).filter(
        offering=offering,
        action=action.key,
        state=BatchState.WAITING,
        created_by=request.user.pk,
        created_at__gte=timezone.now() - timedelta(minutes=1),
    )
    for batch in recent:
        if set(batch.items.values_list("participant", flat=True)) == set(keys):
            return batch
    return None


def visible_batches(request: HttpRequest) -> QuerySet[Batch]:
    return Batch.objects.filter(offering__in=access.visible_offerings(request))


def _stop_permissions(batch: Batch) -> tuple[str, ...]:
    if batch.action == BatchAction.CANCEL_OFFERING:
        return (access.CANCEL_OFFERING,)
    return (access.WORK,)


@require_POST
@access.permission_needed(access.VIEW_LIST)
def batch_stop(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(visible_batches(request).select_related("offering"), pk=pk)
    if not access.user_may(request.user, *_stop_permissions(batch)):
        raise PermissionDenied
    was_waiting = batch.state == BatchState.WAITING
    try:
        stop_batch(batch_id=batch.pk, actor=actors.staff(request.user))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        words = (
            gettext("Stopped. Nothing was changed.")
            if was_waiting
            else gettext("Stopped. What was done already stays done.")
        )
        messages.success(request, words)
    return redirect("workspace:batch", batch.pk)


@require_GET
@access.permission_needed(access.VIEW_LIST, "registrations.view_batch")
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one action on many with done or not done for each."""
    found = get_object_or_404(
        visible_batches(request).select_related("offering", "created_by"), pk=pk
    )
    items = found.items.select_related("participant").order_by("pk")
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("p", "1"))
    counts = dict(found.items.order_by().values_list("state").annotate(Count("pk")))
    progress = refunds_of(found)
    context = {
        "batch": found,
        "refunds": progress,
        "is_under_way": is_under_way(found, progress),
        "may_see_payments": access.user_may(request.user, access.VIEW_PAYMENT),
        "number": sum(counts.values()),
        "done": counts.get(ItemState.DONE, 0),
        "offering": found.offering,
        "page": page,
        "summary": _summary(counts),
        "can_stop": found.state in {BatchState.WAITING, BatchState.RUNNING}
        and access.user_may(request.user, *_stop_permissions(found)),
        "may_go_on": found.action == BatchAction.CANCEL_OFFERING
        and found.state == BatchState.STOPPED
        and ItemState.WAITING in counts
        and access.user_may(request.user, access.CANCEL_OFFERING),
        "list_url": attendee_list_url(found.offering),
        "breadcrumbs_items": crumbs(found.offering, found.get_action_display()),
    }
    return render(request, "workspace/batch.html", context)


def _summary(counts: dict[str, int]) -> str:
    texts = {
        ItemState.DONE.value: ngettext(
            "%(number)d done", "%(number)d done", counts.get(ItemState.DONE, 0)
        ),
        ItemState.REFUSED.value: ngettext(
            "%(number)d not done", "%(number)d not done", counts.get(ItemState.REFUSED, 0)
        ),
        ItemState.WAITING.value: ngettext(
            "%(number)d not yet done", "%(number)d not yet done", counts.get(ItemState.WAITING, 0)
        ),
    }
    return ", ".join(texts[state] % {"number": number} for state, number in counts.items())


@require_GET
@access.permission_needed("registrations.view_batch")
def batches(request: HttpRequest) -> HttpResponse:
    """List the actions on many, the newest first."""
    found = (
        visible_batches(request)
        .select_related("offering", "created_by")
        .annotate(
            number=Count("items"),
            refused=Count("items", filter=Q(items__state=ItemState.REFUSED)),
        )
        .order_by("-pk")
    )
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("p", "1")),
        "breadcrumbs_items": crumbs(None, gettext("Actions on many")),
    }
    return render(request, "workspace/batches.html", context)
