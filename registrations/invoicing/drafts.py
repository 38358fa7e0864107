"""Drafts of invoices: made for many at once, changed, discarded, and issued one by one.

To issue is first written down on the drafts and then done, each in its own transaction: what a
killed process leaves is issued by the tick, and a second press finds nothing left to do.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from registrations.actors import SYSTEM, Actor, staff
from registrations.errors import DomainError
from registrations.invoicing import issuing
from registrations.models import DraftPayer, InvoiceDraft, Payer
from registrations.waking import wake_on_commit

logger = logging.getLogger(__name__)

# So many are issued before whoever asked gets an answer, and by each tick.
AT_ONCE = 50


def make_drafts(
    groups: Iterable[Sequence[int]], *, actor: Actor, now: datetime | None = None
) -> list[InvoiceDraft]:
    """Make a draft for each group of payers; a payer who is in a draft already stays there."""
    groups = [list(dict.fromkeys(group)) for group in groups]
    with transaction.atomic():
        payers = [payer for group in groups for payer in group]
        # Held in one order, so that two who draft the same payers never wait for each other.
        held = Payer.objects.filter(pk__in=payers).select_for_update(no_key=True)
        list(held.order_by("pk").values_list("pk"))
        taken = set(DraftPayer.objects.filter(payer__in=payers).values_list("payer", flat=True))
        wanted = [[payer for payer in group if payer not in taken] for group in groups]
        wanted = [group for group in wanted if group]
        made = InvoiceDraft.objects.bulk_create(
            InvoiceDraft(created_by=actor.user, created_at=now or timezone.now()) for _ in wanted
        )
        DraftPayer.objects.bulk_create(
            [
                DraftPayer(draft=draft, payer_id=payer)
                for draft, group in zip(made, wanted, strict=True)
                for payer in group
            ],
            ignore_conflicts=True,
        )
        keys = [draft.pk for draft in made]
        InvoiceDraft.objects.filter(pk__in=keys, payers__isnull=True).delete()
        return list(InvoiceDraft.objects.filter(pk__in=keys))


def change_draft(*, draft_id: int, due_on: date | None, message: str) -> None:
    """Set what a draft says; one that is being issued stays as it is."""
    drafts = InvoiceDraft.objects.filter(pk=draft_id, asked_at__isnull=True)
    drafts.update(due_on=due_on, message=message, refusal="")


def discard(draft_ids: Iterable[int]) -> int:
    """Remove drafts; what they took is to be invoiced as before. Returns how many."""
    with transaction.atomic():
        drafts = InvoiceDraft.objects.filter(pk__in=list(draft_ids), asked_at__isnull=True)
        keys = list(drafts.order_by("pk").select_for_update().values_list("pk", flat=True))
        InvoiceDraft.objects.filter(pk__in=keys).delete()
    return len(keys)


def ask_to_issue(
    draft_ids: Iterable[int], *, actor: Actor, now: datetime | None = None
) -> list[int]:
    """Write down that drafts are to be issued; return those that were not asked for already."""
    with transaction.atomic():
        drafts = InvoiceDraft.objects.filter(pk__in=list(draft_ids), asked_at__isnull=True)
        keys = list(drafts.order_by("pk").select_for_update().values_list("pk", flat=True))
        InvoiceDraft.objects.filter(pk__in=keys).update(
            asked_at=now or timezone.now(), asked_by=actor.user, refusal=""
        )
    return keys


def issue_asked(draft_ids: Sequence[int], *, now: datetime | None = None) -> None:
    """Issue the first of the drafts asked for; wake the tick for what is left of them."""
    for draft in _asked().filter(pk__in=draft_ids[:AT_ONCE]):
        _issue(draft, now or timezone.now())
    if len(draft_ids) > AT_ONCE:
        wake_on_commit()


def issue_due(now: datetime) -> int:
    """Issue drafts that are asked for, as a step of the tick."""
    asked = list(_asked()[:AT_ONCE])
    for draft in asked:
        _issue(draft, now)
    if len(asked) == AT_ONCE:
        wake_on_commit()
    return len(asked)


def _asked() -> QuerySet[InvoiceDraft]:
    drafts = InvoiceDraft.objects.filter(asked_at__isnull=False)
    return drafts.select_related("asked_by").order_by("asked_at", "pk")


def _issue(draft: InvoiceDraft, now: datetime) -> None:
    """Issue one draft, which is then gone; one that cannot be issued says why."""
    payers = list(draft.payers.order_by("pk").values_list("payer", flat=True))
    try:
        issuing.issue(
            payer_ids=payers,
            actor=staff(draft.asked_by) if draft.asked_by else SYSTEM,
            due_on=draft.due_on,
            message=draft.message,
            now=now,
        )
    except DomainError as error:
        _refuse(draft, str(error))
    except Exception:
        logger.exception("Draft %s could not be issued", draft.pk)
        _refuse(draft, gettext("A fault in the system stopped it. The log says more."))


def _refuse(draft: InvoiceDraft, words: str) -> None:
    drafts = InvoiceDraft.objects.filter(pk=draft.pk)
    drafts.update(asked_at=None, asked_by=None, refusal=words[:500])
