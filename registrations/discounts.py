"""Discount codes: found, checked and counted like seats, under the Offering's lock."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F, Q

from registrations.errors import CodeClosed, CodeNotForFee, CodeUnknown, CodeUsedUp
from registrations.models import DiscountCode, Fee, Offering, Participant
from registrations.words import LIVE, DiscountPer


def normal_code(text: str) -> str:
    """Return a code as it is kept: in capitals, without spaces."""
    return "".join(text.split()).upper()


def find_code(
    offering: Offering, text: str, fee_ids: Sequence[int], *, now: datetime
) -> tuple[DiscountCode, list[bool]]:
    """Return the code and, for each person's fee, whether that person gets the discount.

    Raises CodeUnknown, CodeClosed, CodeNotForFee and CodeUsedUp.
    """
    code = DiscountCode.objects.filter(offering=offering, code=normal_code(text)).first()
    if code is None:
        raise CodeUnknown
    if not code.is_open(now):
        raise CodeClosed
    gets = _who_gets(code, fee_ids)
    if not any(gets):
        raise CodeNotForFee
    if code.left is not None and code.left < sum(gets):
        raise CodeUsedUp
    return code, gets


def _who_gets(code: DiscountCode, fee_ids: Sequence[int]) -> list[bool]:
    holds = fees_lowered_by(code)
    gets = [fee_id in holds for fee_id in fee_ids]
    if code.per == DiscountPer.REGISTRATION and any(gets):
        first = gets.index(True)
        return [index == first for index in range(len(gets))]
    return gets


def fees_lowered_by(code: DiscountCode) -> set[int]:
    """Return the fees that the code holds for; one that costs nothing uses no code up."""
    fees = Fee.objects.filter(offering_id=code.offering_id, amount_ore__gt=0)
    only = set(code.fees.values_list("pk", flat=True))
    return {pk for pk in fees.values_list("pk", flat=True) if not only or pk in only}


def take_new(participants: Iterable[Participant]) -> None:
    """Count the codes that new participants use. Raises CodeUsedUp."""
    uses = Counter(one.discount_id for one in participants if one.discount_id is not None)
    for code_id, number in sorted(uses.items()):
        if not _count(code_id, number):
            raise CodeUsedUp


def count_use(participant: Participant, *, had: bool, has: bool) -> None:
    """Hand a use back when the participant leaves; who comes back gets it if one is left."""
    if participant.discount_id is None or had == has:
        return
    if not has:
        _count(participant.discount_id, -1)
    elif not _count(participant.discount_id, 1):
        participant.discount = None
        Participant.objects.filter(pk=participant.pk).update(discount=None)


def drop_unless_held(participant: Participant) -> None:
    """Hand back the use of a code that does not hold for the fee the participant now has."""
    code = participant.discount
    if code is None or participant.fee_id in fees_lowered_by(code):
        return
    count_use(participant, had=participant.status in LIVE, has=False)
    participant.discount = None
    participant.save(update_fields=["discount"])


def is_left(participant: Participant) -> bool:
    """Tell whether one who comes back would get the discount that was promised."""
    code = DiscountCode.objects.filter(participants=participant).first()
    return code is None or code.left is None or code.left > 0


def _count(code_id: int, number: int) -> bool:
    """Add uses to a code, or hand them back below 0, if that is possible; tell whether it was."""
    code = DiscountCode.objects.filter(pk=code_id)
    if number > 0:
        code = code.filter(Q(size__isnull=True) | Q(size__gte=F("used") + number))
    else:
        code = code.filter(used__gte=-number)
    return code.update(used=F("used") + number) == 1
