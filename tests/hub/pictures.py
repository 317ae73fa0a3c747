"""Pictures made by code: good ones, and twenty that are made to harm."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def picture(size=(64, 48), kind="PNG", mode="RGB", **options):
    file = BytesIO()
    Image.new(mode, size, "red" if mode != "RGBA" else (255, 0, 0, 0)).save(file, kind, **options)
    return file.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, pixels=b"", *further):
    """A PNG whose head says whatever one likes."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(pixels)) if pixels is not None else b""
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(further) + body + chunk(b"IEND", b"")


def many_scans(scans=3000, size=(2000, 2000)):
    """A progressive JPEG whose last scan is repeated; every one goes over all pixels."""
    data = picture(size, "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + b"\xff\xd9"


def gif(width, height):
    head = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\x00\x00" + b"\x00" * 6
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, width, height) + b"\x00\x02\x02\x44\x01\x00"
    return head + frame + b"\x3b"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = {
    "empty": b"",
    "svg with a script": SVG,
    "svg after a byte order mark": b"\xef\xbb\xbf  \n" + SVG,
    "svg in utf-16": SVG.decode().encode("utf-16"),
    "xml with an entity bomb": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><svg/>',
    "html called png": b"<!doctype html><script>alert(1)</script>",
    "bomb of a png": png(60_000, 60_000, b"\x00" * 1000),
    "bomb within a small file": picture((6000, 4100), mode="L", compress_level=1),
    "bomb of a gif": gif(65_000, 65_000),
    "bomb of a jpeg": picture((6000, 4100), "JPEG", quality=1),
    "bomb of a webp": picture((6000, 4100), "WEBP", quality=1, method=0),
    "zero wide": png(0, 10, b"\x00"),
    "one line of pixels": png(100_000, 1, b"\x00" * 300_001),
    "cut off png": picture((200, 200), mode="RGBA")[:120],
    "cut off jpeg": picture((400, 400), "JPEG")[:700],
    "wrong check sum": picture().replace(b"IDAT", b"IDAX"),
    "text bomb in a chunk": png(
        64,
        64,
        b"\x00" * 64 * 193,
        chunk(b"zTXt", b"a\x00\x00" + zlib.compress(b"\x00" * 80_000_000)),
    ),
    "jpeg of many scans": many_scans(300, (100, 100)),
    "pdf called jpg": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n",
    "program called png": b"MZ\x90\x00" + b"\x00" * 500,
    "windows icon": picture((64, 64), "ICO"),
    "photoshop file": b"8BPS\x00\x01" + b"\x00" * 200,
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 60 60\n",
    "more than 5 MB": picture() + b"\x00" * 5_000_000,
}
