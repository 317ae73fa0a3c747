"""A course in the words of MOOChub 3.0.1 (JSON:API with attributes of schema.org).

What MOOChub has no word for, such as German funding, is left out. A run stands in `startDate` and
`endDate`; price, place and enrolment are those of the run that stands best.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from courses.models import Course, CourseRun
from directory.templatetags.record_tags import LICENCE_URLS, paragraphs
from hub.http import absolute

MODES = {
    CourseRun.Format.ONSITE: ["onsite", "synchronous"],
    CourseRun.Format.ONLINE: ["online", "synchronous"],
    CourseRun.Format.BLENDED: ["blended"],
    CourseRun.Format.HYBRID: ["online", "onsite", "synchronous"],
    CourseRun.Format.SELF_PACED: ["online", "asynchronous"],
}
CREDENTIALS = {  # by a part of the words for a certificate
    "zertifikat": "certificate",
    "nachweis": "record of achievement",
    "zeugnis": "record of achievement",
    "prüfung": "record of achievement",
    "abschluss": "record of achievement",
    "teilnahme": "confirmation of participation",
}
COURSE = {
    "identifier": "https://w3id.org/kim/hcrt/course",
    "type": "Concept",
    "inScheme": "https://w3id.org/kim/hcrt/scheme",
}


def course(record: Course) -> dict[str, Any]:
    """The object that stands in `data`."""
    runs = [r for r in record.upcoming_runs() if r.state != CourseRun.State.CANCELLED]
    best = record.next_run() if runs else None
    owner = _organisation(record)
    attributes = {
        "name": record.title,
        "courseCode": runs[0].number if len(runs) == 1 else None,
        "learningResourceType": COURSE,
        "description": str(paragraphs(record.description or record.summary)),
        "inLanguage": [record.taught_in or record.language],
        "duration": _duration(record),
        "publisher": owner,
        "creator": [owner],
        "url": absolute(record.url_in("de")),
        "license": [_licence(record)],
        "keywords": sorted((item.tag.name for item in record.tag_list), key=str.casefold),
        "teaches": [*_digcomp(record), *_esco(record)],
        "educationalCredentialsAwarded": _credentials(record.certificate),
        **(_of_run(best) if best else {}),
        **_dates(runs),
    }
    kept = {name: value for name, value in attributes.items() if value not in (None, "", [])}
    return {"id": identifier(record), "type": "Course", "attributes": kept}


def identifier(record: Course) -> str:
    """The UUID that it came with, else one that follows from its address."""
    try:
        return str(UUID(record.external_id))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, absolute(record.url_in("de"))))


def _dates(runs: list[CourseRun]) -> dict[str, list[str]]:
    """Starts, and ends where each belongs to the start at its place: no value may come twice."""
    pairs = list(dict.fromkeys((run.starts_on, run.ends_on) for run in runs if run.starts_on))
    starts = [_moment(start) for start, _end in pairs]
    ends = [_moment(end, time(23, 59)) for _start, end in pairs if end]
    if len(set(starts)) < len(starts):
        return {"startDate": list(dict.fromkeys(starts))}
    if len(set(ends)) < len(starts):
        return {"startDate": starts}
    return {"startDate": starts, "endDate": ends}


def _of_run(run: CourseRun) -> dict[str, Any]:
    free = None if run.price is None else ["paid"] if run.price else ["free"]
    return {
        "courseMode": MODES[CourseRun.Format(run.format)],
        "access": free,
        "offer": [_offer(run)] if run.price is not None else [],
        "contentLocation": _place(run) if run.is_placed else None,
        "applicationStartDate": _moment(run.enrolment_from) if run.enrolment_from else None,
        "applicationDeadline": (
            _moment(run.enrolment_until, time(23, 59)) if run.enrolment_until else None
        ),
    }


def _offer(run: CourseRun) -> dict[str, Any]:
    return {
        "price": float(run.price or 0),
        "priceCurrency": "EUR",
        "paymentFrequency": "one-time",
        "category": "course",
    }


def _place(run: CourseRun) -> dict[str, Any] | None:
    name = run.venue or run.place
    if not name:
        return None
    address = {
        "addressCountry": "DE",
        "streetAddress": run.street,
        "postalCode": run.postcode,
        "city": run.place,
    }
    return {"name": name, "address": {key: text for key, text in address.items() if text}}


def _organisation(record: Course) -> dict[str, Any]:
    owner = record.owner
    if owner is None or not owner.live:
        return {"name": record.source_label or "–", "type": "Organization", "url": None}
    url = absolute(owner.url_in("de"))
    return {"name": owner.title, "type": "Organization", "url": url}


def _licence(record: Course) -> dict[str, Any]:
    """SPDX, or “proprietary” where it is not for reuse."""
    url = LICENCE_URLS.get(record.licence)
    return {"identifier": record.licence if url else "proprietary", "url": url}


def _digcomp(record: Course) -> list[dict[str, Any]]:
    return [
        {
            "name": [{"inLanguage": "de", "name": str(words)}],
            "shortCode": code,
            "educationalFramework": "DigComp",
            "educationalFrameworkVersion": "2.2",
        }
        for code, words in zip(record.digcomp, record.digcomp_labels, strict=False)
    ]


def _esco(record: Course) -> list[dict[str, Any]]:
    return [
        {
            "name": [{"inLanguage": "de", "name": skill.label or skill.uri}],
            "educationalFramework": "ESCO",
            "educationalFrameworkVersion": "1.2",
            "targetUrl": skill.uri,
        }
        for skill in record.skills
    ]


def _credentials(certificate: str) -> list[str]:
    words = certificate.casefold()
    return list(dict.fromkeys(code for part, code in CREDENTIALS.items() if part in words))


def _duration(record: Course) -> str | None:
    hours = record.duration_hours
    if not hours:
        return None
    whole, minutes = divmod(int(hours * 60), 60)
    return f"PT{whole}H{minutes}M" if minutes else f"PT{whole}H"


def _moment(day: date, clock: time = time.min) -> str:
    return timezone.make_aware(datetime.combine(day, clock)).isoformat()
