"""The project's stand-in for Stripe: real HTTP on the loopback address, held to the contract.

It reads the typed parameters and resources of the installed stripe package, so it refuses what
Stripe of the pinned version refuses, in Stripe's own form of error, and checks its own answers.

    with StripeServer() as stripe_server:
        client = stripe.StripeClient(stripe_server.key, base_addresses={"api": stripe_server.url})

What a test may use:

`url`, `key`          for `base_addresses={"api": url}`; `key` is a restricted test key
`client(...)`         a ready StripeClient: ten seconds of patience, no retries unless asked for
`bank`                payer and bank: `pay(session, delayed=, method=, email=)`, `settle(session,
                      ok=)`, `decline(session)`, `dashboard_refund(x, amount)`, `refund_status =
                      "pending"` and `settle_refund(refund, "failed")`, `dispute(x)`,
                      `close_dispute(dispute, "won" | "lost")`, `warn_of_fraud(x)`, `payout()`;
                      to look: `sessions`, `refunds`, `session(x)`, `charge_of(x)`, `look(kind, x)`.
                      A session, charge or intent is given as an id or as an object.
`clock`               `now()`, `set(moment)`, `advance(seconds or timedelta)`; starts at real now,
                      follows time_machine, and expires sessions whose time is over
`outages`             `fail_next("refunds.create", how, times=1)`, `down(how)` and `up()`,
                      `during(how)`; how: "429", "503", "500", "drop", "lost answer" (the work is
                      done); `waiting` says how many of the queue have not happened
`forbid(operation)`   let the restricted key lack a permission: 403
`webhooks`            `endpoint(address or function, secret)`, `hold()`, `release()`,
                      `deliver_all(order, repeat=, only=)`, `lose_all()`, `resend(event)`, `events`,
                      `last(type)`, `payload(event)`, `signed(event, secret=, timestamp=)`,
                      `stale(event)`, `wrongly_signed(event)`, `altered(event)`, `attempts`,
                      `headers(body, secret)` for any bytes of your own
`calls`               every request: operation, parameters, idempotency_key, status, replayed
`drifts`              what broke the contract: faulty requests and own wrong answers. A refusal that
                      a race can bring (not open any more, refunded already, disputed, no such id)
                      is answered like Stripe's, stands in `refusals`, and is no drift.
`expecting_refusals()` a block in which faulty requests are no drifts; yields the refusals

Notices go out in the thread that acts on the bank, after the act. Those that an API call or a
button of the page caused go to addresses right after the answer; a function is called in the
thread of the test only, with the next act or `deliver_all()`. `session.url` is a working page.
Fees follow one plain rule (ledger.fee_on): 1.5 per cent and 1.80 kr; a dispute costs 175 kr.
"""

import secrets
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

import stripe

from tests.contracts.bank import Bank
from tests.contracts.clock import Clock
from tests.contracts.desk import Desk, Told
from tests.contracts.outages import Outages
from tests.contracts.refusals import Refusal
from tests.contracts.webhooks import Webhooks
from tests.contracts.wire import PAGE, Listener

PATIENCE = 10


class StripeServer:
    def __init__(self, *, livemode: bool = False) -> None:
        self.key = f"rk_{'live' if livemode else 'test'}_{secrets.token_hex(12)}"
        self.clock = Clock()
        self.bank = Bank(self.clock, livemode=livemode)
        self.webhooks = Webhooks(self.bank)
        self.outages = Outages()
        self.desk = Desk(self.bank, self.webhooks, self.outages, self.key)
        self.listener = Listener(self.desk)
        self.url = self.listener.url
        self.bank.page = self.url + PAGE
        self.clock.on_move = self.move_on

    def __enter__(self) -> Self:
        self.listener.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.listener.stop()

    def move_on(self) -> None:
        """Let the bank do what a moved clock has made due, and send the notices of it."""
        with self.bank.acting():
            pass

    def client(self, *, retries: int = 0, key: str | None = None) -> stripe.StripeClient:
        return stripe.StripeClient(
            key or self.key,
            base_addresses={"api": self.url},
            max_network_retries=retries,
            http_client=stripe.RequestsClient(timeout=PATIENCE),
        )

    def expecting_refusals(self) -> AbstractContextManager[list[Refusal]]:
        return self.desk.expecting_refusals()

    def forbid(self, *operations: str) -> None:
        self.desk.forbidden |= set(operations)

    @property
    def calls(self) -> list[Told]:
        return self.desk.calls

    @property
    def drifts(self) -> list[str]:
        return self.desk.drifts

    @property
    def refusals(self) -> list[Refusal]:
        return self.desk.refusals

    def calls_of(self, operation: str) -> list[Told]:
        return [call for call in self.calls if call.operation == operation]
