"""What a reader may know of an Offering at a glance (when, where, price, seats), read in few queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
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


def facts_for(
    page_keys: Iterable[UUID], now: datetime | None = None
) -> dict[UUID, list[OfferingFacts]]:
    """Return the facts of each page's offerings, in order of time; five queries, whatever the number."""
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
    now = now or timezone.now()
    listed = list(offerings)
    people = _people(listed)
    return [_facts(offering, people[offering.pk], now) for offering in listed]


def _people(offerings: list[Offering]) -> Mapping[int, People]:
    """Count the counted people who wait and who are confirmed, by offering, fee and status."""
    counted: dict[int, People] = defaultdict(dict)
    if not offerings:
        return counted
    rows = (
        Participant.objects.filter(
            offering__in=[offering.pk for offering in offerings],
            status__in=[Status.WAITING, Status.CONFIRMED],
            counted=True,
        )
        .order_by()
        .values_list("offering_id", "fee_id", "status")
        .annotate(number=Count("pk"))
    )
    for offering_id, fee_id, status, number in rows:
        counted[offering_id][fee_id, status] = number
    return counted


def _facts(offering: Offering, people: People, now: datetime) -> OfferingFacts:
    occasions = tuple(offering.occasions.all())
    fees = list(offering.fees.all())
    return OfferingFacts(
        offering=offering,
        title=offering.title,
        starts_at=occasions[0].starts_at if occasions else None,
        ends_at=max((occasion.ends_at for occasion in occasions), default=None),
        occasions=occasions,
        place=_place(occasions),
        town=next((occasion.town for occasion in occasions if occasion.town), ""),
        prices=tuple(_price(fee, now) for fee in fees if _is_shown(fee, now)),
        seats=_seats(offering, fees, people, now),
        closes_at=offering.closes_at,
        minimum=offering.minimum,
        decision_on=offering.decision_on,
        confirmed_count=sum(
            number for (_fee, status), number in people.items() if status == Status.CONFIRMED
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


def _seats(offering: Offering, fees: list[Fee], people: People, now: datetime) -> SeatsFact:
    has_waitlist = offering.waitlist != WaitlistMode.NONE
    waiting = sum(number for (_fee, status), number in people.items() if status == Status.WAITING)
    kind, left = _closed_kind(offering, now), None
    if not kind:
        kind, left = _open_kind(fees, people, now)
    return SeatsFact(
        kind=kind,
        left=left,
        waiting=waiting,
        opens_at=offering.opens_at,
        has_waitlist=has_waitlist,
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


def _open_kind(fees: list[Fee], people: People, now: datetime) -> tuple[str, int | None]:
    """Return the kind and number of seats; seats that a waiter fits belong to the line."""
    open_fees = [fee for fee in fees if fee.is_open(now)]
    if not open_fees:
        return "closed", None
    waiter_fits = any(people.get((fee.pk, Status.WAITING)) and _room(fee) != 0 for fee in fees)
    left, size = _total(open_fees, _room), _total(open_fees, _size)
    if left == 0 or waiter_fits:
        return "full", 0
    if left is None or size is None:
        return "available", None
    is_few = left <= FEW_SEATS or left * FEW_SHARE <= size
    return ("few" if is_few else "available"), left


def _room(fee: Fee) -> int | None:
    """Return how many more people fit at a fee, or None without a limit."""
    rooms = [use.quota.left // use.units for use in fee.uses.all() if use.quota.left is not None]
    return min(rooms, default=None)


def _size(fee: Fee) -> int | None:
    sizes = [use.quota.size // use.units for use in fee.uses.all() if use.quota.size is not None]
    return min(sizes, default=None)


def _total(fees: list[Fee], measure: Callable[[Fee], int | None]) -> int | None:
    """Add up the seats of fees that share no quota; of those that share one, the roomiest counts."""
    measured: list[tuple[int, set[int]]] = []
    for fee in fees:
        number = measure(fee)
        if number is None:
            return None
        measured.append((number, {use.quota_id for use in fee.uses.all()}))
    total, used = 0, set[int]()
    for number, quotas in sorted(measured, key=lambda pair: -pair[0]):
        if not quotas & used:
            total += number
            used |= quotas
    return total
