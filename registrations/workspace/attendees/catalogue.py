"""All that can be told of an offering's people to one reader: the columns and the filters."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import cached_property

from registrations import ports
from registrations.columns import Column, Filter
from registrations.models import Fee, Offering, Question, Tag
from registrations.tags import tags_of
from registrations.words import Readers
from registrations.workspace import access
from registrations.workspace.attendees.answer_columns import (
    extra_columns,
    question_columns,
    required_column,
)
from registrations.workspace.attendees.mail_column import mail_column
from registrations.workspace.attendees.mark_columns import check_in_columns, tag_column
from registrations.workspace.attendees.money_columns import money_columns, payer_columns
from registrations.workspace.attendees.own_columns import (
    seat_columns,
    signup_columns,
    who_columns,
)

# What a list shows until the reader chooses; the name always stands first.
STANDARD = ("status", "payment", "answers", "registered")
NAME = "name"


class Catalogue:
    """The columns in the order of a download; answers only for those who may read them."""

    def __init__(self, offering: Offering, *, reads_answers: bool) -> None:
        self.offering = offering
        self.reads_answers = reads_answers

    @cached_property
    def fees(self) -> list[Fee]:
        return list(self.offering.fees.all())

    @cached_property
    def questions(self) -> list[Question]:
        """Return what every organiser may read about; health questions are never here."""
        return list(self.offering.questions.filter(readers=Readers.ORGANISERS))

    @cached_property
    def tags(self) -> list[Tag]:
        return tags_of(self.offering)

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.key: column for column in self._all()}

    def _all(self) -> Iterable[Column]:
        required = [one for one in self.questions if one.is_asked and one.is_required]
        owed_last = money_columns()[::-1]
        yield from who_columns()
        yield from seat_columns(self.fees)
        yield owed_last[0]
        yield from payer_columns()
        yield from signup_columns()
        yield owed_last[1]
        yield from check_in_columns(list(self.offering.occasions.all()))
        yield mail_column()
        yield tag_column(self.tags)
        yield required_column(required)
        for columns_of in ports.list_columns:
            yield from columns_of(self.offering)
        yield from extra_columns(list(self.offering.extras.all()))
        if self.reads_answers:
            yield from question_columns(self.questions)

    @cached_property
    def filters(self) -> dict[str, Filter]:
        return {one.key: one for column in self.columns.values() for one in column.filters}


def catalogue_for(user: Any, offering: Offering) -> Catalogue:
    """Return what the user may be told of the offering's people."""
    return Catalogue(offering, reads_answers=access.user_may(user, access.WORK))
