"""Forms about an offering as a whole: search, duplicate, cancel."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.forms.bounds import bound_dates
from registrations.models import Offering


class OfferingSearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=100)

    def search(self, offerings: QuerySet[Offering]) -> QuerySet[Offering]:
        if not self.is_valid():
            return offerings
        for word in self.cleaned_data["q"].split():
            offerings = offerings.filter(
                Q(title_sv__icontains=word) | Q(title_en__icontains=word) | Q(slug__icontains=word)
            )
        return offerings


class DuplicateForm(forms.Form):
    """The copy's name, address and first day; every date moves as the first one does."""

    title_sv = forms.CharField(label=_("Title in Swedish"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    slug = forms.CharField(
        label=_("Address"),
        max_length=80,
        validators=[validate_slug],
        help_text=_("The last part of the sign-up address: small letters, digits and hyphens."),
    )
    first_day = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Every other date moves by as many days."),
    )
    same_page = forms.BooleanField(
        label=_("Shown on the same page as the original"), required=False
    )

    def __init__(self, *args: Any, offering: Offering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offering = offering
        self.first_date = self._first_date()
        bound_dates(self)
        if offering.page_key is None:
            del self.fields["same_page"]
        self.initial = {
            "title_sv": offering.title_sv,
            "title_en": offering.title_en,
            "slug": f"{offering.slug}-2"[:80],
            "first_day": self.first_date,
        }

    def _first_date(self) -> date:
        starts_at = self.offering.first_starts_at
        return timezone.localtime(starts_at).date() if starts_at else timezone.localdate()

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if Offering.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another event has this address. Write another one."))
        return slug

    def arguments(self) -> dict[str, Any]:
        """Return what `duplicate_offering` wants."""
        data = self.cleaned_data
        return {
            "slug": data["slug"],
            "title_sv": data["title_sv"],
            "title_en": data["title_en"],
            "days": (data["first_day"] - self.first_date).days,
            "page_key": self.offering.page_key if data.get("same_page") else None,
        }


class CancelOfferingForm(forms.Form):
    """Why the event is cancelled: everyone registered reads it."""

    reason_sv = forms.CharField(
        label=_("Why, in Swedish"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Stands in the mail and on the page of everyone registered."),
    )
    reason_en = forms.CharField(
        label=_("Why, in English"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text=_("Empty: those who read English get the Swedish words."),
    )


class NewOfferingForm(forms.ModelForm):
    """The least that an offering needs; the rest is set on its setup view."""

    class Meta:
        model = Offering
        fields = ("title_sv", "title_en", "slug")
        help_texts = {
            "slug": _("The last part of the sign-up address: small letters, digits and hyphens.")
        }
