"""A hit as a row of a table, as an object and as a point; docs/exports.md lists the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.http import absolute
from search import registry
from search.documents import FACETS
from search.result import Hit

Labels = Mapping[str, Mapping[str, str]]  # facet → code → word

# A spreadsheet takes a cell that begins like this for a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UNSEEN = " \u00a0\u200b\u2060\ufeff"  # what a spreadsheet may take away before it looks
FILTERS = [name for name in FACETS if name != "type"]


def header(*, with_distance: bool) -> list[str]:
    """The first line of a table, in the active language."""
    columns = [_("Identifier"), _column("type"), _("Title"), _("Summary"), _("Address")]
    columns += [_column(name) for name in FILTERS]
    columns += [_("Place"), _("Start"), _("End"), _("Latitude"), _("Longitude")]
    columns += [_("Distance in km")] if with_distance else []
    return [*columns, _("Licence"), _("Published"), _("Changed")]


def row(hit: Hit, labels: Labels, *, with_distance: bool) -> list[str]:
    """A line of a table: words instead of codes, local times, numbers as the language has them."""
    texts = [hit.id, _kind(hit), hit.plain_title, hit.plain_summary, absolute(hit.address)]
    texts += [" | ".join(_words(labels, name, hit.facets.get(name, ()))) for name in FILTERS]
    numbers = [_decimal(hit.latitude, 6), _decimal(hit.longitude, 6)]
    numbers += [_decimal(hit.distance_km, 1)] if with_distance else []
    licence = " ".join(_words(labels, "licence", [hit.licence]))
    dates = [_minute(hit.date_added), _minute(hit.updated_at)]
    texts.append(hit.place)
    return [*map(guarded, texts), *_span(hit, _minute), *numbers, guarded(licence), *dates]


def guarded(text: str) -> str:
    """Text that no spreadsheet will calculate."""
    seen = text.lstrip(UNSEEN)
    return f"'{text}" if text.startswith(FORMULA) or seen.startswith(FORMULA) else text


def thing(hit: Hit, labels: Labels) -> dict[str, object]:
    """An object with the names of schema.org where it has one; what is unknown is left out."""
    start, end = _span(hit, _moment)
    data: dict[str, object] = {
        "id": hit.id,
        "type": hit.type,
        "name": hit.plain_title,
        "description": hit.plain_summary,
        "url": absolute(hit.address),
        "location": hit.place,
        "geo": _geo(hit),
        "startDate": start,
        "endDate": end,
        "datePublished": _moment(hit.date_added),
        "dateModified": _moment(hit.updated_at),
        "license": hit.licence,
    }
    if hit.distance_km is not None:
        data["distanceKm"] = round(hit.distance_km, 1)
    for name in FILTERS:
        known = labels.get(name, {})
        codes = [code for code in hit.facets.get(name, ()) if code in known]
        data[name] = [{"id": code, "name": known[code]} for code in codes]
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def feature(hit: Hit) -> dict[str, object] | None:
    """A point (RFC 7946: longitude first), or nothing for a hit without a position."""
    if hit.latitude is None or hit.longitude is None:
        return None
    properties = {
        "id": hit.id,
        "type": hit.type,
        "title": hit.plain_title,
        "url": absolute(hit.address),
        "place": hit.place or None,
        "start": _span(hit, _moment)[0] or None,
        "license": hit.licence or None,
    }
    position = [round(hit.longitude, 6), round(hit.latitude, 6)]
    return {
        "type": "Feature",
        "id": hit.id,
        "geometry": {"type": "Point", "coordinates": position},
        "properties": properties,
    }


def _column(name: str) -> str:
    return str(FACETS[name])


def _kind(hit: Hit) -> str:
    return str(registry.get(hit.type).label)


def _words(labels: Labels, name: str, codes: Iterable[str]) -> list[str]:
    known = labels.get(name, {})
    return [known[code] for code in codes if code in known]


def _geo(hit: Hit) -> dict[str, float] | None:
    if hit.latitude is None or hit.longitude is None:
        return None
    return {"latitude": round(hit.latitude, 6), "longitude": round(hit.longitude, 6)}


def _moment(moment: datetime | None) -> str:
    """RFC 3339 in the hub's time zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _minute(moment: datetime | None) -> str:
    """A local time that every spreadsheet reads as one."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _span(hit: Hit, write: Callable[[datetime | None], str]) -> tuple[str, str]:
    """Start and end; days alone where they are whole ones, such as those of a course."""
    if hit.starts_at and hit.ends_at:
        start, end = timezone.localtime(hit.starts_at), timezone.localtime(hit.ends_at)
        if start.time() == time.min and end.time() >= time(23, 59):
            return start.date().isoformat(), end.date().isoformat()
    return write(hit.starts_at), write(hit.ends_at)


def _decimal(number: float | None, digits: int) -> str:
    """“51,3127” in German, where a spreadsheet would read 9.5 as the ninth of May."""
    if number is None:
        return ""
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".") or "0"
    return text if get_language() == "en" else text.replace(".", ",")
