"""Checks the stand-in's own answers against the resource classes of the installed package."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.contracts.annotations import (
    Basic,
    Choice,
    Fields,
    Many,
    Named,
    OneOf,
    Shape,
    fields_of,
    resource_class,
)

Complaints = Iterator[str]
# The base class of lists names its fields but not `object`, which is what it is found by.
ALWAYS_KNOWN = {"object"}
TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "integer": int,
    "boolean": bool,
    "number": (int, float),
}


def complaints_about(answer: object) -> list[str]:
    """Say what in a whole object of Stripe disagrees with its class; an empty list is good."""
    return list(check_resource(answer, ""))


def check_resource(value: object, path: str) -> Complaints:
    if not isinstance(value, dict) or not isinstance(value.get("object"), str):
        yield f"{path or 'answer'}: not an object of Stripe"
        return
    owner = resource_class(value["object"])
    if owner is None:
        yield f"{path or 'answer'}: unknown object {value['object']}"
        return
    yield from check_fields(owner, value, path or value["object"])
    if value["object"] == "event":
        yield from check_resource(value["data"]["object"], f"{path or 'event'}.data.object")


def check_fields(owner: type, value: object, path: str) -> Complaints:
    if not isinstance(value, dict):
        yield f"{path}: not an object"
        return
    fields = fields_of(owner)
    for name in value.keys() - fields.keys() - ALWAYS_KNOWN:
        yield f"{path}.{name}: unknown field"
    for name, field in fields.items():
        if name not in value:
            if field.required:
                yield f"{path}.{name}: missing"
        elif value[name] is None:
            if not field.nullable:
                yield f"{path}.{name}: null"
        else:
            yield from check(field.shape, value[name], f"{path}.{name}")


def check(shape: Shape, value: Any, path: str) -> Complaints:
    match shape:
        case Fields(owner):
            yield from check_fields(owner, value, path)
        case Many(item):
            yield from check_many(item, value, path)
        case Named(item):
            yield from check_named(item, value, path)
        case OneOf(options):
            yield from check_one_of(options, value, path)
        case Choice(values):
            if value not in values:
                yield f"{path}: {value!r} is none of the allowed values"
        case Basic("resource"):
            yield from check_resource(value, path)
        case Basic("decimal"):
            yield from check_decimal(value, path)
        case Basic(name):
            yield from check_basic(name, value, path)


def check_one_of(options: tuple[Shape, ...], value: object, path: str) -> Complaints:
    if isinstance(value, dict):
        options = tuple(one for one in options if not isinstance(one, Basic | Choice)) + tuple(
            one for one in options if one == Basic("resource")
        )
    complaints = [list(check(option, value, path)) for option in options]
    if all(complaints):
        yield from min(complaints, key=len, default=[f"{path}: an object is not allowed here"])


def check_many(item: Shape, value: object, path: str) -> Complaints:
    if not isinstance(value, list):
        yield f"{path}: not a list"
        return
    for index, one in enumerate(value):
        yield from check(item, one, f"{path}[{index}]")


def check_named(item: Shape, value: object, path: str) -> Complaints:
    if not isinstance(value, dict):
        yield f"{path}: not a map"
        return
    for name, one in value.items():
        yield from check(item, one, f"{path}.{name}")


def check_decimal(value: object, path: str) -> Complaints:
    try:
        finite = isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        finite = False
    if not finite:
        yield f"{path}: {value!r} is not a decimal written as text"


def check_basic(name: str, value: object, path: str) -> Complaints:
    if name == "anything":
        return
    wanted = TYPES[name]
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        yield f"{path}: {value!r} is not of type {name}"
