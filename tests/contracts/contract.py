"""Checks a request against the typed parameters of its operation, as closed as Stripe's server."""

import difflib
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.contracts.annotations import (
    EMPTY,
    Basic,
    Choice,
    Fields,
    Many,
    Named,
    OneOf,
    Shape,
    fields_of,
)
from tests.contracts.form import Tree
from tests.contracts.refusals import Refusal

Value = str | Tree
MOST_DECIMALS = 12


def check_request(parameters: type, tree: Tree) -> dict[str, Any]:
    """Return the parameters as ints, booleans, lists and maps, or raise the refusal."""
    return read_fields(parameters, tree, "")


def below(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def read_fields(owner: type, value: Value, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refusal("Invalid object", param=path)
    fields = fields_of(owner)
    for name in value:
        if name not in fields:
            refuse_unknown(name, below(path, name), list(fields))
    found = {name: read(fields[name].shape, one, below(path, name)) for name, one in value.items()}
    for name, field in fields.items():
        if field.required and name not in found:
            refuse_missing(below(path, name))
    return found


def refuse_unknown(name: str, path: str, known: list[str]) -> None:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f". Did you mean {close[0]}?" if close else ""
    raise Refusal(f"Received unknown parameter: {path}{hint}", param=path, code="parameter_unknown")


def refuse_missing(path: str) -> None:
    raise Refusal(f"Missing required param: {path}.", param=path, code="parameter_missing")


def read(shape: Shape, value: Value, path: str) -> Any:
    match shape:
        case Fields(owner):
            return read_fields(owner, value, path)
        case Many(item):
            return read_many(item, value, path)
        case Named(item):
            return read_named(item, value, path)
        case OneOf(options):
            return read_one_of(options, value, path)
        case Choice(values):
            return read_choice(values, value, path)
        case Basic(name):
            return read_basic(name, value, path)


def read_many(item: Shape, value: Value, path: str) -> list[Any]:
    if not isinstance(value, dict) or set(value) != {str(index) for index in range(len(value))}:
        raise Refusal("Invalid array", param=path)
    return [read(item, value[str(index)], below(path, str(index))) for index in range(len(value))]


def read_named(item: Shape, value: Value, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refusal("Invalid object", param=path)
    # An empty value takes a key away; it is allowed in a map only.
    return {
        name: "" if one == "" else read(item, one, below(path, name)) for name, one in value.items()
    }


def read_one_of(options: tuple[Shape, ...], value: Value, path: str) -> Any:
    if value == "" and EMPTY in options:
        return ""
    others = [option for option in options if option != EMPTY]
    nested = [option for option in others if isinstance(option, Fields | Many | Named)]
    flat = [option for option in others if option not in nested]
    candidates = (nested if isinstance(value, dict) else flat) or others
    refusals = []
    for option in candidates:
        try:
            return read(option, value, path)
        except Refusal as refusal:
            refusals.append(refusal)
    raise refusals[0]


def read_choice(values: tuple[object, ...], value: Value, path: str) -> str:
    texts = [str(one) for one in values if one != ""]
    if value in values:
        return str(value)
    listed = ", ".join(texts[:-1]) + f", or {texts[-1]}" if len(texts) > 1 else "".join(texts)
    raise Refusal(f"Invalid {path}: must be one of {listed}", param=path)


def read_basic(name: str, value: Value, path: str) -> Any:
    if name == "anything":
        return value
    if isinstance(value, dict):
        raise Refusal(f"Invalid {name}: an object was given", param=path)
    if value == "":
        raise Refusal(
            f"You passed an empty string for '{path}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{path}' cannot be unset. You should remove '{path}' "
            "from your request or supply a non-empty value.",
            param=path,
            code="parameter_invalid_empty",
        )
    readers = {"integer": read_integer, "boolean": read_boolean, "decimal": read_decimal}
    return readers[name](value, path) if name in readers else value


def read_integer(value: str, path: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise Refusal(f"Invalid integer: {value}", param=path, code="parameter_invalid_integer")
    return int(value)


def read_boolean(value: str, path: str) -> bool:
    if value not in {"true", "false"}:
        raise Refusal(f"Invalid boolean: {value}", param=path)
    return value == "true"


def read_decimal(value: str, path: str) -> Decimal:
    try:
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or -int(found.as_tuple().exponent) > MOST_DECIMALS:
        raise Refusal(f"Invalid decimal: {value}", param=path)
    return found
