"""The kinds of rows an offering is made of, with their words and the rules for removing them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations.models import (
    CancellationStep,
    CheckIn,
    DiscountCode,
    Extra,
    Fee,
    Occasion,
    Offering,
    Question,
    Quota,
)
from registrations.offerings import read_dates
from registrations.seats import locked_offering
from registrations.workspace.code_forms import DiscountCodeForm
from registrations.workspace.part_forms import (
    OccasionForm,
    PartForm,
    QuestionForm,
    QuotaForm,
    StepForm,
)
from registrations.workspace.priced_forms import ExtraForm, FeeForm


def _occasion_is_needed(occasion: Occasion) -> str:
    if occasion.offering.occasions.count() <= 1:
        return gettext("An event needs at least one date. Change this one instead.")
    if CheckIn.objects.filter(occasion=occasion).exists():
        return gettext("People have been checked in on this date. Change it instead.")
    return ""


def _quota_is_needed(quota: Quota) -> str:
    names = [str(use.fee) for use in quota.fee_uses.select_related("fee")]
    names += [str(use.extra) for use in quota.extra_uses.select_related("extra")]
    if names or quota.taken:
        return gettext("It is used by: %(names)s. Take it away there first.") % {
            "names": ", ".join(names) or quota.name
        }
    return ""


def _fee_is_needed(fee: Fee) -> str:
    if fee.participants.exists() or fee.charges.exists():
        return gettext("People have this fee. Close it instead: untick “can be chosen”.")
    return ""


def _extra_is_needed(extra: Extra) -> str:
    if extra.choices.exists() or extra.charges.exists():
        return gettext("People have chosen this extra. Close it instead: untick “can be chosen”.")
    return ""


def _question_is_needed(question: Question) -> str:
    if question.answers.exists():
        return gettext("It has been answered. Close it instead: untick “asked”.")
    return ""


def _code_is_needed(code: DiscountCode) -> str:
    if code.participants.exists():
        return gettext("The code has been used. Close it instead: untick “can be used”.")
    return ""


def _is_not_needed(row: Any) -> str:
    return ""


@dataclass(frozen=True)
class Part:
    """One kind of row of an offering."""

    key: str
    model: type[models.Model]
    form: type[PartForm]
    heading: Promise
    add_words: Promise
    change_words: Promise
    why_needed: Callable[[Any], str]

    def rows(self, offering: Offering) -> Any:
        return self.model._default_manager.filter(offering=offering)


PARTS: dict[str, Part] = {
    part.key: part
    for part in (
        Part(
            "occasions",
            Occasion,
            OccasionForm,
            _("Dates and places"),
            _("Add a date"),
            _("Change a date"),
            _occasion_is_needed,
        ),
        Part(
            "quotas",
            Quota,
            QuotaForm,
            _("Quotas"),
            _("Add a quota"),
            _("Change a quota"),
            _quota_is_needed,
        ),
        Part("fees", Fee, FeeForm, _("Fees"), _("Add a fee"), _("Change a fee"), _fee_is_needed),
        Part(
            "extras",
            Extra,
            ExtraForm,
            _("Extras"),
            _("Add an extra"),
            _("Change an extra"),
            _extra_is_needed,
        ),
        Part(
            "codes",
            DiscountCode,
            DiscountCodeForm,
            _("Discount codes"),
            _("Add a discount code"),
            _("Change a discount code"),
            _code_is_needed,
        ),
        Part(
            "questions",
            Question,
            QuestionForm,
            _("Questions"),
            _("Add a question"),
            _("Change a question"),
            _question_is_needed,
        ),
        Part(
            "steps",
            CancellationStep,
            StepForm,
            _("Cost of cancelling"),
            _("Add a step"),
            _("Change a step"),
            _is_not_needed,
        ),
    )
}


def remove_part(part: Part, offering: Offering, pk: int) -> str:
    """Remove a row that nothing hangs on; return why not, or nothing when it is gone."""
    with locked_offering(offering.pk) as locked:
        row = part.rows(locked).filter(pk=pk).first()
        if row is None:
            return ""
        reason = part.why_needed(row)
        if not reason:
            row.delete()
            if part.model is Occasion:
                read_dates(locked)
        return reason
