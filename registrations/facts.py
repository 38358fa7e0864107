"""What a reader sees of an Offering at a glance: when, where, price, seats; in few queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import inf
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext

from registrations import formats
from registrations.models import Fee, FeeQuota, Occasion, Offering, Participant
from registrations.pricing import price_of
from registrations.words import PayerKind, Status, WaitlistMode

FEW_SEATS = 12
FEW_SHARE = 10

ICONS = {
    "available": "disc",
    "few": "half",
    "full": "clock",
    "opens": "dashed",
    "closed": "dashed",
    "external": "dashed",
    "cancelled": "struck",
    "over": "tick",
}

# How many people, by fee and status.
People = dict[tuple[int, str], int]


@dataclass(frozen=True)
class SeatsFact:
    """How it stands with the seats; `left` is None without a limit, `waiting` counts people."""

    kind: str
    left: int | None = None
    waiting: int = 0
    opens_at: datetime | None = None
    has_waitlist: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def takes_people(self) -> bool:
        """Tell whether the button leads to a form: to a seat, or to a place in line."""
        return self.kind in {"available", "few"} or (self.kind == "full" and self.has_waitlist)

    @property
    def words(self) -> str:
        if self.kind == "few":
            return ngettext("%(number)d seat left", "%(number)d seats left", self.left or 0) % {
                "number": self.left
            }
        if self.kind == "full":
            return self._full_words()
        if self.kind == "opens" and self.opens_at is not None:
            return gettext("Opens %(day)s") % {"day": formats.short_day(self.opens_at)}
        return {
            "available": pgettext("seats", "Seats available"),
            "closed": pgettext("seats", "Sign-up is closed"),
            "external": pgettext("seats", "Sign up with the organiser"),
            "cancelled": pgettext("seats", "Cancelled"),
            "over": pgettext("seats", "Has taken place"),
        }[self.kind]

    def _full_words(self) -> str:
        if not self.has_waitlist:
            return pgettext("seats", "Full")
        if not self.waiting:
            return gettext("Full. Waitlist: nobody before you")
        return gettext("Full. Waitlist: %(number)d before you") % {"number": self.waiting}


@dataclass(frozen=True)
class PriceFact:
    """One fee as a reader sees it: without VAT to an organisation, with VAT to a private person."""

    name: str
    payer_kind: str
    net_ore: int
    vat_ore: int
    gross_ore: int
    vat_rate: Decimal
    shown_ore: int
    note: str
    is_open: bool
    closes_at: datetime | None

    @property
    def words(self) -> str:
        return formats.price(self.shown_ore)

    @property
    def last_day(self) -> date | None:
        return formats.last_day(self.closes_at)


@dataclass(frozen=True)
class OfferingFacts:
    """An Offering's facts at one moment, in the language that was active when they were read."""

    offering: Offering
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    occasions: tuple[Occasion, ...]
    place: str
    town: str
    prices: tuple[PriceFact, ...]
    seats: SeatsFact
    closes_at: datetime | None
    minimum: int | None
    decision_on: date | None
    confirmed_count: int
    has_waitlist: bool

    @property
    def signup_url(self) -> str:
        return reverse("registrations:signup", args=[self.offering.slug])

    @property
    def lowest_price(self) -> PriceFact | None:
        """Return the lowest price that can be chosen now, or of all when none can."""
        open_prices = [price for price in self.prices if price.is_open] or self.prices
        return min(open_prices, key=lambda price: price.shown_ore, default=None)

    @property
    def lacks(self) -> int:
        """Return how many more people it needs to run."""
        return max(0, (self.minimum or 0) - self.confirmed_count)

    @property
    def is_plain_signup(self) -> bool:
        """Tell whether the form leads to a seat at once, not to a line or a decision."""
        return self.seats.kind != "full" and not self.offering.approval

    @property
    def button_words(self) -> str:
        if self.offering.approval:
            return pgettext("button", "Apply for a place")
        if self.seats.kind == "full":
            return gettext("Join the waitlist")
        return pgettext("button", "Sign up")

    @property
    def runs_if(self) -> str:
        """Return what must be true for it to run, while that is not decided."""
        decided = self.decision_on is not None and self.decision_on < timezone.localdate()
        if not self.lacks or decided or self.seats.kind in {"cancelled", "over"}:
            return ""
        words = gettext("It runs if at least %(number)d people sign up.") % {"number": self.minimum}
        if self.decision_on is None:
            return words
        day = {"day": formats.day(self.decision_on)}
        decision = gettext("We decide on %(day)s. Book nothing of your own before then.") % day
        return f"{words} {decision}"


@dataclass(frozen=True)
class Parts:
    """The rows that an Offering's facts are made of."""

    offering: Offering
    occasions: tuple[Occasion, ...]
    fees: list[Fee]
    uses: Mapping[int, list[FeeQuota]]
    people: People


def facts_for(
    page_keys: Iterable[UUID], now: datetime | None = None
) -> dict[UUID, list[OfferingFacts]]:
    """Return the facts of each page's offerings, in order of time; five queries in all."""
    offerings = with_facts(Offering.objects.filter(page_key__in=set(page_keys)))
    found: dict[UUID, list[OfferingFacts]] = defaultdict(list)
    for facts in read_facts(offerings, now):
        if facts.offering.page_key is not None:
            found[facts.offering.page_key].append(facts)
    return dict(found)


def facts_of(offering: Offering, now: datetime | None = None) -> OfferingFacts:
    """Return one offering's facts, read anew."""
    return read_facts(with_facts(Offering.objects.filter(pk=offering.pk)), now)[0]


def with_facts(offerings: QuerySet[Offering]) -> QuerySet[Offering]:
    """Return the offerings with what their facts are made of, four queries in all."""
    uses = Prefetch("fees__uses", queryset=FeeQuota.objects.select_related("quota"))
    return offerings.prefetch_related("occasions", "fees", uses)


def read_facts(offerings: Iterable[Offering], now: datetime | None = None) -> list[OfferingFacts]:
    """Return the facts of offerings that came by `with_facts`; one query more, for the people."""
    listed = list(offerings)
    people = _people(listed)
    return [
        make_facts(
            Parts(
                offering=offering,
                occasions=tuple(offering.occasions.all()),
                fees=list(offering.fees.all()),
                uses={fee.pk: list(fee.uses.all()) for fee in offering.fees.all()},
                people=people[offering.pk],
            ),
            now or timezone.now(),
        )
        for offering in listed
    ]


def people_counted(offerings: QuerySet[Offering, Any] | list[int]) -> QuerySet[Participant, Any]:
    """Return the counted people who wait or are confirmed, grouped by offering, fee and status."""
    return (
        Participant.objects.filter(
            offering__in=offerings, status__in=[Status.WAITING, Status.CONFIRMED], counted=True
        )
        .order_by()
        .values("offering_id", "fee_id", "status")
    )


def _people(offerings: list[Offering]) -> Mapping[int, People]:
    counted: dict[int, People] = defaultdict(dict)
    if offerings:
        rows: Iterable[Any] = people_counted([one.pk for one in offerings]).annotate(
            people=Count("pk")
        )
        for row in rows:
            counted[row["offering_id"]][row["fee_id"], row["status"]] = row["people"]
    return counted


def make_facts(parts: Parts, now: datetime) -> OfferingFacts:
    """Return the facts that the rows amount to at this moment."""
    offering, occasions = parts.offering, parts.occasions
    return OfferingFacts(
        offering=offering,
        title=offering.title,
        starts_at=occasions[0].starts_at if occasions else None,
        ends_at=max((occasion.ends_at for occasion in occasions), default=None),
        occasions=occasions,
        place=_place(occasions),
        town=next((occasion.town for occasion in occasions if occasion.town), ""),
        prices=tuple(_price(fee, now) for fee in parts.fees if _is_shown(fee, now)),
        seats=_seats(parts, now),
        closes_at=offering.closes_at,
        minimum=offering.minimum,
        decision_on=offering.decision_on,
        confirmed_count=sum(
            number for (_fee, status), number in parts.people.items() if status == Status.CONFIRMED
        ),
        has_waitlist=offering.waitlist != WaitlistMode.NONE,
    )


def _place(occasions: tuple[Occasion, ...]) -> str:
    """Return the place in short words; several places give their towns."""
    places = list(dict.fromkeys(place_words(occasion) for occasion in occasions))
    if len(places) <= 1:
        return places[0] if places else ""
    towns = dict.fromkeys(
        pgettext("place", "Online") if occasion.is_online else occasion.town or occasion.place_name
        for occasion in occasions
    )
    return ", ".join(town for town in towns if town)


def place_words(occasion: Occasion) -> str:
    """Return "Stadshallen, Lund" or "Online"."""
    if occasion.is_online:
        return pgettext("place", "Online")
    return ", ".join(part for part in (occasion.place_name, occasion.town) if part)


def _is_shown(fee: Fee, now: datetime) -> bool:
    return fee.is_offered and (fee.closes_at is None or now < fee.closes_at)


def _price(fee: Fee, now: datetime) -> PriceFact:
    money = price_of(fee)
    with_vat = fee.payer_kind == PayerKind.PERSON
    note = pgettext("price", "incl. VAT") if with_vat else pgettext("price", "excl. VAT")
    return PriceFact(
        name=fee.name,
        payer_kind=fee.payer_kind,
        net_ore=money.net_ore,
        vat_ore=money.vat_ore,
        gross_ore=money.gross_ore,
        vat_rate=money.vat_rate,
        shown_ore=money.gross_ore if with_vat else money.net_ore,
        note=note if money.vat_ore else "",
        is_open=fee.is_open(now),
        closes_at=fee.closes_at,
    )


def _seats(parts: Parts, now: datetime) -> SeatsFact:
    kind, left = _closed_kind(parts.offering, now), None
    if not kind:
        kind, left = _open_kind(parts, now)
    return SeatsFact(
        kind=kind,
        left=left,
        waiting=sum(
            number for (_fee, status), number in parts.people.items() if status == Status.WAITING
        ),
        opens_at=parts.offering.opens_at,
        has_waitlist=parts.offering.waitlist != WaitlistMode.NONE,
    )


def _closed_kind(offering: Offering, now: datetime) -> str:
    """Return why nobody can sign up now, or nothing."""
    if offering.state == Offering.State.CANCELLED:
        return "cancelled"
    if offering.is_over(now):
        return "over"
    if offering.is_open(now):
        return ""
    opens_later = offering.opens_at is not None and now < offering.opens_at
    return "opens" if opens_later and offering.state == Offering.State.OPEN else "closed"


def _open_kind(parts: Parts, now: datetime) -> tuple[str, int | None]:
    """Return the kind and number of seats; seats that a waiter fits belong to the line."""
    open_uses = [parts.uses.get(fee.pk, []) for fee in parts.fees if fee.is_open(now)]
    if not open_uses:
        return "closed", None
    waiter_fits = any(
        parts.people.get((fee.pk, Status.WAITING)) and _fits(parts.uses.get(fee.pk, []), "left")
        for fee in parts.fees
    )
    left, size = _total(open_uses, "left"), _total(open_uses, "size")
    if left == 0 or waiter_fits:
        return "full", 0
    if left is None or size is None:
        return "available", None
    is_few = left <= FEW_SEATS or left * FEW_SHARE <= size
    return ("few" if is_few else "available"), left


def _fits(uses: list[FeeQuota], measure: str) -> int | float:
    """Return how many people the quotas of a fee hold, by what is `left` or by `size`."""
    numbers = [(getattr(use.quota, measure), use.units) for use in uses]
    return min((number // units for number, units in numbers if number is not None), default=inf)


def _total(uses_of_fees: list[list[FeeQuota]], measure: str) -> int | None:
    """Add up the seats of fees that share no quota; of those that do, the roomiest counts."""
    total: int | float = 0
    used = set[int]()
    for uses in sorted(uses_of_fees, key=lambda uses: -_fits(uses, measure)):
        quotas = {use.quota_id for use in uses}
        if not quotas & used:
            total += _fits(uses, measure)
            used |= quotas
    return None if total == inf else int(total)
