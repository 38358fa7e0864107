"""Draws the sign: arcs that wander over tiles, where only the loops that close are lit.

Run `python tools/draw_sign.py`; it writes the same SVG files every time.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ART = Path(__file__).resolve().parents[1] / "site/content/static/content/art"
TILE = 48
HALF = TILE // 2
STROKE = 13

RAPS, SALMON, SKY = "#FFD43B", "#F08A6B", "#9CCBE0"

# A joint is the middle of a tile's side, in half tiles from the upper left corner.
Joint = tuple[int, int]
# Turned one way, a tile joins its upper side to the left and its lower to the right.
TURNS = {True: (("n", "w"), ("s", "e")), False: (("n", "e"), ("s", "w"))}
SIDES = {"n": (1, 0), "s": (1, 2), "w": (0, 1), "e": (2, 1)}


@dataclass(frozen=True)
class Sign:
    """One drawing: its size in tiles, its colours, and where a loop may be lit."""

    name: str
    seed: int
    columns: int
    rows: int
    ground: str
    arcs: str
    lit: tuple[str, ...]
    most: int
    longest: int = 14
    # Loops are lit only inside these columns and rows, which no cropping cuts away.
    safe: tuple[int, int, int, int] = (0, 0, 0, 0)
    # A strip shows the middle of the drawing, so its loops are forced to be where they are seen.
    rings: tuple[tuple[int, int], ...] = ()


SIGNS = (
    Sign("hero", 2146, 12, 12, "#0F3D31", "#1C5A48", (RAPS, SALMON, SKY), 7, safe=(3, 1, 11, 10)),
    Sign("phone", 2944, 20, 4, "#0F3D31", "#1C5A48", (RAPS, SALMON, SKY), 5, safe=(12, 0, 19, 4)),
    Sign("footer", 5, 44, 2, "#0F3D31", "#1C5A48", (RAPS, SALMON), 2, rings=((19, 0), (26, 0))),
    Sign("strip-conference", 7, 44, 2, "#0F3D31", "#1C5A48", (RAPS,), 1, rings=((23, 0),)),
    Sign("strip-training", 8, 44, 2, "#1B4A63", "#2C6482", (RAPS,), 1, rings=((24, 0),)),
    Sign("strip-trip", 9, 44, 2, "#8A2E1F", "#A5493A", (RAPS,), 1, rings=((23, 0),)),
    Sign("strip-game", 10, 44, 2, "#F2C21A", "#DBA90A", ("#0F3D31",), 1, rings=((22, 0),)),
    Sign("cover", 12, 5, 7, "#0F3D31", "#1C5A48", (RAPS, SALMON), 2, safe=(1, 1, 4, 6)),
)


def turn_tiles(sign: Sign) -> list[list[bool]]:
    """Turn every tile by chance; round a ring the four tiles are turned so that it closes."""
    chance = random.Random(sign.seed)
    turns = [[chance.random() < 0.5 for _ in range(sign.columns)] for _ in range(sign.rows)]
    for column, row in sign.rings:
        # The ring stands round the corner that the four tiles share.
        turns[row][column], turns[row + 1][column + 1] = True, True
        turns[row][column + 1], turns[row + 1][column] = False, False
    return turns


def arcs_of(turns: list[list[bool]]) -> Iterator[tuple[Joint, Joint]]:
    for row, line in enumerate(turns):
        for column, turn in enumerate(line):
            for one, other in TURNS[turn]:
                yield joint_at(column, row, one), joint_at(column, row, other)


def joint_at(column: int, row: int, side: str) -> Joint:
    across, down = SIDES[side]
    return 2 * column + across, 2 * row + down


def walk(turns: list[list[bool]]) -> tuple[list[list[Joint]], list[list[Joint]]]:
    """Follow the arcs; return the loops that close, and the lines that run out at an edge."""
    next_to: dict[Joint, list[Joint]] = {}
    for one, other in arcs_of(turns):
        next_to.setdefault(one, []).append(other)
        next_to.setdefault(other, []).append(one)
    unseen = {tuple(sorted(arc)) for arc in arcs_of(turns)}
    ends = sorted(joint for joint, others in next_to.items() if len(others) == 1)
    lines = [path for end in ends if len(path := follow(end, next_to, unseen)) > 1]
    loops = []
    for joint in sorted(next_to):
        path = follow(joint, next_to, unseen)
        if len(path) > 1:
            loops.append(path)
    return loops, lines


def follow(
    start: Joint, next_to: dict[Joint, list[Joint]], unseen: set[tuple[Joint, ...]]
) -> list[Joint]:
    path = [start]
    while True:
        here = path[-1]
        onward = [to for to in next_to[here] if tuple(sorted((here, to))) in unseen]
        if not onward:
            return path
        unseen.discard(tuple(sorted((here, onward[0]))))
        path.append(onward[0])


def curve(path: list[Joint]) -> str:
    """Return the path's arcs; an arc turns round the tile's corner nearest to both its joints."""
    first, *others = path
    words = [f"M{first[0] * HALF} {first[1] * HALF}"]
    for here, there in zip(path, others, strict=False):
        words.append(f"A{HALF} {HALF} 0 0 {sweep(here, there)} {there[0] * HALF} {there[1] * HALF}")
    return "".join(words)


def sweep(here: Joint, there: Joint) -> int:
    """Return 1 where the arc turns clockwise round its corner of the tile, else 0."""
    is_on_horizontal_side = here[0] % 2 == 1
    corner = (there[0], here[1]) if is_on_horizontal_side else (here[0], there[1])
    cross = (here[0] - corner[0]) * (there[1] - corner[1]) - (here[1] - corner[1]) * (
        there[0] - corner[0]
    )
    return 1 if cross > 0 else 0


def is_safe(loop: list[Joint], sign: Sign) -> bool:
    """Tell whether a loop lies where no cropping reaches, and is small enough to be seen as one."""
    if sign.rings:
        middles = {(2 * column + 2, 2 * row + 2) for column, row in sign.rings}
        middle = (
            sum(x for x, _ in loop[:-1]) / (len(loop) - 1),
            sum(y for _, y in loop[:-1]) / (len(loop) - 1),
        )
        return middle in middles
    left, top, right, bottom = (2 * side for side in sign.safe)
    inside = all(left < x < right and top <= y <= bottom for x, y in loop)
    return inside and len(loop) - 1 <= sign.longest


def draw(sign: Sign) -> str:
    loops, lines = walk(turn_tiles(sign))
    lit = sorted((loop for loop in loops if is_safe(loop, sign)), key=len, reverse=True)[
        : sign.most
    ]
    lit.sort(key=lambda loop: (loop[0][0], loop[0][1]))
    dim = [path for path in [*loops, *lines] if path not in lit]
    parts = [f'<path stroke="{sign.arcs}" d="{"".join(curve(path) for path in dim)}"/>']
    for number, loop in enumerate(lit):
        colour = sign.lit[number % len(sign.lit)]
        parts.append(f'<path stroke="{colour}" d="{curve(loop)}Z"/>')
    width, height = sign.columns * TILE, sign.rows * TILE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}"><path fill="{sign.ground}" d="M0 0h{width}v{height}H0z"/>'
        f'<g fill="none" stroke-width="{STROKE}">{"".join(parts)}</g></svg>\n'
    )


def main() -> None:
    ART.mkdir(parents=True, exist_ok=True)
    for sign in SIGNS:
        (ART / f"{sign.name}.svg").write_text(draw(sign))


if __name__ == "__main__":
    main()
