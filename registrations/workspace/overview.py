"""The start page of the workspace: coming events with their seats, and what to do now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from registrations import formats
from registrations.models import Decision, FeeQuota, Offering, Participant, Quota
from registrations.words import SEATED, Status
from registrations.workspace.addresses import (
    attendee_list_url,
    offering_setup_url,
    payments_url,
)
from registrations.workspace.money_totals import MoneyTotals, totals_of
from registrations.workspace.wording import state_words


@dataclass(frozen=True)
class ToDo:
    """One thing to do, with the address where it is done."""

    words: str
    url: str


@dataclass
class Card:
    """An offering on the overview."""

    offering: Offering
    counts: dict[str, int] = field(default_factory=dict)
    quotas: list[Any] = field(default_factory=list)
    decisions: int = 0
    money: MoneyTotals = field(default_factory=MoneyTotals)

    @property
    def list_url(self) -> str:
        return attendee_list_url(self.offering)

    @property
    def setup_url(self) -> str:
        return offering_setup_url(self.offering)

    @property
    def payments_url(self) -> str:
        return payments_url(self.offering)

    @property
    def money_words(self) -> str:
        """Return what has been paid and what has not, where there is anything to pay."""
        if self.money.is_empty:
            return ""
        return gettext("%(paid)s paid, %(open)s not yet paid") % {
            "paid": formats.money(self.money.received_ore - self.money.refunded_ore),
            "open": formats.money(self.money.open_ore),
        }

    @property
    def seated(self) -> int:
        return sum(self.counts.get(status, 0) for status in SEATED)

    @property
    def waiting(self) -> int:
        return self.counts.get(Status.WAITING, 0)

    @property
    def applied(self) -> int:
        return self.counts.get(Status.APPLIED, 0)

    @property
    def main_quota(self) -> Quota | None:
        return next(iter(self.limits), None)

    @property
    def limits(self) -> list[Quota]:
        """Return the limited quotas that people sit in, not those of extras."""
        return [quota for quota in self.quotas if quota.size is not None and quota.is_for_people]

    @property
    def state_words(self) -> str:
        return state_words(self.offering)

    @property
    def seats_words(self) -> str:
        limits = self.limits
        if not limits:
            return ngettext("%(number)d has a seat", "%(number)d have seats", self.seated) % {
                "number": self.seated
            }
        sentences = [
            gettext("%(taken)d of %(size)d seats taken")
            % {"taken": quota.taken, "size": quota.size}
            for quota in limits
        ]
        if len(limits) == 1:
            return sentences[0]
        return " · ".join(
            f"{quota.name}: {sentence}" for quota, sentence in zip(limits, sentences, strict=True)
        )

    @property
    def bar_width(self) -> int:
        quota = self.main_quota
        return round(1000 * quota.taken / quota.size) if quota and quota.size else 0

    def todos(self, user: Any) -> list[ToDo]:
        """Return what waits for this member of staff, most urgent first."""
        found = []
        if self.decisions and user.has_perm("registrations.change_decision"):
            words = ngettext(
                "%(number)d decision to make", "%(number)d decisions to make", self.decisions
            )
            found.append(ToDo(words % {"number": self.decisions}, self._decisions_url()))
        if self.applied and user.has_perm("registrations.work_registrations"):
            words = ngettext(
                "%(number)d application to answer",
                "%(number)d applications to answer",
                self.applied,
            )
            url = attendee_list_url(self.offering, status=Status.APPLIED.value)
            found.append(ToDo(words % {"number": self.applied}, url))
        troubled = self.money.disputed + self.money.attention
        if troubled and user.has_perm("registrations.view_payment"):
            words = ngettext(
                "%(number)d payment to look at", "%(number)d payments to look at", troubled
            )
            found.append(ToDo(words % {"number": troubled}, self.payments_url))
        if self._waits_to_open() and user.has_perm("registrations.change_offering"):
            found.append(ToDo(gettext("Open sign-up when all is set"), self.setup_url))
        return found

    def _waits_to_open(self) -> bool:
        is_closed = self.offering.state == Offering.State.CLOSED
        return is_closed and self.offering.opens_at is None

    def _decisions_url(self) -> str:
        return f"{reverse('workspace:decisions')}?offering={self.offering.pk}"


def coming(offerings: QuerySet[Offering], now: datetime | None = None) -> QuerySet[Offering]:
    """Return those that are not over; without a date they are still being made."""
    now = now or timezone.now()
    return offerings.filter(Q(last_ends_at__isnull=True) | Q(last_ends_at__gte=now)).order_by(
        "first_starts_at", "pk"
    )


def cards(offerings: Sequence[Offering]) -> list[Card]:
    """Return the offerings with their counts and sums, by a fixed number of statements."""
    found = {offering.pk: Card(offering) for offering in offerings}
    counts = (
        Participant.objects.filter(offering__in=found)
        .order_by()
        .values_list("offering", "status")
        .annotate(Count("pk"))
    )
    for offering, status, number in counts:
        found[offering].counts[status] = number
    for_people = Exists(FeeQuota.objects.filter(quota=OuterRef("pk")))
    for quota in Quota.objects.filter(offering__in=found).annotate(is_for_people=for_people):
        found[quota.offering_id].quotas.append(quota)
    for offering, number in _open_decisions(found):
        found[offering].decisions = number
    for offering, money in totals_of(found).items():
        found[offering].money = money
    return list(found.values())


def _open_decisions(offerings: dict[int, Card]) -> list[tuple[int, int]]:
    rows = Decision.objects.filter(offering__in=offerings, settled_at__isnull=True)
    return list(rows.order_by().values_list("offering").annotate(Count("pk")))
