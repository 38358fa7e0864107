"""Reads the typed classes of the installed stripe package into shapes that can be checked."""

import builtins
import functools
import sys
import types
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any, ForwardRef, Literal, NotRequired, TypeVar, Union, get_args, get_origin

from stripe._list_object import ListObject
from stripe._object_classes import OBJECT_CLASSES
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject, UntypedStripeObject
from typing_extensions import is_typeddict


class Elsewhere:
    """Stands for a name that the package imports for type checkers only: another resource."""

    def __class_getitem__(cls, item: object) -> type["Elsewhere"]:
        return cls


@dataclass(frozen=True)
class Basic:
    """text, integer, boolean, number, decimal, anything, or resource (a whole object of Stripe)."""

    name: str


@dataclass(frozen=True)
class Choice:
    values: tuple[object, ...]


@dataclass(frozen=True)
class Many:
    item: "Shape"


@dataclass(frozen=True)
class Named:
    """A map with keys of the caller's own, such as metadata."""

    item: "Shape"


@dataclass(frozen=True)
class Fields:
    owner: type


@dataclass(frozen=True)
class OneOf:
    options: tuple["Shape", ...]


Shape = Basic | Choice | Many | Named | Fields | OneOf
EMPTY = Choice(("",))


@dataclass(frozen=True)
class Field:
    shape: Shape
    required: bool
    nullable: bool


BASICS: dict[object, Basic] = {
    str: Basic("text"),
    int: Basic("integer"),
    bool: Basic("boolean"),
    float: Basic("number"),
    Decimal: Basic("decimal"),
    Any: Basic("anything"),
    object: Basic("anything"),
    Elsewhere: Basic("resource"),
}


class Names(dict[str, Any]):
    """The names of a module; one that is missing there is a resource or an option of elsewhere."""

    def __missing__(self, name: str) -> object:
        return getattr(builtins, name, Elsewhere)


def evaluated(annotation: object, module: str) -> object:
    """Turn text and forward references into what they name."""
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        return eval(annotation, {}, Names(vars(sys.modules[module])))
    return annotation


def parts_of_union(annotation: object, module: str) -> list[object]:
    annotation = evaluated(annotation, module)
    if get_origin(annotation) in {Union, types.UnionType}:
        return [part for one in get_args(annotation) for part in parts_of_union(one, module)]
    return [annotation]


def shape_of(annotation: object, module: str) -> Shape:
    parts = [one for one in parts_of_union(annotation, module) if one is not types.NoneType]
    shapes = [shape_of_one(part, module) for part in parts]
    # The package leaves its enums open (`Literal[...] | str`); Stripe's server keeps them closed.
    if any(isinstance(shape, Choice) and shape != EMPTY for shape in shapes):
        shapes = [shape for shape in shapes if shape != Basic("text")]
    return shapes[0] if len(shapes) == 1 else OneOf(tuple(shapes))


def shape_of_one(part: object, module: str) -> Shape:
    if part in BASICS:
        return BASICS[part]
    origin, arguments = get_origin(part), get_args(part)
    if origin is Literal:
        return Choice(arguments)
    if origin is list:
        return Many(shape_of(arguments[0], module))
    if origin in {dict, UntypedStripeObject}:
        return Named(shape_of(arguments[-1], module))
    if part is UntypedStripeObject:
        return Named(Basic("anything"))
    if origin is ListObject or isinstance(part, TypeVar):
        return Basic("resource")
    if is_typeddict(part) or (isinstance(part, type) and issubclass(part, StripeObject)):
        return Fields(part)
    raise TypeError(f"The package uses a type that this reader doesn't know: {part!r}")


@functools.cache
def fields_of(owner: type) -> dict[str, Field]:
    """The fields of a class by their names on the wire."""
    found = {}
    renamed = getattr(owner, "_field_remappings", {})
    options = RequestOptions.__annotations__ if is_typeddict(owner) else {}
    for name, annotation in owner.__annotations__.items():
        if name.startswith("_") or name == "OBJECT_NAME" or name in options:
            continue
        wire = renamed.get(name, name)
        found[wire] = field_of(annotation, owner)
    return found


def field_of(annotation: object, owner: type) -> Field:
    module = owner.__module__
    annotation = evaluated(annotation, module)
    optional = get_origin(annotation) is NotRequired
    if optional:
        annotation = get_args(annotation)[0]
    nullable = types.NoneType in parts_of_union(annotation, module)
    required = not optional if is_typeddict(owner) else not nullable
    return Field(shape_of(annotation, module), required=required, nullable=nullable)


@functools.cache
def resource_class(name: str) -> type | None:
    """The class of the resource that calls itself `name` in its field `object`."""
    if name not in OBJECT_CLASSES:
        return None
    module, class_name = OBJECT_CLASSES[name]
    return getattr(import_module(module), class_name)
