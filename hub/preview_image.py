"""The picture that programs show beside a link (og:image): 1200 × 630, drawn from a few words."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import astuple, dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
PAPER, INK, MUTED = "#faf8f4", "#1b2326", "#55606a"  # the light colours of tokens.css
COLOURS = {"event": "#a03f1c", "course": "#6b3a6e", "advice": "#2a6538", "funding": "#735100"}
BRAND = "#0b5563"
FORM = 1  # raise it when this module draws something else
TITLE_SIZES = (80, 70, 60, 52, 46)
TITLE_LINES = 4
MARGIN, BAR = 80, 24
TOP, FOOT, GAP, LEADING = 116, 522, 24, 48
_STATIC = Path(__file__).parent / "static" / "hub"
_UNDRAWN = {"So", "Sk", "Cs", "Co", "Cn", "Cf", "Cc"}  # of which our fonts have no letters


@dataclass(frozen=True, slots=True)
class Preview:
    """What is drawn: at most three `lines` stand below the title; nothing may name a person."""

    kind: str
    title: str
    lines: tuple[str, ...]
    hub: str
    section: str = ""

    @property
    def version(self) -> str:
        """Another one whenever the picture is another one."""
        return hashlib.sha256(repr((FORM, astuple(self))).encode()).hexdigest()[:16]


@lru_cache(maxsize=64)  # some 30 kB each
def draw(preview: Preview) -> bytes:
    """The picture as PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    colour = COLOURS.get(preview.section, BRAND)
    pen.rectangle((0, 0, BAR, HEIGHT), fill=colour)
    room = WIDTH - 2 * MARGIN
    small = _font("atkinson", 32)
    pen.text((MARGIN, 56), _fitting(preview.kind, small, room), fill=colour, font=small)
    y = TOP
    size, title = _title(preview.title, room, FOOT - y - GAP - LEADING * len(preview.lines))
    for line in title:
        pen.text((MARGIN, y), line, fill=INK, font=_font("bricolage", size))
        y += round(size * 1.12)
    y += GAP
    text = _font("atkinson", 36)
    for line in preview.lines:
        pen.text((MARGIN, y), _fitting(line, text, room), fill=MUTED, font=text)
        y += LEADING
    _brand(picture, pen, preview.hub)
    out = BytesIO()
    picture.quantize(64).save(out, "PNG")
    return out.getvalue()


def _brand(picture: Image.Image, pen: ImageDraw.ImageDraw, name: str) -> None:
    """The mark of the hub and its name, at the foot."""
    mark = Image.open(_STATIC / "icons" / "preview.png").convert("RGB").crop((390, 105, 810, 525))
    picture.paste(mark.resize((56, 56)), (MARGIN, HEIGHT - 92))
    font = _font("bricolage", 32)
    words = _fitting(name, font, WIDTH - 2 * MARGIN - 76)
    pen.text((MARGIN + 76, HEIGHT - 84), words, fill=INK, font=font)


def _title(text: str, room: int, height: int) -> tuple[int, list[str]]:
    """The largest size in which the title fits, and its lines; in the smallest it may be cut."""
    for size in TITLE_SIZES:
        font = _font("bricolage", size)
        lines = wrap(text, font, room)
        words = _drawn(text).split()
        is_whole = all(font.getlength(word) <= room for word in words)
        if is_whole and len(lines) <= TITLE_LINES and len(lines) * size * 1.12 <= height:
            return size, lines
    if len(lines) > TITLE_LINES:
        lines = lines[:TITLE_LINES]
        lines[-1] = _fitting(lines[-1] + "…", font, room)
    return size, lines


def wrap(text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """Lines that are no longer than `room`; a word that is gets a hyphen where it has to."""
    lines, line = [], ""
    for word in _drawn(text).split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        while font.getlength(word) > room:
            fits = next(
                n for n in range(len(word), 0, -1) if font.getlength(word[:n] + "-") <= room
            )
            lines.append(word[:fits] + "-")
            word = word[fits:]
        line = word
    return [*lines, line] if line else lines


def _fitting(text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    """One line, shortened where it is too long."""
    text = " ".join(_drawn(text[:400]).split())
    if font.getlength(text) <= room:
        return text
    text = text.rstrip("…")
    while text and font.getlength(text + "…") > room:
        text = text[:-1].rstrip(" ,;:–-")
    return text + "…"


def _drawn(text: str) -> str:
    return "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in _UNDRAWN
    )


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_STATIC / "fonts" / f"{name}.woff2"), size)
