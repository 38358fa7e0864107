"""Payers and their bank: sessions that open, expire and are paid, at once or days later."""

import copy

from tests.contracts import objects
from tests.contracts.ledger import fee_on
from tests.contracts.objects import Thing
from tests.contracts.records import Reference, identity_of
from tests.contracts.refusals import state_refusal
from tests.contracts.reversals import Reversals


class NotPayable(Exception):
    """The payer came to a page that takes no money any more."""


class Bank(Reversals):
    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.page = ""
        self.lines: dict[str, list[Thing]] = {}
        self.intent_data: dict[str, Thing] = {}

    def open_session(self, parameters: Thing) -> Thing:
        session, lines = objects.checkout_session(
            parameters, created=self.clock.now(), livemode=self.livemode, page=self.page
        )
        self.lines[session["id"]] = lines
        self.intent_data[session["id"]] = parameters.get("payment_intent_data") or {}
        return self.keep(session)

    @property
    def sessions(self) -> list[Thing]:
        """All sessions as they are now, the oldest first."""
        with self.lock:
            self.catch_up()
            return copy.deepcopy(self.all("checkout.session"))

    @property
    def refunds(self) -> list[Thing]:
        """All refunds as they are now, the oldest first."""
        with self.lock:
            return copy.deepcopy(self.all("refund"))

    def session(self, session: Reference) -> Thing:
        return self.look("checkout.session", session)

    def catch_up(self) -> None:
        """Expire every open session whose time is over; the event bears that very moment."""
        now = self.clock.now()
        for session in self.all("checkout.session"):
            if session["status"] == "open" and session["expires_at"] <= now:
                self.end_session(session, at=session["expires_at"])

    def end_session(self, session: Thing, *, at: int) -> None:
        session["status"] = "expired"
        session["url"] = None
        if session["payment_intent"]:
            intent = self.find("payment_intent", session["payment_intent"])
            intent.update(status="canceled", canceled_at=at, cancellation_reason="expired")
            self.emit("payment_intent.canceled", intent, at=at)
        self.emit("checkout.session.expired", session, at=at)

    def expire(self, session: Reference) -> Thing:
        """Expire a session as an API call asks; only an open one can be."""
        session = self.find("checkout.session", identity_of(session), param="session")
        if session["status"] != "open":
            raise state_refusal(
                'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
                f"Session has a status of `{session['status']}`."
            )
        self.end_session(session, at=self.clock.now())
        return session

    def _payable(self, session: Reference) -> Thing:
        session = self.find("checkout.session", identity_of(session))
        if session["status"] != "open":
            raise NotPayable(f"Session {session['id']} is {session['status']}.")
        return session

    def _any(self, session: Reference) -> Thing:
        return self.find("checkout.session", identity_of(session))

    def _intent(self, session: Thing) -> Thing:
        """The session's intent, which exists from the payer's first attempt on."""
        if session["payment_intent"]:
            return self.find("payment_intent", session["payment_intent"])
        intent = objects.payment_intent(
            session, self.intent_data[session["id"]], created=self.clock.now()
        )
        session["payment_intent"] = intent["id"]
        self.emit("payment_intent.created", intent)
        return self.keep(intent)

    def _charge_intent(self, intent: Thing, status: str, method: str) -> Thing:
        charge = self.keep(
            objects.charge(intent, status=status, method=method, created=self.clock.now())
        )
        intent["latest_charge"] = charge["id"]
        intent["payment_method"] = charge["payment_method"] if status != "failed" else None
        return charge

    def pay(
        self,
        session: Reference,
        *,
        delayed: bool = False,
        method: str = "card",
        email: str = "payer@example.org",
        raced: bool = False,
    ) -> Thing:
        """Let the payer complete the page; `delayed` leaves the money on its way (`settle`).

        `raced` pays a session that expired: the bank was at it already when we closed the page.
        """
        with self.acting():
            session = self._payable(session) if not raced else self._any(session)
            session["customer_details"] = objects.customer_details(
                session["customer_email"] or email
            )
            if session["amount_total"]:
                method = "sepa_debit" if delayed else method
                intent = self._intent(session)
                charge = self._charge_intent(intent, "pending", method)
                if delayed:
                    intent["status"] = "processing"
                    self.emit("payment_intent.processing", intent)
                    self.emit("charge.pending", charge)
                else:
                    self._receive(session, intent, charge)
            session["status"] = "complete"
            session["url"] = None
            self.emit("checkout.session.completed", session)
            return self.session(session)

    def _receive(self, session: Thing, intent: Thing, charge: Thing) -> None:
        amount = charge["amount"]
        charge.update(status="succeeded", amount_captured=amount)
        charge["balance_transaction"] = self.enter("charge", charge, amount, fee_on(amount))
        intent.update(status="succeeded", amount_received=amount)
        session["payment_status"] = "paid"
        self.emit("charge.succeeded", charge)
        self.emit("payment_intent.succeeded", intent)

    def settle(self, session: Reference, *, ok: bool) -> Thing:
        """Let delayed money come, or not."""
        with self.acting():
            session = self.find("checkout.session", identity_of(session))
            intent = self.find("payment_intent", str(session["payment_intent"]))
            if intent["status"] != "processing":
                raise ValueError(f"Intent {intent['id']} is {intent['status']}, not processing.")
            charge = self.find("charge", intent["latest_charge"])
            if ok:
                self._receive(session, intent, charge)
                self.emit("checkout.session.async_payment_succeeded", session)
            else:
                charge.update(status="failed", paid=False, captured=False)
                charge.update(failure_code="debit_not_authorized", failure_message="Refused.")
                self._fail(intent, charge)
                self.emit("checkout.session.async_payment_failed", session)
            return self.session(session)

    def _fail(self, intent: Thing, charge: Thing) -> None:
        intent["status"] = "requires_payment_method"
        intent["payment_method"] = None
        intent["last_payment_error"] = {
            "type": "card_error",
            "charge": charge["id"],
            "code": "card_declined",
            "message": charge["failure_message"],
        }
        self.emit("charge.failed", charge)
        self.emit("payment_intent.payment_failed", intent)

    def decline(self, session: Reference) -> Thing:
        """Let the bank say no; the page stays open for another try."""
        with self.acting():
            session = self._payable(session)
            intent = self._intent(session)
            self._fail(intent, self._charge_intent(intent, "failed", "card"))
            return self.session(session)
