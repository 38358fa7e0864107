"""The form for registering someone who calls: one contact, one or more people, one payer."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from registrations.buyer_numbers import usual_delivery
from registrations.dues import ways_to_pay
from registrations.forms.buyer_fields import clean_org_number
from registrations.forms.fields import AddressField, LineField, LinesField, PhoneField
from registrations.models import Extra, Fee, Offering
from registrations.signup_case import STAFF_GROUP
from registrations.signup_sheet import IfFull, PayerDetails, Person, Signup
from registrations.words import PayerKind, PaymentMethod
from registrations.workspace.kronor import price_words


class FeeField(forms.ModelChoiceField):
    def label_from_instance(self, fee: Fee) -> str:
        return f"{fee.name}: {price_words(fee)}"


class ExtrasField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, extra: Extra) -> str:
        return f"{extra.name}: {price_words(extra)}"


class PhoneForm(forms.Form):
    """Everything that is asked on the telephone; answers to questions come by the mailed link."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    contact_name = LineField(label=_("Who calls"), max_length=120, required=True)
    contact_email = AddressField(label=_("E-mail"), required=True)
    contact_phone = PhoneField(label=_("Telephone"))
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    people = LinesField(
        label=_("Who takes part"),
        max_length=10_000,
        help_text=_(
            "One person a line: name, then a comma and the e-mail address if you have it."
            " Empty: the one who calls takes part."
        ),
    )
    unnamed = forms.IntegerField(
        label=_("Seats without a name yet"), min_value=0, max_value=STAFF_GROUP, initial=0
    )
    organisation = LineField(label=_("Organisation"), max_length=160)
    fee = FeeField(label=_("Fee"), queryset=Fee.objects.none(), empty_label=None)
    extras = ExtrasField(
        label=_("Extras, for each of them"),
        queryset=Extra.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    way = forms.ChoiceField(
        label=_("Payment"),
        choices=[
            (PaymentMethod.INVOICE.value, _("Invoice")),
            (PaymentMethod.ONLINE.value, _("Mail a link to pay by card or Swish")),
        ],
        required=False,
    )
    org_number = LineField(label=_("Organisation number"), max_length=20)
    reference = LineField(label=_("Invoice reference"), max_length=120)
    invoice_email = AddressField(label=_("Invoice e-mail"))
    if_full = forms.ChoiceField(
        label=_("If there are not seats for all"),
        choices=[
            (IfFull.ASK.value, _("Stop and tell me")),
            (IfFull.SPLIT.value, _("Take the seats there are, and put the rest in the waitlist")),
            (IfFull.WAIT.value, _("Put everyone in the waitlist")),
        ],
    )
    uncounted_reason = LineField(
        label=_("Outside the count, because"),
        max_length=200,
        help_text=_(
            "For speakers, staff or someone squeezed in. They take no seat. Empty: they count."
        ),
    )
    note = LinesField(label=_("Note"), max_length=2000)

    def __init__(self, *args: Any, offering: Offering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offering = offering
        fee: Any = self.fields["fee"]
        fee.queryset = offering.fees.all()
        extras: Any = self.fields["extras"]
        extras.queryset = offering.extras.all()
        if not offering.extras.exists():
            del self.fields["extras"]
        if PaymentMethod.ONLINE in ways_to_pay(offering):
            self.fields["way"].help_text = self._hold_words()
        else:
            del self.fields["way"]
        self.initial = {
            "form_key": uuid4(),
            "language": "sv",
            "unnamed": 0,
            "fee": offering.fees.filter(is_offered=True).first(),
        }

    def _hold_words(self) -> str:
        minutes = self.offering.hold_minutes
        return ngettext(
            "With a link the seat is held for %(number)d minute, then it goes on to the next.",
            "With a link the seat is held for %(number)d minutes, then it goes on to the next.",
            minutes,
        ) % {"number": minutes}

    def clean_org_number(self) -> str:
        number: str = self.cleaned_data["org_number"]
        return clean_org_number(number) if number else ""

    def clean_people(self) -> list[tuple[str, str]]:
        """Return names and addresses, one a line."""
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines()]
        return [self._person_of(line) for line in lines if line]

    def _person_of(self, line: str) -> tuple[str, str]:
        name, _comma, email = (part.strip() for part in line.partition(","))
        if not name or len(name) > 120:
            raise ValidationError(
                gettext("“%(line)s” does not begin with a name.") % {"line": line[:60]}
            )
        if email:
            try:
                email = AddressField().clean(email)
            except ValidationError as error:
                words = gettext("“%(email)s” is not an e-mail address.") % {"email": email[:60]}
                raise ValidationError(words) from error
        return name, email

    def signup(self) -> Signup:
        """Return what the domain is told, of a valid form."""
        data = self.cleaned_data
        named: list[tuple[str, str]] = list(data["people"])
        unnamed: int = data["unnamed"] or 0
        if not named and not unnamed:
            named = [(data["contact_name"], data["contact_email"])]
        everyone = [*named, *[("", "")] * unnamed]
        extras = tuple(extra.pk for extra in data.get("extras", ()))
        return Signup(
            offering_id=self.offering.pk,
            form_key=data["form_key"],
            contact_name=data["contact_name"],
            contact_email=data["contact_email"],
            contact_phone=data["contact_phone"],
            language=data["language"],
            people=tuple(
                Person(
                    fee_id=data["fee"].pk,
                    name=name,
                    email=email,
                    organisation=data["organisation"],
                    extra_ids=extras,
                )
                for name, email in everyone
            ),
            payer=self._payer(),
            note=data["note"],
            if_full=IfFull(data["if_full"]),
        )

    def _payer(self) -> PayerDetails:
        data = self.cleaned_data
        kind = PayerKind(data["fee"].payer_kind)
        by_organisation = kind == PayerKind.ORGANISATION and data["organisation"]
        return PayerDetails(
            kind=kind,
            name=data["organisation"] if by_organisation else data["contact_name"],
            org_number=data["org_number"],
            reference=data["reference"],
            email=data["invoice_email"] or data["contact_email"],
            delivery=usual_delivery(data["org_number"]),
            pays_online=data.get("way") == PaymentMethod.ONLINE,
        )
