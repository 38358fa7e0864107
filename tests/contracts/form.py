"""Decodes the nested form encoding that Stripe's clients send: `a[b][0][c]=v`."""

import re
from urllib.parse import parse_qsl

from tests.contracts.refusals import Refusal

Tree = dict[str, "str | Tree"]
KEY = re.compile(r"(?P<first>[^\[\]]+)(?P<rest>(\[[^\[\]]*\])*)")


def pairs_of(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict")


def steps_of(key: str) -> list[str]:
    match = KEY.fullmatch(key)
    if match is None:
        raise Refusal(f"Invalid parameter name: {key}", param=key)
    return [match["first"], *re.findall(r"\[([^\[\]]*)\]", match["rest"])]


def decode(text: str) -> Tree:
    """Build the tree of a form; lists stay maps from index to item until their type is known."""
    try:
        pairs = pairs_of(text)
    except ValueError as error:
        raise Refusal("The request's form could not be read.") from error
    tree: Tree = {}
    for key, value in pairs:
        put(tree, steps_of(key), value, key)
    return tree


def put(tree: Tree, steps: list[str], value: str, key: str) -> None:
    *inner, last = steps
    for step in inner:
        below = tree.setdefault(step or str(len(tree)), {})
        if not isinstance(below, dict):
            raise Refusal(
                f"Invalid parameter: {key} is given as a value and as an object", param=key
            )
        tree = below
    last = last or str(len(tree))
    if last in tree:
        raise Refusal(f"Parameter given twice: {key}", param=key)
    tree[last] = value
