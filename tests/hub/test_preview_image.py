from io import BytesIO

import pytest
from PIL import Image

from hub.preview_image import PAPER, TITLE_LINES, TITLE_SIZES, Preview, _font, draw, wrap

LONG = "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerungsantragsformular"
LINES = ("Donnerstag, 3. Dezember 2026, 17:00 Uhr", "IHK, Kassel", "IHK Kassel-Marburg " * 5)


def image(title="Titel", lines=LINES):
    data = draw(Preview("Sprechtag", title, lines, "Region vernetzt", "event"))
    assert data.startswith(b"\x89PNG")
    return Image.open(BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("title", ["KI", "Ä", LONG, f"{LONG} " * 9, "Wort " * 40, "👩🏽‍💻", ""])
def test_every_title_fits_into_the_picture(title):
    picture = image(title)
    assert picture.size == (1200, 630)
    paper = picture.getpixel((1199, 0))
    right = picture.crop((1130, 0, 1200, 630)).getcolors()
    assert right == [(70 * 630, paper)]
    between = picture.crop((30, 526, 1200, 536)).getcolors()
    assert between == [(1170 * 10, paper)]
    assert max(abs(a - b) for a, b in zip(paper, (0xFA, 0xF8, 0xF4), strict=True)) < 4, PAPER


def test_long_words_are_parted_and_nothing_is_lost():
    font = _font("bricolage", TITLE_SIZES[-1])
    lines = wrap(f"Der {LONG} kommt", font, 600)
    assert len(lines) > 2
    assert all(font.getlength(line) <= 600 for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == f"Der{LONG}kommt"


def test_more_lines_than_there_is_room_for_end_in_an_ellipsis():
    assert image("Wort " * 200).tobytes() == image("Wort " * 300).tobytes()
    assert TITLE_LINES == 4


def test_a_version_names_one_picture():
    one = Preview("Sprechtag", "Titel", LINES, "Hub", "event")
    same = Preview("Sprechtag", "Titel", LINES, "Hub", "event")
    other = Preview("Sprechtag", "Titel", LINES, "Hub", "course")
    assert one.version == same.version != other.version
    assert draw(one) is draw(same)
