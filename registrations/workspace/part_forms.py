"""The forms of an offering's rows: occasions, quotas, questions, cancellation steps."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations import actors
from registrations.errors import DomainError, WrongStatus
from registrations.forms.bounds import bound_dates, bound_numbers
from registrations.models import (
    CancellationStep,
    Occasion,
    Offering,
    Question,
    Quota,
)
from registrations.offerings import read_dates, resize_quota
from registrations.seats import locked_offering
from registrations.words import QuestionKind
from registrations.workspace.section_forms import (
    MomentInput,
    refuse_backwards,
)


class PartForm(forms.ModelForm):
    """One row of an offering, written under the offering's lock; what is frozen is not shown."""

    # Cannot be changed once the row is in use, nor removed.
    frozen: ClassVar[tuple[str, ...]] = ()
    in_use_words: ClassVar[Any] = ""
    unique_name: ClassVar[str] = ""
    conflict: ClassVar[type[DomainError]] = WrongStatus

    def __init__(self, *args: Any, offering: Offering, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offering = offering
        self.user = user
        self.instance.offering = offering
        bound_numbers(self)
        bound_dates(self)
        self.is_frozen = self.is_in_use()
        if self.is_frozen:
            for name in self.frozen:
                self.fields.pop(name, None)

    def is_in_use(self) -> bool:
        return False

    def frozen_values(self) -> list[str]:
        """Return what can no longer be changed, to be read beside the form."""
        return []

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        name = data.get(self.unique_name) if self.unique_name else None
        if name:
            others = type(self.instance).objects.filter(
                offering=self.offering, **{f"{self.unique_name}__iexact": name}
            )
            if others.exclude(pk=self.instance.pk).exists():
                self.add_error(self.unique_name, _("There is already one with this name."))
        return data

    def write(self) -> None:
        """Save under the lock; raises DomainError where the rules refuse."""
        with locked_offering(self.offering.pk) as offering:
            if not self.is_frozen and self.instance.pk and self.is_in_use():
                raise self.conflict
            self.write_row(offering)

    def write_row(self, offering: Offering) -> None:
        if self.instance.pk:
            fields = [name for name in self.changed_data if name in (self._meta.fields or ())]
            if fields:
                self.instance.save(update_fields=fields)
        else:
            self.instance.save(force_insert=True)


class OccasionForm(PartForm):
    class Meta:
        model = Occasion
        fields = (
            "starts_at",
            "ends_at",
            "title_sv",
            "title_en",
            "place_name",
            "address",
            "town",
            "is_online",
        )
        widgets = {"starts_at": MomentInput(), "ends_at": MomentInput()}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        refuse_backwards(self, data, "starts_at", "ends_at", _("It ends before it starts."))
        return data

    def write_row(self, offering: Offering) -> None:
        super().write_row(offering)
        read_dates(offering)


class QuotaForm(PartForm):
    unique_name = "name_sv"

    class Meta:
        model = Quota
        fields = ("name_sv", "name_en", "size", "sort_order")

    def clean_size(self) -> int | None:
        size: int | None = self.cleaned_data["size"]
        if size is not None and self.instance.pk:
            taken = Quota.objects.values_list("taken", flat=True).get(pk=self.instance.pk)
            if size < taken:
                words = gettext("It cannot be smaller than the %(taken)d already taken.")
                raise ValidationError(words % {"taken": taken})
        return size

    def write_row(self, offering: Offering) -> None:
        """Write the words alone; the size goes through the domain, and `taken` is never written."""
        if not self.instance.pk:
            super().write_row(offering)
            return
        fields = [name for name in self.changed_data if name != "size"]
        if fields:
            self.instance.save(update_fields=fields)
        if "size" in self.changed_data:
            resize_quota(
                quota_id=self.instance.pk,
                size=self.cleaned_data["size"],
                actor=actors.staff(self.user),
            )


class QuestionForm(PartForm):
    unique_name = "label_sv"
    frozen = ("kind", "readers")
    in_use_words = _(
        "It has been answered, so its kind and who reads the answers can no longer be changed."
    )

    class Meta:
        model = Question
        fields = (
            "label_sv",
            "label_en",
            "help_sv",
            "help_en",
            "kind",
            "options_sv",
            "options_en",
            "readers",
            "purpose_sv",
            "purpose_en",
            "is_required",
            "is_asked",
            "sort_order",
        )
        widgets = {
            "options_sv": forms.Textarea(attrs={"rows": 4}),
            "options_en": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "purpose_sv": _("Stands beside the question: people are told why you ask."),
            "readers": _("Choose health answers for diet, allergies and needs."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose_sv"].required = True

    def is_in_use(self) -> bool:
        return bool(self.instance.pk) and self.instance.answers.exists()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind = data.get("kind", self.instance.kind)
        swedish, english = (
            [line.strip() for line in data.get(name, "").splitlines() if line.strip()]
            for name in ("options_sv", "options_en")
        )
        if kind == QuestionKind.CHOICE and len(swedish) < 2:
            self.add_error("options_sv", _("Write at least two answers to choose from."))
        elif len(set(swedish)) != len(swedish):
            self.add_error("options_sv", _("The same answer stands there twice."))
        if english and len(english) != len(swedish):
            self.add_error("options_en", _("Write as many answers in English as in Swedish."))
        return data


class StepForm(PartForm):
    class Meta:
        model = CancellationStep
        fields = ("days_before", "per_cent")
        help_texts = {"days_before": _("From this many days before the start, and nearer.")}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        others = CancellationStep.objects.filter(
            offering=self.offering, days_before=data.get("days_before", -1)
        )
        if others.exclude(pk=self.instance.pk).exists():
            self.add_error("days_before", _("There is already a step for that day."))
        return data


def write_part(form: PartForm) -> bool:
    """Write a valid form; tell the form, not the caller, what the domain refuses."""
    try:
        form.write()
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
