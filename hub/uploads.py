"""Pictures that people upload: read, checked and written anew, so that only pixels come in.

What the file also was (a script, an archive, a place and a camera in its EXIF) is left behind.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_BYTES = 5_000_000
MOST_PIXELS = 24_000_000
LONGEST = 1600  # pixels of a side that are kept
SMALLEST = 16
# A progressive JPEG may have any number of scans, and each costs a run over all of its pixels.
MOST_SCANS = 40
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class Refused(Exception):
    """Why a file is not taken, as a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """The bytes of a new file; `suffix` is png or jpg, whatever the old one was called."""

    data: bytes
    suffix: str
    width: int
    height: int


def clean_picture(data: bytes, *, longest: int = LONGEST) -> CleanPicture:
    """A new picture with the pixels of this one, upright, no side above `longest`; or Refused.

    The size is read before anything is decoded. Of moving pictures the first one is kept.
    """
    _check_bytes(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what we refuse or do not read
            return _written(_pixels(data, longest))
    except Image.DecompressionBombError as error:
        raise Refused(_too_many_pixels()) from error
    except Refused:
        raise
    except Exception as error:  # decoders raise whatever a broken file leads them to
        raise Refused(
            _("This picture is damaged or incomplete. Save it anew and try again.")
        ) from (error)


def _check_bytes(data: bytes) -> None:
    if not data:
        raise Refused(_("This file is empty."))
    if len(data) > MOST_BYTES:
        raise Refused(
            _("This file has more than %(most)d MB. Save the picture smaller.")
            % {"most": MOST_BYTES // 1_000_000}
        )
    start = data[:256].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if start.startswith(b"<"):
        raise Refused(
            _("Drawings of this kind (SVG) can hold programs. Save it as PNG and send that.")
        )
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MOST_SCANS:
        raise Refused(_("This picture takes too long to read. Save it anew and try again."))


def _pixels(data: bytes, longest: int) -> Image.Image:
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.UnidentifiedImageError, SyntaxError) as error:
        raise Refused(_("This is no picture that we can read. Send PNG, JPEG or WebP.")) from error
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Refused(_too_many_pixels())
    if min(width, height) < SMALLEST:
        raise Refused(
            _("This picture is too small: at least %(least)d pixels each way.")
            % {"least": SMALLEST}
        )
    picture.draft("RGB", (longest, longest))  # JPEG: decode no more than is kept
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    pixels = picture.convert("RGBA" if has_alpha else "RGB")
    pixels.thumbnail((longest, longest))
    return pixels


def _written(pixels: Image.Image) -> CleanPicture:
    """Through an empty picture, because notes about the old file hang at its pixels."""
    empty = Image.new(pixels.mode, pixels.size)
    empty.paste(pixels)
    is_photo = pixels.mode == "RGB" and pixels.getcolors(4096) is None
    file = BytesIO()
    if is_photo:
        empty.save(file, "JPEG", quality=88, optimize=True)
    else:
        empty.save(file, "PNG")
    return CleanPicture(file.getvalue(), "jpg" if is_photo else "png", *empty.size)


def _too_many_pixels() -> str:
    return _("This picture has more than %(most)d million pixels. Save it smaller.") % {
        "most": MOST_PIXELS // 1_000_000
    }
