"""What is typed when a view is kept and when people are tagged."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.tags import LONGEST
from registrations.workspace.bulk import MOST
from registrations.workspace.listing import is_key


class ViewForm(forms.Form):
    """The name of a view, and whether others see it."""

    name = forms.CharField(
        label=pgettext_lazy("saved view", "Name of the view"),
        help_text=_("Shown above the list, so keep it short. Not the name of a person."),
        max_length=60,
        strip=True,
    )
    is_shared = forms.BooleanField(
        label=_("Show it to everyone who sees this list"),
        required=False,
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)


class TagForm(forms.Form):
    """The tag to put on the chosen people, or to take off them."""

    name = forms.CharField(
        label=pgettext_lazy("tag", "Tag"),
        help_text=_(
            "An existing tag or a new one. Nothing about health: who asks for a copy of their"
            " data sees their tags."
        ),
        max_length=LONGEST,
        strip=True,
        widget=forms.TextInput(attrs={"list": "ws-tags", "autocomplete": "off"}),
    )
    keys = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    def clean_keys(self) -> list[int]:
        keys = self.cleaned_data["keys"].split(",")
        if len(keys) > MOST or not all(is_key(key) for key in keys):
            raise forms.ValidationError(_("Choose the people in the list again."))
        return [int(key) for key in keys]
