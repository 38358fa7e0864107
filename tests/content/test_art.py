"""The sign is drawn from a seed, and only loops that close are lit."""

import re

import pytest

from tools.draw_sign import ART, SIGNS, draw, is_safe, turn_tiles, walk


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_sign_is_drawn_as_it_is_stored(sign: object) -> None:
    assert draw(sign) == (ART / f"{sign.name}.svg").read_text()  # type: ignore[arg-type, attr-defined]


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_lit_loops_close(sign: object) -> None:
    loops, _ = walk(turn_tiles(sign))  # type: ignore[arg-type]

    lit = [loop for loop in loops if is_safe(loop, sign)]  # type: ignore[arg-type]

    assert lit
    assert all(loop[0] == loop[-1] for loop in lit)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_art_holds_neither_style_nor_script(sign: object) -> None:
    svg = (ART / f"{sign.name}.svg").read_text()  # type: ignore[attr-defined]

    assert re.findall(r"<(style|script)|style=|on\w+=", svg) == []
