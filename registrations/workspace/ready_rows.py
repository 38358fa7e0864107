"""What is to be invoiced, as rows under each buyer, with what is to be put right first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext, pgettext_lazy

from registrations.document_parties import endpoint_of
from registrations.invoicing.grouping import Key, buyer_key
from registrations.invoicing.ready import Uninvoiced, uninvoiced
from registrations.models import Buyer, DraftPayer, Offering, Payer
from registrations.words import InvoiceDelivery, PayerKind
from registrations.workspace.addresses import registration_url
from registrations.workspace.listing import is_key

READY, WAITING, DRAFTED, TROUBLED = "ready", "waiting", "drafted", "troubled"
SHOWN = {
    READY: pgettext_lazy("to invoice", "Ready"),
    WAITING: pgettext_lazy("to invoice", "Invoiced later"),
    TROUBLED: pgettext_lazy("to invoice", "To put right"),
    DRAFTED: pgettext_lazy("to invoice", "In a draft"),
}
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Trouble:
    """What is missing, and where to put it right; no address where the user may not."""

    words: str
    url: str


class ReadyRow:
    """One payer's charges: of one registration."""

    def __init__(self, one: Uninvoiced, *, draft: int | None, may_open: bool, today: date) -> None:
        self.payer = one.payer
        self.key = one.payer.pk
        self.reference = one.payer.registration.reference
        self.offering = one.payer.registration.offering
        self.url = registration_url(one.payer.registration_id) if may_open else ""
        self.net_ore, self.gross_ore, self.paid_ore = one.net_ore, one.gross_ore, one.paid_ore
        self.draft = draft
        self.bill_from = one.bill_from
        self.is_waiting = not one.is_ready(today)
        self.troubles = list(_troubles(one.payer, may_open))

    @property
    def state(self) -> str:
        if self.draft is not None:
            return DRAFTED
        return WAITING if self.is_waiting else READY


@dataclass
class BuyerGroup:
    """All that one buyer is to be invoiced."""

    key: Key
    payer: Payer
    is_known: bool
    rows: list[ReadyRow] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.payer.name or self.payer.registration.contact_name

    @property
    def wants_one(self) -> bool:
        return len(self.rows) > 1 and any(row.payer.wants_one_invoice for row in self.rows)

    @property
    def has_many_references(self) -> bool:
        return len({(row.payer.reference, row.payer.order_number) for row in self.rows}) > 1

    @property
    def net_ore(self) -> int:
        return sum(row.net_ore for row in self.rows)

    @property
    def confirm_url(self) -> str:
        can_be = self.payer.kind == PayerKind.ORGANISATION and self.payer.org_number
        if not can_be or self.is_known or not self.rows[0].url:
            return ""
        return reverse("workspace:confirm_buyer", args=[self.payer.pk])


class ReadyListing:
    """What is to be invoiced under the filters of an address: state, event and words."""

    def __init__(self, user: Any, query: Mapping[str, Any]) -> None:
        self.user = user
        self.today = timezone.localdate()
        state, offering = query.get("state", READY), query.get("offering", "")
        self.state = state if state in SHOWN else READY
        self.offering = int(offering) if is_key(offering) else None
        self.words = " ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH]

    @cached_property
    def _rows(self) -> list[ReadyRow]:
        """Return every row that the event and the words leave, whatever its state."""
        found = uninvoiced()
        drafts = dict(DraftPayer.objects.values_list("payer", "draft"))
        visible = set(Offering.objects.visible_to(self.user).values_list("pk", flat=True))
        rows = [
            ReadyRow(
                one,
                draft=drafts.get(one.payer.pk),
                may_open=one.payer.registration.offering_id in visible,
                today=self.today,
            )
            for one in found
        ]
        return [row for row in rows if self._fits(row)]

    def _fits(self, row: ReadyRow) -> bool:
        if self.offering and row.offering.pk != self.offering:
            return False
        text = " ".join(
            (row.reference, row.payer.name, row.payer.org_number, row.payer.reference)
        ).casefold()
        return all(word in text for word in self.words.casefold().split())

    @cached_property
    def rows(self) -> list[ReadyRow]:
        if self.state == TROUBLED:
            return [row for row in self._rows if row.troubles and row.draft is None]
        return [row for row in self._rows if row.state == self.state]

    @cached_property
    def groups(self) -> list[BuyerGroup]:
        """Return the buyers by name, each with its registrations."""
        known = set(Buyer.objects.values_list("org_number", flat=True))
        groups: dict[Key, BuyerGroup] = {}
        for row in self.rows:
            key = buyer_key(row.payer)
            if key not in groups:
                groups[key] = BuyerGroup(key, row.payer, row.payer.org_number in known)
            groups[key].rows.append(row)
        return sorted(groups.values(), key=lambda group: (group.name.casefold(), group.key))

    @property
    def net_ore(self) -> int:
        return sum(row.net_ore for row in self.rows)

    def views(self) -> list[tuple[str, str, bool, int]]:
        """Return the states as links: words, address, whether shown, and how many."""
        counts = dict.fromkeys(SHOWN, 0)
        for row in self._rows:
            counts[row.state] += 1
            counts[TROUBLED] += bool(row.troubles and row.draft is None)
        return [
            (str(words), self.query(state=state), state == self.state, counts[state])
            for state, words in SHOWN.items()
        ]

    def query(self, **changes: str) -> str:
        parts = {
            "state": self.state,
            "offering": str(self.offering or ""),
            "q": self.words,
            **changes,
        }
        return f"?{urlencode({key: value for key, value in parts.items() if value})}"

    def offerings(self) -> list[tuple[int, str]]:
        """Return the events with something to invoice."""
        found = {row.offering.pk: str(row.offering) for row in self._rows}
        return sorted(found.items(), key=lambda pair: pair[1].casefold())

    @property
    def is_narrowed(self) -> bool:
        return bool(self.offering or self.words)


def _troubles(payer: Payer, may_open: bool) -> Iterable[Trouble]:
    """Yield what would stop the invoice, or make the buyer send it back."""
    details = vat = ""
    if may_open:
        details = reverse("workspace:change_payer", args=[payer.registration_id, payer.pk])
        vat = reverse("workspace:payer_vat", args=[payer.pk])
    if payer.kind != PayerKind.ORGANISATION:
        return
    if not payer.org_number:
        yield Trouble(gettext("Organisation number missing"), details)
    if not (payer.street and payer.town):
        yield Trouble(gettext("Address missing"), details)
    if not (payer.reference or payer.order_number):
        yield Trouble(gettext("Reference or order number missing"), details)
    if payer.delivery == InvoiceDelivery.PEPPOL and not (payer.endpoint or endpoint_of(payer)):
        yield Trouble(gettext("Peppol address missing"), details)
    if payer.country != "SE" and not payer.vat_number:
        yield Trouble(gettext("Buyer abroad without VAT number"), details)
    elif payer.country != "SE":
        yield Trouble(pgettext("to invoice", "Buyer abroad: check the VAT"), vat)
