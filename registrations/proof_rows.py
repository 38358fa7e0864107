"""Rows that break a rule of the accounts, and the sums by which they are found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce


@dataclass(frozen=True)
class Disagreement:
    """A row that breaks a rule of the accounts, and how, in words and öre."""

    model: str
    pk: int
    words: str

    def __str__(self) -> str:
        return f"{self.model} {self.pk}: {self.words}"


def sum_of(rows: QuerySet[Any], by: str, of: str = "amount_ore") -> Coalesce:
    """Return the sum of rows that point at the outer one by `by`, 0 without any."""
    sums = rows.order_by().filter(**{by: OuterRef("pk")}).values(by).annotate(total=Sum(of))
    return Coalesce(Subquery(sums.values("total"), output_field=BigIntegerField()), 0)


def disagreements(rows: QuerySet[Any, Any], words: Callable[[Any], str]) -> Iterator[Disagreement]:
    for row in rows.order_by("pk").iterator():
        yield Disagreement(type(row).__name__, row.pk, words(row))
