"""Replaces ids by the things they name, where a request asks for it with `expand`."""

import copy

from tests.contracts import objects
from tests.contracts.annotations import Basic, OneOf, fields_of, resource_class
from tests.contracts.bank import Bank
from tests.contracts.objects import Thing
from tests.contracts.refusals import Refusal

DEEPEST = 4


def expand(bank: Bank, answer: Thing, paths: list[str]) -> Thing:
    """A copy of `answer` in which each path is followed and opened."""
    answer = copy.deepcopy(answer)
    for index, path in enumerate(paths):
        steps = path.split(".")
        if answer["object"] == "list":
            if steps[0] != "data" or len(steps) == 1:
                refuse(path, index, f" You may want to try expanding 'data.{path}' instead.")
            things, steps = answer["data"], steps[1:]
        else:
            things = [answer]
        if len(steps) > DEEPEST:
            refuse(path, index, f" The depth is limited to {DEEPEST} levels.")
        for thing in things:
            open_path(bank, thing, steps, path, index)
    return answer


def refuse(path: str, index: int, hint: str = "") -> None:
    raise Refusal(f"This property cannot be expanded ({path}).{hint}", param=f"expand[{index}]")


def open_path(bank: Bank, thing: Thing, steps: list[str], path: str, index: int) -> None:
    for step in steps:
        if thing["object"] == "checkout.session" and step == "line_items":
            lines = copy.deepcopy(bank.lines[thing["id"]])
            thing[step] = objects.listed(f"/v1/checkout/sessions/{thing['id']}/line_items", lines)
            return
        if thing["object"] == "charge" and step == "refunds":
            refunds = [one for one in bank.all("refund") if one["charge"] == thing["id"]]
            url = f"/v1/charges/{thing['id']}/refunds"
            thing[step] = objects.listed(url, copy.deepcopy(refunds[::-1]))
            return
        if not is_expandable(thing["object"], step):
            refuse(path, index)
        value = thing.get(step)
        if isinstance(value, str):
            value = copy.deepcopy(bank.find_anywhere(value))
            if value is None:
                refuse(path, index, " The stand-in keeps no such object.")
            thing[step] = value
        if value is None:
            return
        thing = value


def is_expandable(kind: str, name: str) -> bool:
    """Whether the class of `kind` lets the field be an id or the thing itself."""
    owner = resource_class(kind)
    field = fields_of(owner).get(name) if owner else None
    return field is not None and field.shape == OneOf((Basic("text"), Basic("resource")))
