"""How what is chosen in a sign-up form is paid: the way, the discount code, the sum, by whom."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from registrations.discounts import find_code
from registrations.errors import DomainError
from registrations.forms import reading
from registrations.forms.bill import Bill, bill_of
from registrations.forms.fields import LineField, PlainForm
from registrations.forms.menu import ExtraOption, FeeOption, Menu
from registrations.forms.payer import BuyerForm, PayerForm
from registrations.forms.person import PersonForm
from registrations.models import DiscountCode
from registrations.signup_sheet import PayerDetails
from registrations.words import PayerKind, PaymentMethod


class WayForm(PlainForm):
    """How to pay, where there is a choice."""

    def __init__(self, *, ways: tuple[PaymentMethod, ...], must: bool, **options: Any) -> None:
        super().__init__(prefix="pay", **options)
        self.must = must
        self.fields["way"] = forms.ChoiceField(
            label=_("How do you want to pay?"),
            choices=[(way.value, way.label) for way in ways],
            widget=forms.RadioSelect,
            required=False,
            error_messages={"invalid_choice": _("Choose how to pay.")},
        )

    def clean(self) -> None:
        if self.must:
            self.require("way", _("Choose how to pay."))


class CodeForm(PlainForm):
    """A discount code; whether it holds is seen by `Paying`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(prefix="pay", **options)
        self.fields["code"] = LineField(label=_("Discount code"), max_length=40)


@dataclass(frozen=True)
class Discount:
    """What a typed code comes to: the fees it lowers, or why it does not hold."""

    code: DiscountCode | None = None
    lowered: tuple[FeeOption, ...] = ()
    refusal: DomainError | None = None
    error: str = ""


class Paying:
    """The payment part of one form; nothing of it is asked where nothing costs."""

    def __init__(
        self,
        menu: Menu,
        data: QueryDict,
        people: list[PersonForm],
        *,
        is_sent: bool,
        may_try_code: bool,
    ) -> None:
        self.menu, self.data, self.people = menu, data, people
        self.is_sent, self.may_try_code = is_sent, may_try_code
        self.code_refusal: DomainError | None = None

    @cached_property
    def fees(self) -> list[FeeOption]:
        """Return the fee of each person who has chosen one."""
        return [
            row["option"] for person in self.people for row in person.fee_rows() if row["ticked"]
        ]

    @cached_property
    def options(self) -> list[FeeOption | ExtraOption]:
        """Return every fee and extra chosen."""
        extras = [
            row["option"] for person in self.people for row in person.extra_rows() if row["ticked"]
        ]
        return [*self.fees, *extras]

    @cached_property
    def bill(self) -> Bill:
        return bill_of(self.options, code=self.discount.code, lowered=self.discount.lowered)

    @property
    def is_complete(self) -> bool:
        """Tell whether everyone has a fee, so that the sum says something."""
        return len(self.fees) == len(self.people)

    @property
    def by_organisation(self) -> bool:
        return any(fee.organisation_pays for fee in self.fees)

    @property
    def is_due(self) -> bool:
        return self.bill.gross_ore > 0

    @property
    def is_covered(self) -> bool:
        """Tell whether a code takes all of the price away."""
        return bool(self.discount.lowered) and self.is_complete and not self.is_due

    @property
    def is_over_limit(self) -> bool:
        """Tell whether the receipt has to name the buyer."""
        limit = self.menu.receipt_limit_ore
        return limit is not None and self.bill.gross_ore > limit

    # The way of paying.

    @property
    def asks_way(self) -> bool:
        return len(self.menu.ways) > 1

    @cached_property
    def way(self) -> PaymentMethod | None:
        """Return the way that was chosen or is the only one, otherwise what the fee proposes."""
        ways = self.menu.ways
        if len(ways) < 2:
            return ways[0] if ways else None
        chosen = self.data.get("pay-way")
        return next((way for way in ways if way.value == chosen), self._proposed)

    @property
    def way_was_sent(self) -> bool:
        """Tell whether there was a choice before: then no script proposes another."""
        return bool(self.data.get("pay-way"))

    @property
    def _proposed(self) -> PaymentMethod | None:
        """Propose an invoice to organisations, and paying at once to people."""
        fees = self.fees or self.menu.fees
        kinds = {fee.organisation_pays for fee in fees}
        if self.fees:
            kinds = {True in kinds}
        if len(kinds) != 1:
            return None
        return PaymentMethod.INVOICE if kinds.pop() else PaymentMethod.ONLINE

    @property
    def pays_online(self) -> bool:
        return self.way == PaymentMethod.ONLINE

    def way_rows(self) -> list[dict[str, Any]]:
        """Return the ways to choose from, with the words of each."""
        words = {
            PaymentMethod.ONLINE: pgettext("way of paying", "Card or Swish now"),
            PaymentMethod.INVOICE: pgettext("way of paying", "Invoice"),
        }
        return [
            {"way": way.value, "words": words[way], "ticked": way == self.way}
            for way in self.menu.ways
        ]

    @property
    def hold_words(self) -> str:
        minutes = self.menu.offering.hold_minutes
        return ngettext(
            "The seat is held for %(number)d minute while you pay.",
            "The seat is held for %(number)d minutes while you pay.",
            minutes,
        ) % {"number": minutes}

    @cached_property
    def way_form(self) -> WayForm:
        raw = reading.part(self.data, "pay")
        must = self.asks_way and self.is_due
        return WayForm(ways=self.menu.ways, must=must, **self._kept("pay", raw, checked=must))

    # The discount code.

    @property
    def typed_code(self) -> str:
        return self.data.get("pay-code", "").strip()

    @property
    def asks_code(self) -> bool:
        return self.menu.has_codes or bool(self.typed_code)

    @cached_property
    def code_form(self) -> CodeForm:
        return CodeForm(**self._kept("pay", reading.part(self.data, "pay")))

    @cached_property
    def discount(self) -> Discount:
        if not self.typed_code or not self.menu.can_cost:
            return Discount()
        if not self.may_try_code:
            return Discount(
                error=_("Too many codes were tried. Wait an hour, or sign up without a code.")
            )
        if not self.fees:
            return Discount(error=_("Choose a fee first, then use the code."))
        return self._find_discount()

    def _find_discount(self) -> Discount:
        fee_ids = [fee.pk for fee in self.fees]
        try:
            code, gets = find_code(
                self.menu.offering, self.typed_code[:40], fee_ids, now=self.menu.now
            )
        except DomainError as refusal:
            return Discount(refusal=refusal, error=str(refusal))
        lowered = tuple(fee for fee, one_gets in zip(self.fees, gets, strict=True) if one_gets)
        return Discount(code, lowered)

    @property
    def code_error(self) -> str:
        """Return the sentence beside the code, whoever found it wrong."""
        if self.code_refusal is not None:
            return str(self.code_refusal)
        # An unbound form has no errors.
        found = map(str, self.code_form.errors.get("code", ()))
        return next(found, self.discount.error)

    # Who pays.

    @property
    def organisation_pays(self) -> bool:
        """Tell whether something is due that an organisation pays."""
        return self.by_organisation and self.is_due

    @property
    def asks_buyer(self) -> bool:
        """Tell whether a private person pays so much online that the receipt names them."""
        is_private = bool(self.fees) and not self.by_organisation
        return is_private and self.pays_online and self.is_over_limit

    @cached_property
    def organisation(self) -> PayerForm:
        raw = reading.part(self.data, "payer")
        # Where no organisation pays its fields were not shown: what stands there is only kept.
        return PayerForm(
            organisation=self.data.get("contact-organisation", "").strip(),
            is_invoiced=not self.pays_online,
            needs_address=not self.pays_online or self.is_over_limit,
            **self._kept("payer", raw, checked=self.organisation_pays),
        )

    @cached_property
    def buyer(self) -> BuyerForm:
        raw = reading.part(self.data, "buyer")
        return BuyerForm(**self._kept("buyer", raw, checked=self.asks_buyer))

    def parts(self) -> list[forms.Form]:
        """Return the forms that are to be checked, in the order of the page."""
        found: list[forms.Form] = []
        if self.asks_way and self.is_due:
            found.append(self.way_form)
        if self.organisation_pays:
            found.append(self.organisation)
        if self.asks_buyer:
            found.append(self.buyer)
        return found

    def _kept(self, prefix: str, raw: reading.Raw, *, checked: bool = True) -> dict[str, Any]:
        return reading.kept(prefix, raw, checked=checked and self.is_sent)

    def payer(self, *, name: str, email: str, organisation: str) -> PayerDetails:
        """Return who pays, of a valid form."""
        if self.organisation_pays:
            return self.organisation.details(pays_online=self.pays_online)
        if self.by_organisation:
            return PayerDetails(
                kind=PayerKind.ORGANISATION,
                name=organisation,
                email=email,
                pays_online=self.pays_online,
            )
        address = self.buyer.cleaned_data if self.asks_buyer else {}
        return PayerDetails(
            kind=PayerKind.PERSON,
            name=address.get("name") or name,
            email=email,
            street=address.get("street", ""),
            postcode=address.get("postcode", ""),
            town=address.get("town", ""),
            pays_online=self.pays_online,
        )
