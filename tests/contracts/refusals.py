"""What Stripe answers when it refuses, in the form in which it says so."""

from typing import Any


class Refusal(Exception):
    """One refused request.

    A `fault` is wrong in itself, whatever the state of the bank: a drift from the contract. The
    others (not open any more, refunded already) may meet a faultless program in a race.
    """

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        status: int = 400,
        type: str = "invalid_request_error",
        fault: bool = True,
    ) -> None:
        super().__init__(message)
        self.message, self.param, self.code = message, param, code
        self.status, self.type, self.fault = status, type, fault

    def body(self) -> dict[str, Any]:
        error = {"type": self.type, "message": self.message}
        if self.code:
            error["code"] = self.code
        if self.param:
            error["param"] = self.param
        return {"error": error}


def state_refusal(message: str, **details: Any) -> Refusal:
    return Refusal(message, fault=False, **details)


def missing_object(kind: str, identity: str, param: str = "id", status: int = 404) -> Refusal:
    return state_refusal(
        f"No such {kind}: '{identity}'", param=param, code="resource_missing", status=status
    )
