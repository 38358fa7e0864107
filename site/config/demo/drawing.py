"""Draws the demo's logos and portraits with arcs and rings, in the style of the sign."""

import random
from io import BytesIO
from pathlib import Path

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw, ImageFont
from wagtail.images import get_image_model

import content

FONT = Path(content.__file__).with_name("static") / (
    "content/fonts/familjen-grotesk-latin-wght-normal.woff2"
)
INK, WHITE, RAPS = "#14231D", "#FFFFFF", "#FFD43B"
GROUNDS = (
    ("#0F3D31", "#1C5A48"),
    ("#1B4A63", "#2C6482"),
    ("#8A2E1F", "#A5493A"),
    ("#092A21", "#1C5A48"),
)
# Drawn larger and scaled down, so that the arcs get soft edges.
SCALE = 3


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONT, size)
    font.set_variation_by_axes([700])
    return font


def save_image(picture: Image.Image, title: str, name: str) -> object:
    """Save a drawing as an image of the site."""
    buffer = BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    buffer.seek(0)
    return get_image_model().objects.create(
        title=title, description=title, file=ImageFile(buffer, name=f"{name}.png")
    )


def draw_portrait(initials: str, seed: int) -> Image.Image:
    """Draw a square of wandering arcs with initials on a ring: a person who does not exist."""
    ground, arcs = GROUNDS[seed % len(GROUNDS)]
    side, tile = 432 * SCALE, 72 * SCALE
    picture = Image.new("RGB", (side, side), ground)
    pen = ImageDraw.Draw(picture)
    chance = random.Random(seed)  # noqa: S311 (a drawing, not a secret)
    for top in range(0, side, tile):
        for left in range(0, side, tile):
            _draw_tile(pen, left, top, tile, arcs, turned=chance.random() < 0.5)
    edge = side // 6
    pen.ellipse((edge, edge, side - edge, side - edge), fill=ground, outline=RAPS, width=edge // 4)
    pen.text((side / 2, side / 2), initials, font=_font(side // 4), fill=WHITE, anchor="mm")
    return picture.resize((432, 432), Image.Resampling.LANCZOS)


def _draw_tile(
    pen: ImageDraw.ImageDraw, left: int, top: int, tile: int, colour: str, *, turned: bool
) -> None:
    half, width = tile // 2, tile // 4
    reach = half + width // 2
    corners = [(left, top, 0), (left + tile, top + tile, 180)]
    if turned:
        corners = [(left + tile, top, 90), (left, top + tile, 270)]
    for x, y, start in corners:
        box = (x - reach, y - reach, x + reach, y + reach)
        pen.arc(box, start, start + 90, fill=colour, width=width)


def draw_logo(name: str, seed: int) -> Image.Image:
    """Draw a neutral mark of two arcs beside the name; no organisation's real logo."""
    colour = GROUNDS[seed % len(GROUNDS)][0]
    height, mark = 120 * SCALE, 72 * SCALE
    lines = _two_lines(name)
    font = _font((40 if len(lines) == 1 else 34) * SCALE)
    text_width = max(int(font.getlength(line)) for line in lines)
    picture = Image.new("RGB", (mark + 32 * SCALE + text_width + 8 * SCALE, height), WHITE)
    pen = ImageDraw.Draw(picture)
    top, width = (height - mark) // 2, 16 * SCALE
    turn = 45 * (seed % 8)
    box = (4 * SCALE, top, 4 * SCALE + mark, top + mark)
    pen.arc(box, turn, turn + 200, fill=colour, width=width)
    pen.arc(box, turn + 230, turn + 330, fill="#2F8468", width=width)
    step = 40 * SCALE
    first = height // 2 - step * (len(lines) - 1) // 2
    for number, line in enumerate(lines):
        where = (mark + 28 * SCALE, first + step * number)
        pen.text(where, line, font=font, fill=INK, anchor="lm")
    return picture.resize((picture.width // SCALE, 120), Image.Resampling.LANCZOS)


def _two_lines(name: str) -> list[str]:
    words = name.split()
    if len(name) <= 14 or len(words) == 1:
        return [name]
    breaks = range(1, len(words))
    best = min(breaks, key=lambda at: max(len(" ".join(words[:at])), len(" ".join(words[at:]))))
    return [" ".join(words[:best]), " ".join(words[best:])]
