"""Bulk actions: planned in plain sight, run person by person, stoppable and resumable."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from registrations import approval, cancellation, ledger
from registrations.actors import SYSTEM, Actor, staff
from registrations.errors import BatchHasStarted, DomainError, OfferingIsCancelled
from registrations.models import Batch, BatchItem, Decision, Offering, Participant
from registrations.seats import locked_offering
from registrations.trace import Trace, record
from registrations.words import (
    LIVE,
    BatchAction,
    BatchState,
    DecisionKind,
    Happening,
    ItemState,
)

DELAY = timedelta(minutes=10)


def plan_batch(
    *,
    offering: Offering,
    action: BatchAction,
    participant_ids: Iterable[int],
    actor: Actor,
    reason: str = "",
    charges_fee: bool = False,
    delay: timedelta = DELAY,
    now: datetime | None = None,
) -> Batch:
    """Plan one action on many people of an Offering; nothing changes before `runs_at`."""
    now = now or timezone.now()
    with locked_offering(offering.pk) as locked:
        batch = Batch.objects.create(
            offering=locked,
            action=action,
            reason=reason,
            charges_fee=charges_fee,
            created_by=actor.user,
            created_at=now,
            runs_at=now + delay,
        )
        _add_items(batch, participant_ids)
        trace = Trace(
            happening=Happening.BATCH_PLANNED,
            offering_id=locked.pk,
            reason=reason,
            batch_id=batch.pk,
        )
        record([trace], actor=actor, now=now)
        return batch


def _add_items(batch: Batch, participant_ids: Iterable[int]) -> None:
    own = Participant.objects.filter(offering_id=batch.offering_id, pk__in=list(participant_ids))
    known = set(batch.items.values_list("participant_id", flat=True))
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, participant_id=pk)
        for pk in own.order_by("pk").values_list("pk", flat=True)
        if pk not in known
    )


def plan_cancel_offering(
    *,
    offering: Offering,
    actor: Actor,
    reason_sv: str,
    reason_en: str,
    now: datetime | None = None,
) -> Batch:
    """Plan to cancel a whole event: nobody pays, everybody is told.

    Once stopped half-way it can be planned again for those who are left. Raises
    OfferingIsCancelled when nobody is.
    """
    with locked_offering(offering.pk) as locked:
        live = Participant.objects.filter(offering=locked, status__in=LIVE)
        if locked.is_cancelled and not live.exists():
            raise OfferingIsCancelled
        locked.cancelled_reason_sv, locked.cancelled_reason_en = reason_sv, reason_en
        locked.save(update_fields=["cancelled_reason_sv", "cancelled_reason_en"])
        return plan_batch(
            offering=locked,
            action=BatchAction.CANCEL_OFFERING,
            participant_ids=live.values_list("pk", flat=True),
            actor=actor,
            reason=reason_sv or reason_en,
            now=now,
        )


def stop_batch(*, batch_id: int, actor: Actor, now: datetime | None = None) -> Batch:
    """Stop a batch: before its start nothing has changed, later each item says done or not.

    Raises BatchHasStarted when it has ended.
    """
    now = now or timezone.now()
    offering_id = Batch.objects.values_list("offering_id", flat=True).get(pk=batch_id)
    with locked_offering(offering_id):
        batch = Batch.objects.get(pk=batch_id)
        if batch.state == BatchState.STOPPED:
            return batch
        if batch.state == BatchState.DONE:
            raise BatchHasStarted
        batch.state, batch.ended_at = BatchState.STOPPED, now
        batch.save(update_fields=["state", "ended_at"])
        trace = Trace(happening=Happening.BATCH_STOPPED, offering_id=offering_id, batch_id=batch.pk)
        record([trace], actor=actor, now=now)
        return batch


def run_due_batches(now: datetime | None = None) -> int:
    """Run what is due, one person and one transaction at a time; return how many were done.

    Killed half-way, the next run goes on with the items that are not yet done.
    """
    now = now or timezone.now()
    due = Batch.objects.filter(
        state__in=(BatchState.WAITING, BatchState.RUNNING), runs_at__lte=now
    ).order_by("runs_at", "pk")
    return sum(_run(batch, now) for batch in due)


def _run(batch: Batch, now: datetime) -> int:
    if not _start(batch, now):
        return 0
    waiting = batch.items.filter(state=ItemState.WAITING).values_list("pk", flat=True)
    done = sum(_run_item(batch, pk, now) for pk in list(waiting))
    _finish(batch, now)
    return done


def _start(batch: Batch, now: datetime) -> bool:
    with locked_offering(batch.offering_id) as offering:
        state = Batch.objects.values_list("state", flat=True).get(pk=batch.pk)
        if state not in {BatchState.WAITING, BatchState.RUNNING}:
            return False
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.RUNNING)
        if batch.action == BatchAction.CANCEL_OFFERING:
            _cancel_offering(batch, offering, now)
        return True


def _cancel_offering(batch: Batch, offering: Offering, now: datetime) -> None:
    """Close the Offering first, then include whoever signed up since the batch was planned."""
    if offering.state != Offering.State.CANCELLED:
        offering.state = Offering.State.CANCELLED
        offering.save(update_fields=["state", "changed_at"])
        trace = Trace(
            happening=Happening.OFFERING_CANCELLED,
            offering_id=offering.pk,
            reason=batch.reason,
            batch_id=batch.pk,
        )
        record([trace], actor=_actor(batch), now=now)
    live = Participant.objects.filter(offering=offering, status__in=LIVE)
    _add_items(batch, live.values_list("pk", flat=True))
    _refund_stray_money(batch, offering, now)


def _refund_stray_money(batch: Batch, offering: Offering, now: datetime) -> None:
    """Give back what had come without a seat: there is no seat left that it could be for."""
    stray = Decision.objects.filter(
        offering=offering, kind=DecisionKind.STRAY_MONEY, settled_at__isnull=True
    )
    for decision in stray.select_related("payment__checkout", "payment__payer__registration"):
        payment = decision.payment
        if payment is None or not ledger.can_refund(payment):
            continue
        free = ledger.free_ore(payment)
        if free > 0:
            ledger.decide_refund(
                payment, free, actor=_actor(batch), reason=batch.reason, now=now, is_told=True
            )


def _run_item(batch: Batch, item_id: int, now: datetime) -> bool:
    with locked_offering(batch.offering_id):
        state = Batch.objects.values_list("state", flat=True).get(pk=batch.pk)
        item = BatchItem.objects.get(pk=item_id)
        if state != BatchState.RUNNING or item.state != ItemState.WAITING:
            return False
        try:
            with transaction.atomic():
                _act(batch, item.participant_id, now)
        except DomainError as error:
            item.state, item.message = ItemState.REFUSED, str(error)[:250]
        else:
            item.state, item.done_at = ItemState.DONE, now
        item.save(update_fields=["state", "message", "done_at"])
        return item.state == ItemState.DONE


def _finish(batch: Batch, now: datetime) -> None:
    with locked_offering(batch.offering_id):
        if not batch.items.filter(state=ItemState.WAITING).exists():
            Batch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(
                state=BatchState.DONE, ended_at=now
            )


def _actor(batch: Batch) -> Actor:
    return staff(batch.created_by) if batch.created_by_id else SYSTEM


def _act(batch: Batch, participant_id: int, now: datetime) -> None:
    """Do the batch's action to one person, as whoever planned it and for the reason given."""
    common: dict[str, Any] = {
        "participant_id": participant_id,
        "actor": _actor(batch),
        "reason": batch.reason,
        "now": now,
        "batch_id": batch.pk,
    }
    match BatchAction(batch.action):
        case BatchAction.CONFIRM:
            approval.confirm(**common)
        case BatchAction.DECLINE:
            approval.decline(**common)
        case BatchAction.CANCEL:
            cancellation.cancel(**common, charges_fee=batch.charges_fee)
        case BatchAction.CANCEL_OFFERING:
            cancellation.cancel(**common, charges_fee=False, happening=Happening.OFFERING_CANCELLED)
