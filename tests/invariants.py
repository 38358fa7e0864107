"""What must be true of the whole database at every commit (DESIGN, "Always true")."""

from collections import Counter
from datetime import datetime

from django.utils import timezone

from registrations.charges import standing_charges
from registrations.models import Charge, Choice, LogEntry, Offering, Participant, Quota
from registrations.proof import first_disagreement
from registrations.seats import Room
from registrations.words import PROVISIONAL, SEATED, ChargeKind, ChoiceState, Status


def assert_always_true(now: datetime | None = None) -> None:
    """Fail with the first rule that the database breaks."""
    now = now or timezone.now()
    _assert_quotas()
    _assert_deadlines()
    for offering in Offering.objects.all():
        _assert_nobody_waits_beside_a_free_seat(offering, now)
        _assert_no_wish_beside_a_free_extra(offering)
    _assert_traces()
    _assert_charges()
    disagreement = first_disagreement(now)
    assert disagreement is None, disagreement


def _assert_quotas() -> None:
    occupied: Counter[int] = Counter()
    seated = Participant.objects.filter(status__in=SEATED, counted=True)
    for participant in seated.prefetch_related("fee__uses"):
        for use in participant.fee.uses.all():
            occupied[use.quota_id] += use.units
    taken = Choice.objects.filter(state=ChoiceState.TAKEN)
    for choice in taken.select_related("participant").prefetch_related("extra__uses"):
        assert choice.participant.status in SEATED, f"{choice} is taken without a seat"
        if choice.participant.counted:
            for extra_use in choice.extra.uses.all():
                occupied[extra_use.quota_id] += extra_use.units
    for quota in Quota.objects.all():
        assert quota.size is None or quota.taken <= quota.size, f"quota {quota.pk} is oversold"
        assert quota.taken == occupied[quota.pk], (
            f"quota {quota.pk} says {quota.taken}, occupied are {occupied[quota.pk]}"
        )


def _assert_deadlines() -> None:
    for participant in Participant.objects.all():
        assert (participant.status in PROVISIONAL) == (participant.seat_until is not None)
        if participant.status == Status.WAITING:
            assert participant.place is not None


def _assert_nobody_waits_beside_a_free_seat(offering: Offering, now: datetime) -> None:
    if not offering.runs_offers(now):
        return
    room = Room(offering)
    for participant in Participant.objects.filter(offering=offering).waiting():
        assert not room.fits_fee(participant.fee_id), f"{participant} waits beside a free seat"


def _assert_no_wish_beside_a_free_extra(offering: Offering) -> None:
    if offering.state == Offering.State.CANCELLED:
        return
    room = Room(offering)
    wishes = Choice.objects.filter(
        participant__offering=offering,
        participant__status=Status.CONFIRMED,
        state=ChoiceState.WISHED,
    )
    for choice in wishes:
        assert not room.fits_extra(choice.extra_id), f"{choice} is wished beside a free one"


def _assert_traces() -> None:
    """Each participant's log is one unbroken chain that ends in the status the row has."""
    chains: dict[int, str] = {}
    for entry in LogEntry.objects.exclude(to_status="").order_by("pk"):
        assert entry.participant_id is not None
        assert chains.get(entry.participant_id, "") == entry.from_status
        chains[entry.participant_id] = entry.to_status
    statuses = dict(Participant.objects.values_list("pk", "status"))
    assert chains == statuses


def _assert_charges() -> None:
    """A seat that is confirmed or held has been charged, and no seat is charged twice.

    A fee given back whole to someone who keeps the seat is charged no more.
    """
    for participant in Participant.objects.select_related("fee"):
        has_price = participant.fee.amount_ore > 0
        charged = Charge.objects.filter(participant=participant, kind=ChargeKind.FEE).exists()
        standing = [one for one in standing_charges(participant) if one.kind == ChargeKind.FEE]
        if has_price and participant.status in {Status.CONFIRMED, Status.HELD}:
            assert charged, f"{participant} was never charged"
        most = int(has_price and participant.status in SEATED)
        assert len(standing) <= most, f"{participant} owes wrongly"
