"""Takes a bank's file in: each movement once, payments matched, the rest put aside for a person."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import IntegrityError
from django.db.models import Count, Sum
from django.utils import timezone

from registrations import ledger
from registrations.actors import Actor
from registrations.invoicing.bank import reversals
from registrations.invoicing.bank.accounts import known_accounts
from registrations.invoicing.bank.camt import read_camt
from registrations.invoicing.bank.counting import Counted, Verdict, count_once
from registrations.invoicing.bank.csv_file import read_csv
from registrations.invoicing.bank.entries import Contents, Reference
from registrations.invoicing.bank.matching import Named, digits_of, invoices_by_ocr
from registrations.invoicing.bank.placing import payers_of, place_sure
from registrations.invoicing.bank.reasons import Aside
from registrations.invoicing.bank.sorting import KRONOR, Payouts, kind_of
from registrations.invoicing.issuing import locked_payers
from registrations.models import (
    BankFile,
    BankMovement,
    CsvMapping,
    Decision,
    Document,
    Payment,
)
from registrations.ocr import is_ocr
from registrations.words import DecisionKind, MovementKind

SOURCE = "bank"
BATCH = 500
NOON = time(12)


def read_file(
    *,
    body: bytes,
    name: str,
    actor: Actor,
    mapping: CsvMapping | None = None,
    now: datetime | None = None,
) -> BankFile:
    """Take a file in and return what became of it; all in one transaction, twice is once.

    Raises XmlRefused and BankFileRefused: nothing is then kept.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    contents = (
        read_camt(body, today=today) if mapping is None else read_csv(body, mapping, today=today)
    )
    ocrs = {
        digits
        for entry in contents.entries
        for digits in map(digits_of, (entry.text, *(one.text for one in entry.references)))
        if is_ocr(digits)
    }
    invoices = invoices_by_ocr(ocrs)
    write = _Writing(contents, invoices, name=name, body=body, actor=actor, now=now)
    try:
        file = write.write()
    except IntegrityError:
        # The same file by somebody else at the same moment: now its movements are there.
        write = _Writing(contents, invoices, name=name, body=body, actor=actor, now=now)
        file = write.write()
    reversals.take_back_due(now=now, actor=actor)
    _count_again(file)
    return file


def _count_again(file: BankFile) -> None:
    """Write how many of a file's movements are put aside, now that reversals have been met."""
    aside = file.movements.filter(kind=MovementKind.ASIDE)
    rest = file.movements.exclude(kind=MovementKind.ASIDE)
    for name, rows in (("aside", aside), ("new", rest)):
        found = rows.aggregate(number=Count("pk"), ore=Sum("amount_ore"))
        file.totals |= {name: found["number"], f"{name}_ore": found["ore"] or 0}
        strange = rows.exclude(currency=KRONOR).order_by().values_list("currency")
        file.totals[f"{name}_strange"] = dict(strange.annotate(ore=Sum("amount_ore")))
    file.new_count, file.aside_count = file.totals["new"], file.totals["aside"]
    file.save(update_fields=["totals", "new_count", "aside_count"])


class _Writing:
    """Writes one file in one transaction."""

    def __init__(
        self,
        contents: Contents,
        invoices: dict[str, Document],
        *,
        name: str,
        body: bytes,
        actor: Actor,
        now: datetime,
    ) -> None:
        self.contents, self.invoices = contents, invoices
        self.name, self.body, self.actor, self.now = name, body, actor, now
        self.totals: Counter[str] = Counter()

    def write(self) -> BankFile:
        with locked_payers(payers_of(self.invoices.values())):
            self.accounts = known_accounts(is_locked=True)
            counted = count_once(self.contents, self.accounts)
            file = self._file()
            movements = self._movements(counted, file)
            self._payments(movements)
            BankMovement.objects.bulk_create(movements, batch_size=BATCH)
            self._ask(movements)
            place_sure(named_of(movements), self.invoices, now=self.now)
            self._note_counted(counted)
            self._total(file, counted, movements)
            return file

    def _file(self) -> BankFile:
        return BankFile.objects.create(
            name=self.name[:200],
            sha256=hashlib.sha256(self.body).hexdigest(),
            format=self.contents.format,
            message_id=self.contents.message_id,
            imported_by=self.actor.user,
            imported_at=self.now,
        )

    def _movements(self, counted: Counted, file: BankFile) -> list[BankMovement]:
        new = [one for one in counted.verdicts if not one.is_known]
        payouts = Payouts([one.entry.booked_on for one in new])
        return [self._movement(one, file, payouts) for one in new]

    def _movement(self, one: Verdict, file: BankFile, payouts: Payouts) -> BankMovement:
        entry = one.entry
        is_ours = any(
            digits_of(text) in self.invoices
            for text in (entry.text, *(reference.text for reference in entry.references))
        )
        today = timezone.localdate(self.now)
        kind, detail = kind_of(one, self.accounts, payouts, is_ours=is_ours, today=today)
        is_payout = kind == MovementKind.PAYOUT and detail != Aside.PAYOUT
        return BankMovement(
            file=file,
            kind=kind,
            key=one.key,
            fingerprint=entry.fingerprint,
            account=entry.account,
            amount_ore=entry.amount_ore,
            currency=entry.currency,
            booked_on=entry.booked_on,
            reference=detail if is_payout else entry.reference,
            text=entry.text,
            payer_name=entry.payer_name,
            detail="" if is_payout else detail,
            parts=[{"ref": ref.text, "ore": ref.ore} for ref in entry.references],
            entry=entry.entry,
            end_to_end_id=entry.end_to_end_id,
            direction=entry.direction,
            is_reversal=entry.is_reversal,
            is_sum=entry.is_sum,
            other_keys={"like": one.like.pk} if one.why and one.like is not None else {},
            created_at=self.now,
        )

    def _payments(self, movements: Sequence[BankMovement]) -> None:
        ours = [one for one in movements if one.kind == MovementKind.PAYMENT]
        payments = Payment.objects.bulk_create(
            [payment_of(movement, self.now) for movement in ours], batch_size=BATCH
        )
        for movement, payment in zip(ours, payments, strict=True):
            movement.payment = payment

    def _ask(self, movements: Sequence[BankMovement]) -> None:
        """Ask about what is put aside, and about payouts that nobody knows."""
        Decision.objects.bulk_create(
            [
                Decision(
                    kind=DecisionKind.BANK,
                    movement=one,
                    role=ledger.BOOKKEEPER,
                    detail=one.detail,
                    opened_at=self.now,
                )
                for one in movements
                if one.kind == MovementKind.ASIDE or one.detail == Aside.PAYOUT
            ],
            batch_size=BATCH,
        )

    def _note_counted(self, counted: Counted) -> None:
        BankMovement.objects.bulk_update(counted.met, ["other_keys"], batch_size=BATCH)
        asked = Decision.objects.filter(
            movement__in=[one.pk for one in counted.itemised], settled_at__isnull=True
        )
        asked.update(settled_at=self.now, settled_by=self.actor.user, outcome="bank:itemised")

    def _total(self, file: BankFile, counted: Counted, movements: Sequence[BankMovement]) -> None:
        totals = Counter(
            {"in": 0, "out": 0, "known_ore": 0, "new_ore": 0, "aside_ore": 0, "pending": 0}
        )
        # What of a sum is in other currencies, in hundredths of each.
        strange: dict[str, Counter[str]] = {name: Counter() for name in ("in", "out", "known")}
        for one in counted.verdicts:
            sign = "out" if one.entry.direction == "DBIT" else "in"
            totals[sign] += one.entry.amount_ore
            totals[f"{sign}_count"] += 1
            totals["known_ore"] += one.entry.amount_ore if one.is_known else 0
            if one.entry.currency != KRONOR:
                strange[sign][one.entry.currency] += one.entry.amount_ore
                if one.is_known:
                    strange["known"][one.entry.currency] += one.entry.amount_ore
        for movement in movements:
            name = "aside" if movement.kind == MovementKind.ASIDE else "new"
            totals[f"{name}_ore"] += movement.amount_ore
            totals[name] += 1
        totals["pending"] = self.contents.pending
        file.totals = {
            **totals,
            **{f"{name}_strange": dict(sums) for name, sums in strange.items()},
            "stated": self.contents.stated,
        }
        file.new_count, file.aside_count = totals["new"], totals["aside"]
        file.known_count = len(counted.verdicts) - len(movements)
        file.save()


def payment_of(movement: BankMovement, now: datetime) -> Payment:
    """Return the unsaved Payment of a movement, received at noon of the day it was booked."""
    return Payment(
        source=SOURCE,
        external_id=external_id(movement.key),
        amount_ore=movement.amount_ore,
        currency=movement.currency.lower(),
        received_at=noon_of(movement.booked_on),
        created_at=now,
    )


def external_id(key: str) -> str:
    """Return a movement's key as a Payment holds it: a long one by its hash."""
    longest = 120
    return key if len(key) <= longest else hashlib.sha256(key.encode()).hexdigest()


def noon_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, NOON))


def named_of(movements: Sequence[BankMovement]) -> list[Named]:
    """Return the payments of movements with what their files say of them."""
    return [
        Named(
            movement.payment,
            [Reference(part["ref"], part["ore"]) for part in movement.parts],
            movement.text,
        )
        for movement in movements
        if movement.payment is not None
    ]
