"""Texts and addresses out of iCalendar properties; every function is linear in its input."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from directory.importing.text import clean, one_line, shorten

MAX_TEXT = 20_000
_TAG = re.compile(r"(<[^<>]*>)")
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_IS_HTML = re.compile(
    r"</?(?:a|b|i|u|p|br|div|span|ul|ol|li|em|strong|font|table|tr|td|h[1-6]|html|body)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_TWICE = re.compile(r"(https?://[^\s]{1,300}+) \1(?!\S)")  # a link whose words are its address
_HREF = re.compile(r"""href\s*=\s*["']?(https?://[^"'\s<>]+)""", re.IGNORECASE)
_PARAGRAPHS = {"p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
_SILENT = {"style", "script", "head", "title"}

_SENTENCE_END = re.compile(r"\w{3}[.!?][“”\"’)]?(?=\s+[A-ZÄÖÜ„“\"\d]|$)")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_is_web_address = URLValidator(schemes=["http", "https"])
# What needs no closer look, which takes a hundred times as long.
_IS_PLAIN_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(?:/[A-Za-z0-9_.~/?&=%#+-]*)?"
)

_POSTCODE = re.compile(r"\b(?:D[- ])?((?:0[1-9]|[1-9]\d)\d{3})\s+(?=[A-ZÄÖÜ])")
_STREET = re.compile(r"[^\d].*\s\d{1,4}\s?[a-zA-Z]?(?:\s?[-–/]\s?\d{1,4}\s?[a-zA-Z]?)?")
_MARKS = {",": ", ", ";": "; ", "|": " | "}
_COUNTRY = {"deutschland", "germany", "de", "d"}
_ONLINE = re.compile(
    r"\b(?:online|virtuell|virtual|digital|webinar|videokonferenz|zoom|webex|jitsi|"
    r"bigbluebutton|gotomeeting|microsoft teams|ms teams|teams)\b",
    re.IGNORECASE,
)
_HYBRID = re.compile(
    r"\bhybrid\b|\b(?:und|oder|and|or|\+|&)\s+(?:online|zoom|teams)", re.IGNORECASE
)
_MEETING_HOST = re.compile(
    r"://(?:[\w-]+\.)*(?:zoom\.us|zoom-x\.de|teams\.microsoft\.com|teams\.live\.com|webex\.com|"
    r"meet\.google\.com|gotomeeting\.com|meet\.jit\.si|bbb\.[\w.-]+|bigbluebutton\.[\w.-]+)(?:/|$)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Plain text of a DESCRIPTION: HTML becomes paragraphs and lists, at most 20,000 characters."""
    text = text[: MAX_TEXT * 2]
    if _IS_HTML.search(text):
        text = _without_tags(text)
    if _ENTITY.search(text):
        text = html.unescape(text)
    return shorten(clean(text), MAX_TEXT)


def _without_tags(text: str) -> str:
    pieces: list[str] = []
    silent = ""
    for piece in _TAG.split(text.replace("\r", "").replace("\n", " ")):
        tag = _TAG_NAME.match(piece)
        if not tag:
            hidden = silent or piece.startswith(("<!", "<?"))
            pieces.append("" if hidden else piece)
            continue
        name, closes = tag[1].lower(), piece.startswith("</")
        if name in _SILENT:
            silent = "" if closes else name
        elif not silent:
            pieces.append(_in_place_of(name, closes, piece))
    text = re.sub(r" *\n *", "\n", re.sub(r"[ \t]+", " ", "".join(pieces)))
    return _TWICE.sub(r"\1", text)


def _in_place_of(name: str, closes: bool, tag: str) -> str:
    if name == "br":
        return "\n"
    if name in _PARAGRAPHS:
        return "\n\n"
    if name in {"li", "tr"}:
        return "" if closes else "\n- " if name == "li" else "\n"
    if name == "a" and not closes and (address := _HREF.search(tag)):
        return f"{address[1]} "
    return ""


def without_link(description: str, address: str) -> str:
    """The description without a last line that only leads to the event's own address."""
    text, _line, last = description.rpartition("\n\n")
    words, _blank, link = last.rpartition(" ")
    is_link = bool(address) and link == address.strip() and words.endswith(":")
    return text if is_link and len(words) <= 40 else description


def summarise(description: str, title: str) -> str:
    """The first sentences of a description that fit into 300 characters, else the title."""
    text = " ".join(description.split())
    if len(text) < 20:
        return shorten(title, 300)
    if len(text) <= 300:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text[:301]) if match.end() <= 300]
    return text[: ends[-1]] if ends and ends[-1] >= 40 else shorten(text, 300)


def web_address(text: str) -> str:
    """The text when it is a web address that fits the database, otherwise an empty string."""
    text = one_line(text[:400])
    if text.lower().startswith("www."):
        text = f"https://{text}"
    try:
        if not _IS_PLAIN_ADDRESS.fullmatch(text):
            _is_web_address(text)
    except ValidationError:
        return ""
    return text if len(text) <= 200 else ""


def is_meeting(address: str) -> bool:
    """Whether the address is a room of a video conference."""
    return bool(_MEETING_HOST.search(address))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    venue: str = ""
    street: str = ""
    postcode: str = ""
    place: str = ""
    online_url: str = ""
    attendance_mode: str = "offline"


def read_place(location: str) -> Place:
    """A LOCATION taken apart: “IHK, Kurfürstenstraße 9, 34117 Kassel” or “Online (Zoom)”."""
    text = one_line(plain(location[:2000]).replace("\n", ", "))
    link = _WEB_ADDRESS.search(text)
    online_url = web_address(link[0].rstrip(".,;)")) if link else ""
    if link:
        text = (text[: link.start()] + text[link.end() :]).strip(" ,;:|-–()")
    cut = re.split(r"([,;|])", text)  # what stands between the parts is part of a venue's name
    marks = [_MARKS[mark] for mark in cut[1::2]] + [", "]
    pieces = zip(map(str.strip, cut[::2]), marks, strict=True)
    parts = [(part, mark) for part, mark in pieces if part]
    venue, street, postcode, place = _address(parts)
    is_online = bool(online_url or _ONLINE.search(text))
    if postcode or street:
        mode = "mixed" if online_url or _HYBRID.search(text) else "offline"
    elif is_online and _HYBRID.search(text):
        mode = "mixed"
    else:
        only_online = is_online and (not venue or _ONLINE.search(venue) is not None)
        mode = "online" if only_online else "mixed" if online_url else "offline"
    return Place(
        venue="" if mode == "online" else shorten(venue, 160),
        street=shorten(street, 160),
        postcode=postcode,
        place=shorten(place, 120),
        online_url=online_url,
        attendance_mode=mode,
    )


def _joined(parts: list[tuple[str, str]]) -> str:
    """Parts with what stood behind each, which is no end of the whole."""
    last = len(parts) - 1
    return "".join(part + (mark if n < last else "") for n, (part, mark) in enumerate(parts))


def _address(marked: list[tuple[str, str]]) -> tuple[str, str, str, str]:
    """(venue, street, postcode, place); without a German postcode all of it is the venue."""
    parts = [part for part, _mark in marked]
    hits = ((number, _POSTCODE.search(part)) for number, part in enumerate(parts))
    number, found = next((hit for hit in hits if hit[1]), (0, None))
    if not found:
        return _joined(marked), "", "", ""
    part, before = parts[number], marked[:number]
    if lead := part[: found.start()].strip():
        before.append((lead, ", "))
    street = before.pop()[0] if before and _STREET.fullmatch(before[-1][0]) else ""
    after = [one for one in marked[number + 1 :] if one[0].lower() not in _COUNTRY]
    # “Kassel – Eingang hinten” is more than a name, “Homberg (Efze)” is one.
    place = re.split(r"\s[-–/]|\s\((?=[^)]*\d)", part[found.end() :])[0].strip()
    return _joined([*before, *after]), street, found[1], place
