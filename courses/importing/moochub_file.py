"""Courses out of MOOChub 3.0.1: JSON:API with the attributes of schema.org.

Attributes as the published schema has them (github.com/MOOChub/schema, MIT). What is not of the
right type says nothing; a course without id, title or address is refused alone.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from courses.importing.course_file import MAX_COURSES, CourseFile
from courses.importing.entry import Gathering
from directory.importing.text import FileProblem

OF_RUN = {
    *("number", "price", "venue", "street", "postcode", "place", "enrolment_from"),
    *("enrolment_until", "enrolment_url"),
}
CERTIFICATES = {
    "certificate": "Zertifikat",
    "record of achievement": "Leistungsnachweis",
    "confirmation of participation": "Teilnahmebescheinigung",
}


def read_json(data: bytes) -> CourseFile:
    """Raises FileProblem where it is no JSON or has no list of courses."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise FileProblem(_("This is no JSON, or it is not written in UTF-8.")) from problem
    items = found.get("data") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise FileProblem(_("The file has no list of courses (“data”)."))
    file = CourseFile()
    if len(items) > MAX_COURSES:
        file.is_whole = False
        file.remarks.append(
            _("The file has %(count)s courses; only the first %(limit)s were read.")
            % {"count": len(items), "limit": MAX_COURSES}
        )
    links = found.get("links")
    if isinstance(links, dict) and links.get("next"):
        file.is_whole = False
        file.remarks.append(_("The file is one page of several; nothing counts as vanished."))
    gathering = Gathering(file)
    for number, item in enumerate(items[:MAX_COURSES], 1):
        _take(item, number, gathering)
    return gathering.finish()


def _take(item: Any, number: int, gathering: Gathering) -> None:
    item = item if isinstance(item, dict) else {}
    uid = _text(item.get("id"))
    label = _("Course %(number)s") % {"number": number}
    about = _About(item.get("attributes"))
    if uid in gathering.by_uid or not uid:
        reason = _("Another course has this id already.") if uid else _("The course has no id.")
        gathering.file.refuse(label, about.text("name"), reason, uid=uid)
        return
    cells = _cells(about)
    starts, ends = about.texts("startDate"), about.texts("endDate")
    if len(starts) > 1:
        cells.pop("number", None)  # of the course, and a number names one run
    if not starts and "format" not in cells:
        cells = {name: text for name, text in cells.items() if name not in OF_RUN}
    # As many dates as there are starts; ends belong to them in their order.
    for place in range(max(1, len(starts))):
        run = {
            "starts_on": starts[place] if place < len(starts) else "",
            "ends_on": ends[place] if place < len(ends) and len(ends) == len(starts) else "",
        }
        gathering.add(cells | run, number, uid=uid, named=label)


def _cells(about: _About) -> dict[str, str]:
    place = _About(about.values.get("contentLocation"))
    address = _About(place.values.get("address"))
    skills = [_About(each) for each in about.dicts("teaches")]
    cells = {
        "title": about.text("name"),
        "number": about.text("courseCode"),
        "description": about.text("description"),
        "hours": about.text("duration"),
        "taught_in": next(iter(about.texts("inLanguage")), ""),
        "format": _format(set(about.texts("courseMode"))),
        "tags": "|".join(about.texts("keywords")),
        "certificate": ", ".join(
            CERTIFICATES[word]
            for word in about.texts("educationalCredentialsAwarded")
            if word in CERTIFICATES
        ),
        "prerequisites": "\n".join(
            name for each in about.dicts("competencyRequired") if (name := _name(each))
        ),
        "digcomp": " ".join(
            each.text("shortCode")
            for each in skills
            if each.text("educationalFramework") == "DigComp"
        ),
        "esco_skills": "\n".join(
            f"{each.text('targetUrl')} {_name(each.values)}"
            for each in skills
            if each.text("educationalFramework") == "ESCO"
            and re.match(r"https?://data\.europa\.eu/esco/", each.text("targetUrl"))
        ),
        "licence": next((_text(each.get("identifier")) for each in about.dicts("license")), ""),
        "price": _price(about),
        "venue": place.text("name"),
        "street": address.text("streetAddress"),
        "postcode": address.text("postalCode"),
        "place": address.text("city"),
        "enrolment_from": about.text("applicationStartDate"),
        "enrolment_until": about.text("applicationDeadline"),
        "enrolment_url": about.text("url"),
    }
    return {name: text for name, text in cells.items() if text}


def _format(modes: set[str]) -> str:
    """“asynchronous” alone or with “online” is self-paced; the rest is as it is called."""
    if "blended" in modes or {"online", "onsite"} <= modes:
        return "blended" if "blended" in modes else "hybrid"
    if "asynchronous" in modes:
        return "self_paced"
    if "online" in modes or "synchronous" in modes and "onsite" not in modes:
        return "online"
    return "onsite" if "onsite" in modes else ""


def _price(about: _About) -> str:
    """The price of the course; that of a certificate alone is another thing."""
    for offer in about.dicts("offer"):
        if offer.get("category") in {"course", "complete"} and offer.get("priceCurrency") == "EUR":
            price = offer.get("price")
            if isinstance(price, int | float) and not isinstance(price, bool) and price >= 0:
                return f"{price:.2f}"
    return "0" if "free" in about.texts("access") else ""


def _name(thing: dict[str, Any]) -> str:
    """The German name of a thing, else its first one."""
    names = [each for each in thing.get("name") or () if isinstance(each, dict)]
    names.sort(key=lambda each: each.get("inLanguage") != "de")
    return _text(names[0].get("name")) if names else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


class _About:
    """Attributes of whatever type somebody has written there."""

    def __init__(self, values: Any) -> None:
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}

    def text(self, name: str) -> str:
        return _text(self.values.get(name))

    def texts(self, name: str) -> list[str]:
        value = self.values.get(name)
        found = value if isinstance(value, list) else [value]
        return [text for each in found if (text := _text(each))]

    def dicts(self, name: str) -> list[dict[str, Any]]:
        value = self.values.get(name)
        found = value if isinstance(value, list) else [value]
        return [each for each in found if isinstance(each, dict)]
