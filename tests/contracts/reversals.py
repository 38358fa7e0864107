"""Money that goes back: refunds in all their states, and disputes."""

from tests.contracts import movements
from tests.contracts.clock import DAY
from tests.contracts.ledger import Ledger
from tests.contracts.objects import Thing
from tests.contracts.records import Reference, identity_of
from tests.contracts.refusals import Refusal, state_refusal

DISPUTE_FEE = 17500
DAYS_TO_ANSWER_A_DISPUTE = 14
REFUND_STATES = ("pending", "requires_action", "succeeded", "failed", "canceled")


class Reversals(Ledger):
    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        # The state in which a refund is born; a test sets "pending" to settle it later.
        self.refund_status = "succeeded"

    def charge_of(self, thing: Reference) -> Thing:
        """The charge of a session, an intent or a refund (or the charge itself), as a copy."""
        return self.look("charge", self._charge(thing))

    def _charge(self, thing: Reference) -> Thing:
        found = self.find_anywhere(identity_of(thing))
        while found is not None and found["object"] != "charge":
            link = found.get("charge") or found.get("latest_charge") or found.get("payment_intent")
            found = self.find_anywhere(link) if link else None
        if found is None:
            raise LookupError(f"{identity_of(thing)} has no charge.")
        return found

    def make_refund(self, parameters: Thing, *, status: str | None = None) -> Thing:
        """Refund as an API call asks, with Stripe's refusals."""
        charge = self.charge_to_refund(parameters)
        left = charge["amount"] - charge["amount_refunded"]
        amount = parameters.get("amount", left)
        if charge["refunded"]:
            raise state_refusal(
                f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
            )
        if self.is_charged_back(charge):
            raise state_refusal(
                f"Charge {charge['id']} has been charged back; cannot issue a refund.",
                code="charge_disputed",
            )
        if amount > left:
            raise state_refusal(
                f"Refund amount ({amount / 100:.2f} kr) is greater than unrefunded amount on "
                f"charge ({left / 100:.2f} kr)",
                param="amount",
            )
        return self.book_refund(charge, parameters, amount, status or self.refund_status)

    def charge_to_refund(self, parameters: Thing) -> Thing:
        if ("payment_intent" in parameters) == ("charge" in parameters):
            raise Refusal(
                "One of the following params should be provided for this request: "
                "payment_intent or charge.",
                code="parameter_missing",
            )
        if parameters.get("amount", 1) < 1:
            raise Refusal(
                "Invalid positive integer", param="amount", code="parameter_invalid_integer"
            )
        if "charge" in parameters:
            charge = self.find("charge", parameters["charge"], param="charge")
        else:
            intent = self.find(
                "payment_intent", parameters["payment_intent"], param="payment_intent"
            )
            if not intent["latest_charge"]:
                raise state_refusal(
                    f"This PaymentIntent ({intent['id']}) does not have a successful charge to "
                    "refund.",
                    param="payment_intent",
                )
            charge = self.find("charge", intent["latest_charge"])
        if charge["status"] != "succeeded":
            raise state_refusal(
                f"Charge {charge['id']} is {charge['status']} and can't be refunded."
            )
        return charge

    def is_charged_back(self, charge: Thing) -> bool:
        return any(
            dispute["charge"] == charge["id"] and dispute["status"] != "won"
            for dispute in self.all("dispute")
        )

    def book_refund(self, charge: Thing, parameters: Thing, amount: int, status: str) -> Thing:
        assert status in REFUND_STATES, status
        born = "pending" if status in {"failed", "canceled"} else status
        refund = movements.refund(
            charge, parameters, amount=amount, status=born, created=self.clock.now()
        )
        self.keep(refund)
        refund["balance_transaction"] = self.enter("refund", refund, -amount)
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.emit("refund.created", refund)
        self.emit("charge.refunded", charge)
        if born != status:
            self.settle_refund(refund, status)
        return refund

    def settle_refund(self, refund: Reference, status: str) -> Thing:
        """Let the bank answer a refund; it may fail long after it has succeeded."""
        assert status in REFUND_STATES, status
        with self.acting():
            refund = self.find("refund", identity_of(refund))
            if refund["status"] in {"failed", "canceled"}:
                raise ValueError(f"Refund {refund['id']} has ended as {refund['status']}.")
            refund["status"] = status
            if status in {"failed", "canceled"}:
                self.take_back(refund, status)
            self.emit("refund.updated", refund)
            self.emit("charge.refund.updated", refund)
            if status == "failed":
                self.emit("refund.failed", refund)
            return self.look("refund", refund)

    def take_back(self, refund: Thing, status: str) -> None:
        """Let the money of a refund that came to nothing be the organiser's again."""
        charge = self.find("charge", refund["charge"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        refund["failure_balance_transaction"] = self.enter(
            "refund_failure", refund, refund["amount"]
        )
        if status == "failed":
            refund["failure_reason"] = "lost_or_stolen_card"

    def dashboard_refund(self, thing: Reference, amount: int | None = None) -> Thing:
        """Refund as a person does in Stripe's Dashboard: no metadata, no call of the product."""
        with self.acting():
            parameters = {"charge": self._charge(thing)["id"], "reason": "requested_by_customer"}
            if amount is not None:
                parameters["amount"] = amount
            return self.look("refund", self.make_refund(parameters))

    def dispute(
        self, thing: Reference, amount: int | None = None, reason: str = "fraudulent"
    ) -> Thing:
        """Let the payer dispute a charge; the money leaves the balance at once."""
        with self.acting():
            charge = self._charge(thing)
            if charge["refunded"] or charge["status"] != "succeeded":
                raise ValueError("A charge that isn't paid, or is refunded, can't be disputed.")
            now = self.clock.now()
            dispute = movements.dispute(
                charge,
                amount=amount or charge["amount"],
                reason=reason,
                created=now,
                due_by=now + DAYS_TO_ANSWER_A_DISPUTE * DAY,
            )
            self.keep(dispute)
            charge["disputed"] = True
            self.move_disputed(dispute, -dispute["amount"], DISPUTE_FEE)
            self.emit("charge.dispute.created", dispute)
            self.emit("charge.dispute.funds_withdrawn", dispute)
            return self.look("dispute", dispute)

    def close_dispute(self, dispute: Reference, outcome: str) -> Thing:
        """Settle a dispute as "won" (the money comes back) or "lost"."""
        assert outcome in {"won", "lost"}, outcome
        with self.acting():
            dispute = self.find("dispute", identity_of(dispute))
            if dispute["status"] in {"won", "lost"}:
                raise ValueError(f"Dispute {dispute['id']} is {dispute['status']} already.")
            dispute["status"] = outcome
            if outcome == "won":
                dispute["is_charge_refundable"] = True
                self.move_disputed(dispute, dispute["amount"], 0)
                self.emit("charge.dispute.funds_reinstated", dispute)
            self.emit("charge.dispute.closed", dispute)
            return self.look("dispute", dispute)

    def move_disputed(self, dispute: Thing, amount: int, fee: int) -> None:
        entry = self.enter("adjustment", dispute, amount, fee)
        dispute["balance_transactions"].append(dict(self.find("balance_transaction", entry)))

    def warn_of_fraud(self, thing: Reference) -> Thing:
        """Send the card network's early warning about a charge."""
        with self.acting():
            charge = self._charge(thing)
            warning = self.keep(movements.early_fraud_warning(charge, created=self.clock.now()))
            self.emit("radar.early_fraud_warning.created", warning)
            return self.look("radar.early_fraud_warning", warning)
