"""The balance at the bank: every movement with its fee, and the payouts that gather them."""

from tests.contracts import movements
from tests.contracts.clock import DAY
from tests.contracts.objects import Thing
from tests.contracts.records import Records

DAYS_UNTIL_AVAILABLE = 7


def fee_on(amount: int) -> int:
    """The stand-in's one rule for fees: 1.5 per cent, rounded half up, and 1.80 kr."""
    return (amount * 15 + 500) // 1000 + 180


class Ledger(Records):
    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        # A balance transaction doesn't tell its payout; Stripe only lets one list by it.
        self.payout_of: dict[str, str] = {}

    def enter(self, kind: str, source: Thing, amount: int, fee: int = 0) -> str:
        """Write one movement of money and return its id."""
        now = self.clock.now()
        entry = movements.balance_transaction(
            kind=kind,
            source=source["id"],
            amount=amount,
            fee=fee,
            created=now,
            available_on=now + DAYS_UNTIL_AVAILABLE * DAY,
        )
        return self.keep(entry)["id"]

    def payout(self) -> Thing:
        """Pay out all movements that no payout has gathered yet."""
        with self.acting():
            entries = [
                entry
                for entry in self.all("balance_transaction")
                if entry["id"] not in self.payout_of
            ]
            total = sum(entry["net"] for entry in entries)
            if total <= 0:
                raise ValueError(f"There is nothing to pay out: the balance is {total} öre.")
            now = self.clock.now()
            payout = movements.payout(
                amount=total, created=now, arrival=now + DAY, livemode=self.livemode
            )
            self.keep(payout)
            payout["balance_transaction"] = self.enter("payout", payout, -total)
            for entry in entries:
                entry["status"] = "available"
                self.payout_of[entry["id"]] = payout["id"]
            self.payout_of[payout["balance_transaction"]] = payout["id"]
            self.emit("payout.created", payout)
            self.emit("payout.paid", payout)
            return self.look("payout", payout)
