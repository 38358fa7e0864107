"""Counts each movement once, however many files and formats tell of it.

The bank's own number decides; without one, all parts together and the how-manieth with them. In
another format the same payment has another number: it is met by account, day, sum, and a sign
that both bear, such as the reference. What may be the same or not is for a person.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from registrations.invoicing.bank.accounts import Accounts
from registrations.invoicing.bank.entries import Contents, Entry, fingerprint_of
from registrations.invoicing.bank.index import Index, first_free
from registrations.invoicing.bank.lookup import by_key, rows_by, taken_back
from registrations.invoicing.bank.reasons import Aside
from registrations.invoicing.bank.signs import contradict, says_nothing, signs_of, signs_of_movement
from registrations.invoicing.bank.sums import Groups
from registrations.models import BankMovement
from registrations.words import BankFormat

LONGEST_NUMBER = 60


@dataclass
class Verdict:
    """What an entry is: new (`why` empty), known, or put aside because of `why`."""

    entry: Entry
    key: str
    is_known: bool = False
    why: str = ""
    # The movement that it is, or may be, the same as.
    like: BankMovement | None = None


@dataclass
class Counted:
    verdicts: list[Verdict]
    # Movements that another format told of now for the first time.
    met: list[BankMovement] = field(default_factory=list)
    # Sums put aside earlier whose details have come with this file.
    itemised: list[BankMovement] = field(default_factory=list)


def count_once(contents: Contents, accounts: Accounts) -> Counted:
    """Say of each entry of a file whether it is new; the transaction holds the accounts."""
    return _Counting(contents, accounts).count()


class _Counting:
    def __init__(self, contents: Contents, accounts: Accounts) -> None:
        self.contents = contents
        self.accounts = accounts
        self.format = str(contents.format)
        self.used: set[int] = set()
        self.counted = Counted([])

    def count(self) -> Counted:
        entries = list(self.contents.entries)
        keys = keys_of(entries)
        self.counted.verdicts = [
            Verdict(entry, key) for entry, key in zip(entries, keys, strict=True)
        ]
        self._by_key()
        self._by_signs(self._met_before, self._shares_reference, self._shares_sign)
        self._by_sum()
        self._by_signs(self._has_same_sum)
        self._by_money_taken_back()
        self._parts_of_sums()
        return self.counted

    def _open(self) -> list[Verdict]:
        return [one for one in self.counted.verdicts if not one.is_known and not one.why]

    def _by_key(self) -> None:
        """Meet what has come before by the bank's number, and the same one twice in this file."""
        wanted = {key for one in self.counted.verdicts for key in (one.key, _own_key(one))}
        known = by_key(wanted)
        seen: dict[str, Entry] = {}
        for one in self.counted.verdicts:
            own = _own_key(one)
            movement = known.get(own) or known.get(one.key)
            if movement is not None and _is_same(one.entry, movement):
                if own not in known and self._is_other_message(one.entry, movement):
                    one.why, one.key, one.like = Aside.MAYBE_SAME, own, movement
                else:
                    one.is_known, one.like = True, movement
                    self.used.add(movement.pk)
            elif movement is not None:
                one.why, one.key, one.like = Aside.SAME_NUMBER, own, movement
            elif (first := seen.get(one.key)) is not None:
                if first.parts_hash == one.entry.parts_hash or own in seen:
                    one.is_known = True
                else:
                    one.why, one.key = Aside.SAME_NUMBER, own
            seen.setdefault(one.key, one.entry)

    def _is_other_message(self, entry: Entry, movement: BankMovement) -> bool:
        """Tell whether an entry without a number came before in another message of a bank's.

        Overlapping files of CSV are usual, and rows are then the same; a bank's messages are not.
        """
        return (
            not entry.number
            and self.contents.format != BankFormat.CSV
            and movement.file.format == self.format
            and movement.file.message_id != self.contents.message_id
        )

    def _by_signs(self, *ways: Callable[[Verdict, Index], None]) -> None:
        """Meet what another format has told of: first by a sign that both bear, then by the sum."""
        waiting = [one for one in self._open() if not one.entry.is_sum]
        found = self._candidates({one.entry.fingerprint for one in waiting})
        for meets in ways:
            index = Index(found, self.accounts)
            for one in waiting:
                if one.is_known or one.why:
                    continue
                meets(one, index)

    def _candidates(self, fingerprints: set[str]) -> list[BankMovement]:
        found = rows_by("fingerprint", fingerprints)
        return [
            one
            for one in found
            if one.pk not in self.used and one.file.format != self.format and not one.is_sum
        ]

    def _met_before(self, one: Verdict, index: Index) -> None:
        movement = index.by_key.get((self.format, one.key))
        if movement is not None and movement.pk not in self.used:
            one.is_known, one.like = True, movement
            self.used.add(movement.pk)

    def _is_free(self, movement: BankMovement) -> bool:
        return movement.pk not in self.used and self.format not in movement.other_keys

    def _shares_reference(self, one: Verdict, index: Index) -> None:
        self._meet(one, index, [sign for sign in signs_of(one.entry) if sign.startswith("r:")])

    def _shares_sign(self, one: Verdict, index: Index) -> None:
        self._meet(one, index, [sign for sign in signs_of(one.entry) if sign[:2] != "r:"])

    def _meet(self, one: Verdict, index: Index, signs: list[str]) -> None:
        """Meet a movement of the same account, day and sum by one of the signs."""
        place = self.accounts.place_of(one.entry.account)
        has_references = any(sign.startswith("r:") for sign in signs_of(one.entry))
        for sign in sorted(signs):
            # Who bears other references is met by none but those.
            is_other = has_references and not sign.startswith("r:")
            found = index.by_sign(one.entry.fingerprint, place, sign, is_other=is_other)
            movement = first_free(found, self._is_free)
            if movement is not None and sign.startswith("n:"):
                # Some banks give the same number to many.
                is_same = not contradict(signs_of(one.entry), signs_of_movement(movement))
                movement = movement if is_same else None
            if movement is not None:
                movement.other_keys[self.format] = one.key
                self.counted.met.append(movement)
                one.is_known, one.like = True, movement
                self.used.add(movement.pk)
                return

    def _has_same_sum(self, one: Verdict, index: Index) -> None:
        """Put aside what has the day and sum of a movement, and nothing that tells them apart."""
        for found in index.not_told_apart(one.entry.fingerprint, signs_of(one.entry)):
            movement = first_free([found], self._is_free)
            if movement is not None:
                one.why, one.like = Aside.MAYBE_SAME, movement
                self.used.add(movement.pk)
                return

    def _by_money_taken_back(self) -> None:
        """Put aside what has the account, day and sum of a payment that the bank took back.

        Told of again, even in other words, it would be money that the bank no longer has.
        """
        waiting = [one for one in self._open() if not one.entry.is_sum]
        found = self._candidates({one.entry.fingerprint for one in waiting})
        gone = taken_back([one.payment_id for one in found])
        place = self.accounts.place_of
        like: dict[tuple[str, str], list[BankMovement]] = defaultdict(list)
        for movement in found:
            if movement.payment_id in gone:
                like[movement.fingerprint, place(movement.account)].append(movement)
        for one in waiting:
            same = like.get((one.entry.fingerprint, place(one.entry.account)), [])
            former = first_free([same], self._is_free)
            if former is not None:
                one.why, one.like = Aside.MAYBE_SAME, former
                self.used.add(former.pk)

    def _by_sum(self) -> None:
        """Meet the sum of a day whose details another format has told of."""
        lumps = [one for one in self._open() if one.entry.is_bare]
        if not lumps:
            return
        groups = Groups([one.entry for one in lumps], self.accounts, self.format)
        told = {one.entry.fingerprint for one in self.counted.verdicts}
        for one in lumps:
            group = groups.take(one.entry)
            if group and self._are_told(group, told):
                one.why, one.like = Aside.MAYBE_SAME, group[0]
            elif group:
                one.is_known, one.like = True, group[0]
                self.used.update(movement.pk for movement in group)
                group[0].other_keys[f"sum {self.format}"] = one.key
                self.counted.met.append(group[0])

    def _are_told(self, group: Sequence[BankMovement], told: set[str]) -> bool:
        """Tell whether this format tells of the details themselves, so that a sum is more."""
        return any(one.pk in self.used or self.format in one.other_keys for one in group) or (
            len(group) > 1 and any(one.fingerprint in told for one in group)
        )

    def _parts_of_sums(self) -> None:
        """Put details aside whose sum came before and was taken in as one payment."""
        parts: dict[str, list[Verdict]] = defaultdict(list)
        for one in self._open():
            entry = one.entry
            if not entry.is_bare and not entry.is_reversal:
                parts[f"entry {entry.account} {entry.entry} {entry.booked_on}"].append(one)
                parts[f"day {entry.account} {entry.direction} {entry.booked_on}"].append(one)
        wholes = {name: _whole_fingerprint(ones) for name, ones in parts.items() if len(ones) > 1}
        found = defaultdict(list)
        for movement in rows_by("fingerprint", set(wholes.values())):
            if movement.file.format != self.format and says_nothing(movement):
                found[movement.fingerprint].append(movement)
        for name, fingerprint in wholes.items():
            for movement in found[fingerprint]:
                self._itemise(movement, parts[name])

    def _itemise(self, movement: BankMovement, ones: Sequence[Verdict]) -> None:
        place = self.accounts.place_of
        is_taken = movement.pk in self.used or f"sum {self.format}" in movement.other_keys
        if is_taken or place(movement.account) != place(ones[0].entry.account):
            return
        self.used.add(movement.pk)
        if movement.payment_id is None:
            self.counted.itemised.append(movement)
            return
        for one in ones:
            one.why, one.like = Aside.IN_SUM, movement


def keys_of(entries: Sequence[Entry]) -> list[str]:
    """Return the key of each: the bank's number of it, or one made of its parts."""
    seen: Counter[str] = Counter()
    keys = []
    for entry in entries:
        sign = f"{entry.direction}{'R' if entry.is_reversal else ''}"
        if entry.number and not entry.problem:
            number = entry.number if len(entry.number) <= LONGEST_NUMBER else _short(entry.number)
            keys.append(f"{entry.account}:{sign}:{number}")
        else:
            made = entry.parts_hash[:40]
            seen[made] += 1
            keys.append(f"{entry.account}:{sign}:={made}:{seen[made]}")
    return keys


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:40]


def _own_key(one: Verdict) -> str:
    """Return the key under which an entry is kept when another has taken its number."""
    return f"{one.key}:{one.entry.parts_hash[:12]}"


def _is_same(entry: Entry, movement: BankMovement) -> bool:
    mine, theirs = (
        {one.text for one in entry.references},
        {part["ref"] for part in movement.parts},
    )
    return (
        entry.fingerprint == movement.fingerprint
        and entry.is_reversal == movement.is_reversal
        and (not mine or not theirs or bool(mine & theirs))
    )


def _whole_fingerprint(ones: Sequence[Verdict]) -> str:
    first = ones[0].entry
    total = sum(
        one.entry.amount_ore if one.entry.direction == first.direction else -one.entry.amount_ore
        for one in ones
    )
    return fingerprint_of(first.booked_on, total, first.currency, first.direction)
