"""The forms of an offering's own fields, one a section of the setup view."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.forms.bounds import bound_dates, bound_numbers
from registrations.models import Offering
from registrations.seats import locked_offering
from registrations.waitlist import hand_on
from registrations.words import PaymentPolicy
from registrations.workspace.least import too_small_prices
from registrations.workspace.wording import group_words


class MomentInput(forms.DateTimeInput):
    """A date and a time, as browsers ask for them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SectionForm(forms.ModelForm):
    """A part of the offering; only its own fields are written, under the offering's lock."""

    title = _("Event")

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        bound_numbers(self)
        bound_dates(self)

    def save(self, commit: bool = True) -> Offering:
        with locked_offering(self.instance.pk) as offering:
            for name in self.changed_data:
                setattr(offering, name, self.cleaned_data[name])
            if self.changed_data:
                offering.save(update_fields=[*self.changed_data, "changed_at"])
                hand_on(offering, timezone.now())
        return offering


class BasicsForm(SectionForm):
    title = _("Title and address")

    class Meta:
        model = Offering
        fields = ("title_sv", "title_en", "slug")
        help_texts = {
            "slug": _("The last part of the sign-up address. Changing it breaks links people have.")
        }

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if Offering.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another event has this address. Write another one."))
        return slug


class SignupWindowForm(SectionForm):
    title = _("Sign-up window and groups")

    class Meta:
        model = Offering
        fields = ("opens_at", "closes_at", "changes_until", "approval", "largest_group")
        widgets = {
            "opens_at": MomentInput(),
            "closes_at": MomentInput(),
            "changes_until": MomentInput(),
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        refuse_backwards(self, data, "opens_at", "closes_at", _("Sign-up closes before it opens."))
        starts_at = self.instance.first_starts_at
        closes_at = data.get("closes_at")
        if closes_at and self.instance.last_ends_at and closes_at > self.instance.last_ends_at:
            self.add_error("closes_at", _("Sign-up would close after the event has ended."))
        changes = data.get("changes_until")
        if changes and starts_at and changes > starts_at:
            self.add_error("changes_until", _("Changes must end before the event starts."))
        return data


def refuse_backwards(
    form: forms.BaseForm, data: dict[str, Any], first: str, last: str, words: Any
) -> None:
    start: datetime | None = data.get(first)
    end: datetime | None = data.get(last)
    if start and end and end <= start:
        form.add_error(last, words)


class WaitlistForm(SectionForm):
    title = _("Waitlist and smallest number")

    class Meta:
        model = Offering
        fields = ("waitlist", "offer_hours", "offers_until", "minimum", "decision_on")
        widgets = {"offers_until": MomentInput(), "decision_on": DayInput()}


class PaymentForm(SectionForm):
    title = _("Payment")

    class Meta:
        model = Offering
        fields = ("payment", "hold_minutes", "late_money", "withdrawal_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hold_minutes"].error_messages["min_value"] = _("Write at least 10 minutes.")

    def clean_payment(self) -> str:
        payment: str = self.cleaned_data["payment"]
        if payment != PaymentPolicy.INVOICE and (small := too_small_prices(self.instance)):
            words = _("Card and Swish take 3 kr at the least, and %(names)s costs less.")
            raise ValidationError(words, params={"names": ", ".join(small)})
        return payment


class TermsForm(SectionForm):
    title = _("Terms and invoicing")

    class Meta:
        model = Offering
        fields = ("terms_sv", "terms_en", "bill_from")
        widgets = {"bill_from": DayInput()}
        help_texts = {
            "terms_sv": _("Who has already signed up keeps the terms they agreed to."),
        }


class BooksForm(SectionForm):
    title = _("VAT and the books")

    class Meta:
        model = Offering
        fields = ("supply", "project_code")
        help_texts = {
            "supply": _("Proposes the VAT of new fees, and of buyers abroad."),
        }


class CareForm(SectionForm):
    title = _("Contact, team and how long data are kept")

    class Meta:
        model = Offering
        fields = (
            "contact_name",
            "contact_email",
            "contact_phone",
            "team",
            "health_days",
            "personal_days",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.empty_label = _("Everyone in the workspace")
        team.label_from_instance = group_words

    def clean_team(self) -> Group | None:
        team: Group | None = self.cleaned_data["team"]
        user = self.user
        if team and user and not user.is_superuser and team not in user.groups.all():
            raise ValidationError(
                _("You are not in that group yourself, and would no longer see this event.")
            )
        return team


SECTIONS: dict[str, type[SectionForm]] = {
    "basics": BasicsForm,
    "signup": SignupWindowForm,
    "waitlist": WaitlistForm,
    "payment": PaymentForm,
    "terms": TermsForm,
    "books": BooksForm,
    "care": CareForm,
}
