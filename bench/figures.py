"""A measured figure beside its goal, and the table they are printed in."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return "" if self.at_most is None else f"<= {self.at_most:g}"

    @property
    def verdict(self) -> str:
        if self.at_least is None and self.at_most is None:
            return ""
        is_met = (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )
        return "met" if is_met else "MISSED"


def print_table(title: str, figures: Iterable[Figure]) -> None:
    print(f"\n{title}")
    print(f"{'':56} {'value':>10} {'unit':8} {'goal':>9}")
    for figure in figures:
        value = f"{figure.value:,.0f}" if figure.value >= 1000 else f"{figure.value:.3g}"
        print(f"{figure.name:56} {value:>10} {figure.unit:8} {figure.goal:>9} {figure.verdict}")
