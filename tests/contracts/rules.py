"""Rules of Stripe's server that no type carries: lengths, formats, and fields that need another."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tests.contracts.lengths import length_allowed
from tests.contracts.objects import Thing
from tests.contracts.refusals import Refusal

SHORTEST_SESSION = 30 * 60
LONGEST_SESSION = 24 * 3600
LEAST_TOTAL = 300
LARGEST_TOTAL = 99_999_999
MOST_LINES = 100
CURRENCIES = {"sek", "eur", "dkk", "nok", "usd", "gbp"}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

# Fields of a new session whose effects the stand-in shows; others would be accepted and ignored,
# and a test would believe in what never happened.
MODELLED = {
    "adaptive_pricing",
    "allowed_payment_method_types",
    "cancel_url",
    "client_reference_id",
    "currency",
    "customer_email",
    "excluded_payment_method_types",
    "expand",
    "expires_at",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_intent_data",
    "payment_method_options",
    "submit_type",
    "success_url",
    "ui_mode",
    "wallet_options",
}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of a request with its full path."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, f"{path}[{name}]" if path else name)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from leaves(one, f"{path}[{index}]")
    else:
        yield path, value


def check_common(parameters: Thing) -> None:
    """Hold every operation to the limits of lengths, metadata, currencies and addresses."""
    check_metadata(parameters)
    for path, value in leaves(parameters):
        limit = length_allowed(path)
        if limit and len(str(value)) > limit:
            raise Refusal(
                f"Invalid string: {value[:20]}...; must be at most {limit} characters",
                param=path,
                code="parameter_invalid_string",
            )
        name = path.rpartition("[")[2].rstrip("]")
        if "metadata" in path:
            continue
        if name == "currency" and value not in CURRENCIES:
            raise Refusal(
                f"Invalid currency: {value}. Stripe currently supports these currencies: "
                f"{', '.join(sorted(CURRENCIES))}",
                param=path,
            )
        if name.endswith("_url") or "[images]" in path:
            check_address(value, path)
        if name in {"customer_email", "receipt_email", "email"} and not EMAIL.fullmatch(value):
            raise Refusal(f"Invalid email address: {value}", param=path, code="email_invalid")


def check_address(value: str, path: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refusal(
            "Not a valid URL. URLs must begin with an explicit scheme (such as `https`).",
            param=path,
            code="url_invalid",
        )


def check_metadata(value: Any, path: str = "") -> None:
    if not isinstance(value, dict):
        for index, one in enumerate(value if isinstance(value, list) else []):
            check_metadata(one, f"{path}[{index}]")
        return
    for name, one in value.items():
        below = f"{path}[{name}]" if path else name
        if name == "metadata" and isinstance(one, dict):
            check_one_metadata(one, below)
        else:
            check_metadata(one, below)


def check_one_metadata(metadata: dict[str, str], path: str) -> None:
    if len(metadata) > 50:
        raise Refusal(f"You can set at most 50 metadata keys; got {len(metadata)}.", param=path)
    for key, value in metadata.items():
        if len(key) > 40:
            raise Refusal(
                f"Metadata keys can have up to 40 characters, but you passed in a key that is "
                f"{len(key)} characters. Invalid key: {key}",
                param=path,
            )
        if len(value) > 500:
            raise Refusal(
                f"Metadata values can have up to 500 characters, but you passed in a value that "
                f"is {len(value)} characters. Invalid value: {value}",
                param=f"{path}[{key}]",
            )


def require(present: bool, path: str) -> None:
    if not present:
        raise Refusal(f"Missing required param: {path}.", param=path, code="parameter_missing")


def check_session(parameters: Thing, now: int) -> None:
    """Hold a new Checkout Session to what its fields ask of one another; fill in its expiry."""
    require("mode" in parameters, "mode")
    require(bool(parameters.get("line_items")), "line_items")
    if parameters["mode"] != "payment":
        raise Refusal(
            f"The stand-in has no accounts of mode {parameters['mode']}; payment only.",
            param="mode",
        )
    if parameters.get("ui_mode", "hosted_page") != "hosted_page":
        raise Refusal("The stand-in shows hosted pages only.", param="ui_mode")
    require("success_url" in parameters, "success_url")
    one, other = "allowed_payment_method_types", "excluded_payment_method_types"
    if one in parameters and other in parameters:
        raise Refusal(f"You may only specify one of these parameters: {one}, {other}.")
    for name in parameters.keys() - MODELLED:
        raise Refusal(f"Stripe knows {name}, but the stand-in doesn't model it yet.", param=name)
    check_lines(parameters["line_items"])
    check_expiry(parameters, now)


def check_lines(lines: list[Thing]) -> None:
    if len(lines) > MOST_LINES:
        raise Refusal(f"Array above maximum size of {MOST_LINES}.", param="line_items")
    for index, line in enumerate(lines):
        check_line(line, f"line_items[{index}]")
    if len({line["price_data"]["currency"] for line in lines}) > 1:
        raise Refusal("All prices on a Checkout Session must have the same currency.")
    total = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in lines)
    if 0 < total < LEAST_TOTAL and lines[0]["price_data"]["currency"] == "sek":
        raise Refusal(
            "The Checkout Session's total amount due must add up to at least 3.00 kr sek",
            code="amount_too_small",
        )
    if total > LARGEST_TOTAL:
        raise Refusal("Amount must be no more than 999,999.99 kr", code="amount_too_large")


def check_line(line: Thing, path: str) -> None:
    exactly_one(line, "price", "price_data", path)
    if "price" in line:
        raise Refusal(
            f"No such price: '{line['price']}'", param=f"{path}[price]", code="resource_missing"
        )
    data, below = line["price_data"], f"{path}[price_data]"
    exactly_one(data, "unit_amount", "unit_amount_decimal", below)
    exactly_one(data, "product", "product_data", below)
    if "unit_amount" not in data:
        raise Refusal("The stand-in counts whole öre only.", param=f"{below}[unit_amount_decimal]")
    if data["unit_amount"] < 0:
        raise Refusal(
            "Invalid non-negative integer",
            param=f"{below}[unit_amount]",
            code="parameter_invalid_integer",
        )
    if "recurring" in data:
        raise Refusal("Recurring prices need the mode subscription.", param=f"{below}[recurring]")
    if line.get("quantity", 0) < 1:
        raise Refusal(
            f"Quantity is required. Add `quantity` to `{path}`",
            param=f"{path}[quantity]",
            code="parameter_missing",
        )


def exactly_one(given: Thing, one: str, other: str, path: str) -> None:
    if (one in given) == (other in given):
        raise Refusal(
            f"You must specify either `{one}` or `{other}` for each of {path}, and not both.",
            param=path,
        )


def check_expiry(parameters: Thing, now: int) -> None:
    expires_at = parameters.setdefault("expires_at", now + LONGEST_SESSION)
    if expires_at < now + SHORTEST_SESSION:
        raise Refusal(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.",
            param="expires_at",
        )
    if expires_at > now + LONGEST_SESSION:
        raise Refusal(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
