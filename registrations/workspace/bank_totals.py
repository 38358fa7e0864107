"""The control totals of a bank's file in words, each currency by itself."""

from typing import Any

from django.utils.translation import gettext, pgettext

from registrations import formats
from registrations.models import BankFile
from registrations.workspace.bank_rows import money_in


def total_rows(file: BankFile) -> list[dict[str, Any]]:
    """Return label, number and sum of what came in and out, and what became of it."""
    totals = file.totals
    parts = (
        ("in", pgettext("bank file", "Money in"), totals.get("in_count", 0)),
        ("out", pgettext("bank file", "Money out"), totals.get("out_count", 0)),
        ("new", pgettext("movements", "New"), file.new_count),
        ("known", pgettext("movements", "Known already"), file.known_count),
        ("aside", pgettext("list of movements", "Put aside"), file.aside_count),
    )
    return [
        {
            "label": label,
            "number": number,
            "sum": _sum_of(totals, name),
            "is_bad": name == "aside" and number > 0,
        }
        for name, label, number in parts
    ]


def _sum_of(totals: dict[str, Any], name: str) -> str:
    strange: dict[str, int] = totals.get(f"{name}_strange", {})
    all_ore = totals.get(name if name in {"in", "out"} else f"{name}_ore", 0)
    kronor = all_ore - sum(strange.values())
    words = [money_in(ore, currency) for currency, ore in sorted(strange.items())]
    if kronor or not words:
        words.insert(0, formats.money(kronor))
    joint = gettext("%(sums)s and %(last)s")
    if len(words) == 1:
        return words[0]
    return joint % {"sums": ", ".join(words[:-1]), "last": words[-1]}
