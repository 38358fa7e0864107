"""Takes one request from the wire to its answer: key, version, outage, types, rules, work."""

import copy
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from stripe._api_version import _ApiVersion

from tests.contracts.answers import complaints_about
from tests.contracts.bank import Bank
from tests.contracts.contract import check_request
from tests.contracts.expanding import expand
from tests.contracts.form import decode
from tests.contracts.idempotency import Outcomes
from tests.contracts.objects import Thing
from tests.contracts.operations import Call, Operation, find_operation
from tests.contracts.outages import Outages
from tests.contracts.records import NOBODY
from tests.contracts.refusals import Refusal
from tests.contracts.rules import check_common
from tests.contracts.webhooks import Webhooks

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    form: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    status: int
    body: Thing
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One call as a test sees it afterwards; `status` is None where no answer got through."""

    operation: str
    parameters: dict[str, Any]
    idempotency_key: str | None
    identity: str
    status: int | None
    replayed: bool = False


class Desk:
    def __init__(self, bank: Bank, webhooks: Webhooks, outages: Outages, key: str) -> None:
        self.bank, self.webhooks, self.outages, self.key = bank, webhooks, outages, key
        self.outcomes = Outcomes(bank.clock)
        self.calls: list[Told] = []
        self.refusals: list[Refusal] = []
        self.drifts: list[str] = []
        self.expected = False
        # Operations for which the restricted key lacks the permission.
        self.forbidden: set[str] = set()
        # For the stand-in's own tests: change an answer before it is checked.
        self.spoil: Any = lambda name, answer: answer
        bank.on_drift = self.drifts.append

    @contextmanager
    def expecting_refusals(self) -> Iterator[list[Refusal]]:
        """Let faulty requests be refused without counting as drifts; yields the list of them."""
        self.expected, before = True, len(self.refusals)
        seen: list[Refusal] = []
        try:
            yield seen
        finally:
            self.expected = False
            seen += self.refusals[before:]

    def answer(self, request: Request) -> Answer | None:
        """The answer to a request, or None where the connection breaks."""
        found = find_operation(request.method, request.path)
        name = found[0].name if found else f"{request.method} {request.path}"
        how = self.outages.next_for(name)
        if how == "drop":
            self.tell(name, request, {}, None)
            return None
        if how in {"429", "503"}:
            self.tell(name, request, {}, int(how))
            return unavailable(int(how))
        with self.bank.serving():
            answer = self.serve(request, found, name, how)
        return None if how == "lost answer" else answer

    def serve(
        self, request: Request, found: tuple[Operation, str] | None, name: str, how: str | None
    ) -> Answer:
        identity = f"req_{secrets.token_hex(7)}"
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        self.bank.request = {"id": identity, "idempotency_key": key}
        parameters: dict[str, Any] = {}
        try:
            self.bank.catch_up()
            answer = self.serve_known(request, found, parameters, key, how, identity)
        except Refusal as refusal:
            answer = self.refuse(name, refusal)
        finally:
            self.bank.request = NOBODY
        answer.headers.setdefault("Request-Id", identity)
        answer.headers.setdefault("Stripe-Version", _ApiVersion.CURRENT)
        if key:
            answer.headers["Idempotency-Key"] = key
        status = None if how == "lost answer" else answer.status
        self.tell(name, request, parameters, status, found, answer.headers)
        return answer

    def tell(
        self,
        name: str,
        request: Request,
        parameters: dict[str, Any],
        status: int | None,
        found: tuple[Operation, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        key = request.headers.get("Idempotency-Key")
        replayed = "Idempotent-Replayed" in (headers or {})
        self.calls.append(Told(name, parameters, key, found[1] if found else "", status, replayed))

    def refuse(self, name: str, refusal: Refusal) -> Answer:
        self.refusals.append(refusal)
        if refusal.fault and not self.expected:
            self.drifts.append(f"{name}: {refusal.message} ({refusal.param})")
        return Answer(refusal.status, refusal.body())

    def serve_known(
        self,
        request: Request,
        found: tuple[Operation, str] | None,
        parameters: dict[str, Any],
        key: str | None,
        how: str | None,
        identity: str,
    ) -> Answer:
        self.check_headers(request)
        if found is None:
            raise Refusal(
                f"Unrecognized request URL ({request.method}: {request.path}).", status=404
            )
        operation, thing = found
        if operation.name in self.forbidden:
            raise Refusal(
                f"The provided key '{self.key[:8]}****' does not have the required permissions for "
                "this endpoint.",
                status=403,
                fault=False,
            )
        fingerprint = (request.method, request.path, request.form)
        if key:
            kept = self.outcomes.recall(key, fingerprint)
            if kept:
                headers = {"Idempotent-Replayed": "true", "Original-Request": kept.request}
                return Answer(kept.status, copy.deepcopy(kept.body), headers)
        # What fails here was never begun, so nothing of it is remembered under the key.
        parameters |= check_request(operation.parameters, decode(request.form))
        check_common(parameters)
        answer = crash() if how == "500" else self.work(operation, thing, parameters)
        if key:
            self.outcomes.keep(
                key, fingerprint, answer.status, copy.deepcopy(answer.body), identity
            )
        return answer

    def check_headers(self, request: Request) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or key != self.key:
            raise Refusal(f"Invalid API Key provided: {key[:8]}****", status=401)
        version = request.headers.get("Stripe-Version")
        if version != _ApiVersion.CURRENT:
            raise Refusal(f"Invalid Stripe API version: {version}", param="Stripe-Version")
        if request.method == "POST" and request.headers.get("Content-Type") != FORM:
            raise Refusal(f"The content type of a request is {FORM}.")

    def work(self, operation: Operation, identity: str, parameters: dict[str, Any]) -> Answer:
        wanted = copy.deepcopy(parameters)
        expands = wanted.pop("expand", [])
        call = Call(self.bank, self.webhooks, wanted, identity, operation.path)
        try:
            body = expand(self.bank, operation.work(call), expands)
        except Refusal as refusal:
            if refusal.fault:
                raise
            return self.refuse(operation.name, refusal)
        body = self.spoil(operation.name, body)
        for complaint in complaints_about(body):
            self.drifts.append(f"{operation.name} answers: {complaint}")
        return Answer(200, body)


def unavailable(status: int) -> Answer:
    message = "Too many requests." if status == 429 else "The service is away for a moment."
    return Answer(status, {"error": {"type": "api_error", "message": message}})


def crash() -> Answer:
    message = "An unknown error occurred."
    headers = {"Stripe-Should-Retry": "false"}
    return Answer(500, {"error": {"type": "api_error", "message": message}}, headers)
