"""What is left to pay of invoices, by how long it has been due: the columns, filters and rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy

from registrations import formats
from registrations.invoicing import reminders
from registrations.invoicing.standing import invoices
from registrations.models import Document, ReminderStep
from registrations.workspace.search import contains
from registrations.workspace.wording import brief_day

NOT_DUE = "not_due"
TO_REMIND = "to_remind"
# The days overdue at which a column of the list begins and ends.
AGES: dict[str, tuple[int | None, int | None]] = {
    NOT_DUE: (None, 0),
    "1-30": (1, 30),
    "31-60": (31, 60),
    "61-90": (61, 90),
    "91": (91, None),
}
AGE_WORDS = {
    NOT_DUE: pgettext_lazy("age of a debt", "Not due"),
    "1-30": pgettext_lazy("age of a debt", "1–30 days late"),
    "31-60": pgettext_lazy("age of a debt", "31–60 days late"),
    "61-90": pgettext_lazy("age of a debt", "61–90 days late"),
    "91": pgettext_lazy("age of a debt", "More than 90 days late"),
}
LONGEST_SEARCH = 200
_SEARCHED = ("content__buyer__name", "content__buyer__org_number", "content__number")


def of_age(age: str, today: date) -> Q:
    """Return the condition that an invoice is so many days overdue."""
    first, last = AGES[age]
    found = Q()
    if first is not None:
        found &= Q(due_on__lte=today - timedelta(days=first))
    if last is not None:
        found &= Q(due_on__gte=today - timedelta(days=last))
    return found


@dataclass(frozen=True)
class Column:
    key: str
    words: str
    url: str
    number: int
    ore: int
    is_current: bool


@dataclass(frozen=True)
class DueRow:
    """One invoice that is not paid, or fees for reminding of it are not, in words."""

    invoice: Any
    buyer: str
    days: int
    reminder_words: str
    can_be_reminded: bool

    @property
    def left_ore(self) -> int:
        return int(self.invoice.open_ore + self.invoice.reminder_fees_ore)


class DueListing:
    """The invoices with something left to pay, fees included, the longest overdue first."""

    def __init__(self, query: Mapping[str, Any], today: date) -> None:
        age = query.get("age", "")
        self.today = today
        self.age = age if age in AGES or age == TO_REMIND else ""
        self.words = " ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH]
        self.steps = list(ReminderStep.objects.all())

    @cached_property
    def _all(self) -> QuerySet[Document, Any]:
        found: QuerySet[Any, Any] = invoices()
        found = found.filter(Q(open_ore__gt=0) | Q(reminder_fees_ore__gt=0))
        found = found.annotate(left_ore=F("open_ore") + F("reminder_fees_ore"))
        for word in self.words.split():
            found = found.filter(contains(_SEARCHED, word))
        return found

    @cached_property
    def due(self) -> dict[int, reminders.DueReminder]:
        """Return what the ladder says to remind of today, by invoice."""
        return {one.invoice.pk: one for one in reminders.due_reminders(self.today)}

    def columns(self) -> list[Column]:
        """Return number and sum of each age; "all" comes first."""
        sums: dict[str, Any] = {}
        for place, age in enumerate(AGES):
            condition = of_age(age, self.today)
            sums[f"n{place}"] = Count("pk", filter=condition)
            sums[f"ore{place}"] = Sum("left_ore", filter=condition)
        found = self._all.order_by().aggregate(**sums)
        columns = [
            Column(
                age,
                str(AGE_WORDS[age]),
                self.query(age=age),
                found[f"n{place}"],
                found[f"ore{place}"] or 0,
                self.age == age,
            )
            for place, age in enumerate(AGES)
        ]
        number, ore = sum(one.number for one in columns), sum(one.ore for one in columns)
        everything = gettext("All that is left to pay")
        return [Column("", everything, self.query(age=""), number, ore, not self.age), *columns]

    def keys(self) -> QuerySet[Document, int]:
        found = self._all
        if self.age == TO_REMIND:
            found = found.filter(pk__in=list(self.due))
        elif self.age:
            found = found.filter(of_age(self.age, self.today))
        return found.order_by("due_on", "pk").values_list("pk", flat=True)

    def rows(self, keys: Iterable[int]) -> list[DueRow]:
        rows = reminders.with_reminders(invoices().filter(pk__in=list(keys)))
        return [self._row(invoice) for invoice in rows.order_by("due_on", "pk")]

    def _row(self, invoice: Any) -> DueRow:
        return DueRow(
            invoice=invoice,
            buyer=invoice.content.get("buyer", {}).get("name", ""),
            days=(self.today - invoice.due_on).days,
            reminder_words=self._reminder_words(invoice),
            can_be_reminded=invoice.pk in self.due,
        )

    def _reminder_words(self, invoice: Any) -> str:
        if invoice.open_ore <= 0:
            return gettext("no more are sent")
        if reminders.is_paused(invoice):
            return gettext("paused")
        if invoice.pk in self.due:
            step = self.due[invoice.pk].step
            if not step.fee_ore:
                return gettext("to be sent")
            return gettext("to be sent, fee %(sum)s") % {"sum": formats.money(step.fee_ore)}
        if not invoice.was_sent:
            return gettext("the invoice is not sent")
        step_next = reminders.next_step(invoice, self.steps)
        if step_next is None:
            return gettext("no more steps")
        day = max(
            invoice.due_on + timedelta(days=step_next.days_after_due),
            invoice.pay_by + timedelta(days=1),
        )
        return gettext("next %(day)s") % {"day": brief_day(day)}

    def query(self, **changes: str) -> str:
        parts = {"age": self.age, "q": self.words, **changes}
        return f"?{urlencode({key: value for key, value in parts.items() if value})}"
