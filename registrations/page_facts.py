"""The facts of one page's offerings, and a fingerprint of them, read in one statement.

A page with many readers asks this on every visit, so the statement is compiled once, and comes
back as rows of (table, JSON): equal rows mean an equal page.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import connection, models
from django.db.models import Count, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from registrations.facts import OfferingFacts, Parts, People, make_facts, people_counted
from registrations.models import CancellationStep, Fee, FeeQuota, Occasion, Offering, Quota
from registrations.statements import run

Rows = list[tuple[str, str]]
Row = TypeVar("Row", bound=models.Model)
# Stand in the kept statement for what is given at each run; no page or address is ever these.
_STAND_INS: dict[str, UUID | str] = {"page_key": UUID(int=0), "slug": "/"}
_MOMENTS = {
    "offering": ("opens_at", "closes_at", "last_ends_at"),
    "fee": ("opens_at", "closes_at"),
}


def rows_of(page_key: UUID) -> Rows:
    """Return the rows behind the offerings of a page, one query in all."""
    return _rows("page_key", page_key)


def facts_at(slug: str, now: datetime | None = None) -> OfferingFacts | None:
    """Return the facts of the offering at an address, one query in all."""
    return next(iter(facts_from(_rows("slug", slug), now)), None)


def facts_from(rows: Rows, now: datetime | None = None) -> list[OfferingFacts]:
    """Return the facts of each offering in the rows, in order of time."""
    moment = now or timezone.now()
    offerings = sorted(_read(rows, Offering), key=_when)
    occasions, fees = _by_offering(_read(rows, Occasion)), _by_offering(_read(rows, Fee))
    uses, people = _uses(rows), _people(rows)
    return [
        make_facts(
            Parts(
                offering=offering,
                occasions=tuple(sorted(occasions[offering.pk], key=lambda row: row.starts_at)),
                fees=sorted(fees[offering.pk], key=lambda fee: (fee.sort_order, fee.pk)),
                uses=uses,
                people=people[offering.pk],
            ),
            moment,
        )
        for offering in offerings
    ]


def clock_state(rows: Rows, now: datetime | None = None) -> str:
    """Return which of the rows' moments have passed: what changes without a row changing."""
    moment = now or timezone.now()
    passed = []
    for table, text in rows:
        if table in _MOMENTS:
            values = json.loads(text)
            for name in _MOMENTS[table]:
                at = _moment(values[name])
                passed.append("-" if at is None else str(int(at <= moment)))
    return "".join(passed)


def _rows(field: str, value: UUID | str) -> Rows:
    sql, params = _statement(field)
    column = cast("models.Field[Any, Any]", Offering._meta.get_field(field))
    prepare = column.get_db_prep_value
    wanted, stand_in = prepare(value, connection), prepare(_STAND_INS[field], connection)
    return sorted(run(sql, [wanted if param == stand_in else param for param in params]))


@cache
def _statement(field: str) -> tuple[str, tuple[Any, ...]]:
    offerings = Offering.objects.filter(**{field: _STAND_INS[field]})
    parts = [
        _json_rows(Occasion.objects.filter(offering__in=offerings.values("pk"))),
        _json_rows(Fee.objects.filter(offering__in=offerings.values("pk"))),
        _json_rows(Quota.objects.filter(offering__in=offerings.values("pk"))),
        _json_rows(FeeQuota.objects.filter(fee__offering__in=offerings.values("pk"))),
        _json_rows(CancellationStep.objects.filter(offering__in=offerings.values("pk"))),
        people_counted(offerings.values("pk"))
        .annotate(
            table=Value("people"),
            row=Cast(
                JSONObject(
                    offering="offering_id", fee="fee_id", status="status", number=Count("pk")
                ),
                TextField(),
            ),
        )
        .values_list("table", "row"),
    ]
    return _json_rows(offerings).union(*parts, all=True).query.sql_with_params()


def _json_rows(queryset: QuerySet[Any]) -> QuerySet[Any, Any]:
    fields = {field.attname: field.attname for field in queryset.model._meta.concrete_fields}
    return (
        queryset.order_by()
        .annotate(
            table=Value(queryset.model._meta.model_name),
            row=Cast(JSONObject(**fields), TextField()),
        )
        .values_list("table", "row")
    )


def _read(rows: Rows, model: type[Row]) -> list[Row]:
    """Return the instances of one model, as the database would have given them."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    found = []
    for table, text in rows:
        if table == model._meta.model_name:
            values = json.loads(text)
            row = [_value(field, values[field.attname]) for field in fields]
            found.append(model.from_db("default", names, row))
    return found


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(field, models.ForeignKey):
        return value
    return field.to_python(value)


def _moment(text: str | None) -> datetime | None:
    """Read a moment as SQLite (without an offset, in UTC) or PostgreSQL writes it in JSON."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _when(offering: Offering) -> tuple[bool, datetime | None, int]:
    return (offering.first_starts_at is None, offering.first_starts_at, offering.pk)


def _by_offering(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.offering_id].append(row)
    return grouped


def _uses(rows: Rows) -> dict[int, list[FeeQuota]]:
    quotas = {quota.pk: quota for quota in _read(rows, Quota)}
    uses: dict[int, list[FeeQuota]] = defaultdict(list)
    for use in _read(rows, FeeQuota):
        use.quota = quotas[use.quota_id]
        uses[use.fee_id].append(use)
    return uses


def _people(rows: Rows) -> dict[int, People]:
    counted: dict[int, People] = defaultdict(dict)
    for table, text in rows:
        if table == "people":
            values = json.loads(text)
            counted[values["offering"]][values["fee"], values["status"]] = values["number"]
    return counted
