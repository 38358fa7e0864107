"""The operations that the stand-in knows: address, typed parameters, and what each one does."""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass

from stripe.params import (
    AccountRetrieveCurrentParams,
    BalanceTransactionListParams,
    BalanceTransactionRetrieveParams,
    ChargeListParams,
    ChargeRetrieveParams,
    CustomerCreateParams,
    DisputeListParams,
    DisputeRetrieveParams,
    EventListParams,
    EventRetrieveParams,
    PaymentIntentListParams,
    PaymentIntentRetrieveParams,
    PayoutListParams,
    PayoutRetrieveParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionLineItemListParams,
    SessionListParams,
    SessionRetrieveParams,
)

from tests.contracts import objects
from tests.contracts.bank import Bank
from tests.contracts.clock import DAY
from tests.contracts.listing import event_matches, matches, page_of
from tests.contracts.objects import Thing
from tests.contracts.rules import check_session
from tests.contracts.webhooks import Webhooks

DAYS_OF_EVENTS = 30
SESSIONS = "/v1/checkout/sessions"


@dataclass(frozen=True)
class Call:
    """One request that has passed the checks of its types."""

    bank: Bank
    webhooks: Webhooks
    parameters: Thing
    identity: str
    url: str


Work = Callable[[Call], Thing]


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    parameters: type
    work: Work

    def identity_in(self, method: str, path: str) -> str | None:
        """The id within a path that is this operation's ("" where it has none), or None."""
        pattern = re.escape(self.path).replace(re.escape("{id}"), "(?P<id>[^/]+)")
        match = re.fullmatch(pattern, path)
        if match is None or method != self.method:
            return None
        return match.groupdict().get("id") or ""


def create_session(call: Call) -> Thing:
    check_session(call.parameters, call.bank.clock.now())
    return call.bank.open_session(call.parameters)


def list_lines(call: Call) -> Thing:
    session = call.bank.find("checkout.session", call.identity, param="session")
    lines = copy.deepcopy(call.bank.lines[session["id"]])
    return objects.listed(f"{SESSIONS}/{call.identity}/line_items", lines)


def create_customer(call: Call) -> Thing:
    return call.bank.keep(
        objects.customer(
            call.parameters, created=call.bank.clock.now(), livemode=call.bank.livemode
        )
    )


def list_events(call: Call) -> Thing:
    oldest = call.bank.clock.now() - DAYS_OF_EVENTS * DAY
    events = [
        event
        for event in call.bank.all("event")
        if event_matches(
            event,
            call.parameters,
            oldest=oldest,
            delivered=call.webhooks.was_delivered(event),
        )
    ]
    return page_of(events, call.parameters, call.url)


def list_balance_transactions(call: Call) -> Thing:
    bank, payout = call.bank, call.parameters.get("payout")
    entries = [
        entry
        for entry in bank.all("balance_transaction")
        if matches(entry, call.parameters, ("source", "type", "currency"))
        and payout in {None, bank.payout_of.get(entry["id"])}
    ]
    return page_of(entries, call.parameters, call.url)


def retrieving(kind: str, param: str = "id") -> Work:
    return lambda call: call.bank.find(kind, call.identity, param=param)


def listing(kind: str, *names: str) -> Work:
    def work(call: Call) -> Thing:
        things = [one for one in call.bank.all(kind) if matches(one, call.parameters, names)]
        return page_of(things, call.parameters, call.url)

    return work


LIST_SESSIONS = listing("checkout.session", "payment_intent", "status", "customer")


def operation(name: str, address: str, parameters: type, work: Work) -> Operation:
    method, path = address.split(" ")
    return Operation(name, method, path, parameters, work)


OPERATIONS: list[Operation] = [
    operation("checkout.sessions.create", f"POST {SESSIONS}", SessionCreateParams, create_session),
    operation("checkout.sessions.list", f"GET {SESSIONS}", SessionListParams, LIST_SESSIONS),
    operation(
        "checkout.sessions.retrieve",
        f"GET {SESSIONS}/{{id}}",
        SessionRetrieveParams,
        retrieving("checkout.session", "session"),
    ),
    operation(
        "checkout.sessions.expire",
        f"POST {SESSIONS}/{{id}}/expire",
        SessionExpireParams,
        lambda call: call.bank.expire(call.identity),
    ),
    operation(
        "checkout.sessions.line_items.list",
        f"GET {SESSIONS}/{{id}}/line_items",
        SessionLineItemListParams,
        list_lines,
    ),
    operation(
        "refunds.create",
        "POST /v1/refunds",
        RefundCreateParams,
        lambda call: call.bank.make_refund(call.parameters),
    ),
    operation(
        "events.list",
        "GET /v1/events",
        EventListParams,
        list_events,
    ),
    operation(
        "balance_transactions.list",
        "GET /v1/balance_transactions",
        BalanceTransactionListParams,
        list_balance_transactions,
    ),
    operation("customers.create", "POST /v1/customers", CustomerCreateParams, create_customer),
    operation(
        "account.retrieve",
        "GET /v1/account",
        AccountRetrieveCurrentParams,
        lambda call: objects.account(),
    ),
]


def add_plain(kind: str, plural: str, retrieve: type, many: type | None, *names: str) -> None:
    """Add retrieve and list of a kind that needs nothing more."""
    path = f"/v1/{plural}"
    OPERATIONS.append(
        operation(f"{plural}.retrieve", f"GET {path}/{{id}}", retrieve, retrieving(kind))
    )
    if many is not None:
        OPERATIONS.append(operation(f"{plural}.list", f"GET {path}", many, listing(kind, *names)))


add_plain("payment_intent", "payment_intents", PaymentIntentRetrieveParams, PaymentIntentListParams)
add_plain("charge", "charges", ChargeRetrieveParams, ChargeListParams, "payment_intent")
add_plain("refund", "refunds", RefundRetrieveParams, RefundListParams, "payment_intent", "charge")
add_plain(
    "dispute", "disputes", DisputeRetrieveParams, DisputeListParams, "payment_intent", "charge"
)
add_plain("payout", "payouts", PayoutRetrieveParams, PayoutListParams, "status")
add_plain("event", "events", EventRetrieveParams, None)
add_plain("balance_transaction", "balance_transactions", BalanceTransactionRetrieveParams, None)


def find_operation(method: str, path: str) -> tuple[Operation, str] | None:
    for one in OPERATIONS:
        identity = one.identity_in(method, path)
        if identity is not None:
            return one, identity
    return None
