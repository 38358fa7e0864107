"""Columns of what stands on the participant and the registration themselves."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from registrations.columns import CellValue, Column, Filter, Person, Source, Values, ranked
from registrations.models import Fee
from registrations.sorting import SwedishOrder, by_name, sort_key
from registrations.words import Status
from registrations.workspace.attendees.conditions import by_days, by_option, by_text

UNCOUNTED = "uncounted"


def _reader(read: Callable[[Person], CellValue]) -> Source:
    def values(people: Sequence[Person], keys: Sequence[str]) -> Values:
        return {key: {person.pk: read(person) for person in people} for key in keys}

    return Source(values)


def _text(key: str, heading: str, path: str, *, is_filtered: bool = True) -> Column:
    """Return a column of a text field, which may stand on the registration."""
    *before, field = path.split("__")

    def read(person: Person) -> CellValue:
        return str(getattr(person.registration if before else person, field))

    filters = (by_text(key, heading, path),) if is_filtered else ()
    return Column(key, heading, _reader(read), filters, (SwedishOrder(F(path)),))


def who_columns() -> list[Column]:
    """Return who it is; the name is the list's first column."""
    return [
        Column(
            "reference",
            gettext("Reference"),
            _reader(lambda one: one.registration.reference),
            order=(F("registration__reference"), F("number")),
        ),
        Column(
            "number",
            pgettext("column", "Number"),
            _reader(lambda one: one.number),
            order=(F("number"),),
            is_number=True,
        ),
        Column(
            "name", pgettext("column", "Name"), _reader(lambda one: one.name), order=by_name()[:1]
        ),
        _text("email", gettext("E-mail"), "email"),
        _text("organisation", gettext("Organisation"), "organisation"),
    ]


def seat_columns(fees: Sequence[Fee]) -> list[Column]:
    statuses = {status.value: str(status.label) for status in Status}
    names = {fee.pk: fee.name for fee in fees}
    in_order = sorted(names, key=lambda pk: sort_key(names[pk]))
    return [
        Column(
            "status",
            gettext("Status"),
            _reader(lambda one: statuses[one.status]),
            (by_option("status", gettext("Status"), Status.choices),),
            (ranked("status", Status.values),),
        ),
        Column(
            "place",
            gettext("Place in line"),
            _reader(lambda one: one.place),
            order=(F("place"),),
            is_number=True,
        ),
        Column(
            "fee",
            gettext("Fee"),
            _reader(lambda one: names.get(one.fee_id, "")),
            (
                by_option(
                    "fee", gettext("Fee"), [(str(pk), name) for pk, name in names.items()], "fee_id"
                ),
            ),
            (ranked("fee_id", in_order),),
        ),
    ]


def signup_columns() -> list[Column]:
    registered = pgettext("column", "Registered")
    languages = {code: str(words) for code, words in settings.LANGUAGES}
    count = Filter(
        "count",
        gettext("In the count"),
        lambda people, _value: people.filter(counted=False),
        ((UNCOUNTED, gettext("Outside the count")),),
    )
    return [
        Column(
            "registered",
            registered,
            _reader(lambda one: timezone.localtime(one.created_at).replace(tzinfo=None)),
            by_days("registered", registered, "created_at"),
            (F("created_at"),),
        ),
        Column(
            "count",
            gettext("Outside the count because"),
            _reader(lambda one: one.uncounted_reason),
            (count,),
            (F("counted"), SwedishOrder(F("uncounted_reason"))),
        ),
        _text("contact", gettext("Contact person"), "registration__contact_name"),
        _text("contact_email", gettext("Contact e-mail"), "registration__contact_email"),
        _text(
            "contact_phone",
            gettext("Contact telephone"),
            "registration__contact_phone",
            is_filtered=False,
        ),
        Column(
            "language",
            gettext("Language"),
            _reader(lambda one: one.registration.language),
            (
                by_option(
                    "language", gettext("Language"), languages.items(), "registration__language"
                ),
            ),
            (F("registration__language"),),
        ),
    ]
