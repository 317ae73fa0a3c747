"""Courses as a catalogue in openQ-cat 1.1, as KURSNET takes it.

An offer is a service with EDUCATION type="true", each date another with type="false" whose
COURSE_ID names the offer. Written after exports of others, **not validated** against the agency's
XSD, which was not at hand; codes that we do not know for sure are left out or say “unknown”.
"""

from __future__ import annotations

from datetime import date, datetime, time
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

from courses.models import Course, CourseRun
from courses.openqcat_codes import (
    DURATIONS,
    EDUCATION_TYPE,
    FORM_OF,
    FORM_WORDS,
    INSTITUTION,
    LONGER,
    SEGMENT_TYPE,
    UNKNOWN,
)
from courses.table import id_of
from hub.http import absolute
from hub.models import HubSettings

END = "</NEW_CATALOG>\n</OPENQCAT>\n"
INVISIBLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


def head() -> str:
    """Everything before the first service."""
    hub, now = HubSettings.load(), timezone.localtime().isoformat(timespec="milliseconds")
    catalog = _all(
        LANGUAGE="deu",
        CATALOG_ID=f"{absolute('/')}{timezone.localdate():%Y%m%d}",
        CATALOG_VERSION="1.1",
        CATALOG_NAME=hub.title,
        GENERATION_DATE=now,
    )
    supplier = _tag("SUPPLIER_ID", hub.title, type="supplier_specific")
    supplier += _tag("SUPPLIER_NAME", hub.title)
    supplier += _wrap("ADDRESS", _tag("NAME", hub.title) + _tag("URL", absolute("/")))
    supplier += _wrap("EXTENDED_INFO", "", input_type="0")
    header = _wrap("CATALOG", catalog) + _wrap("SUPPLIER", supplier)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OPENQCAT version="1.1">\n'
        "<!-- Not validated against openQ-cat.V1.1.xsd. -->\n"
        f"{_wrap('HEADER', header)}\n"
        '<NEW_CATALOG FULLCATALOG="true">\n'
    )


def services(record: Course) -> str:
    """The offer and its dates."""
    runs = [r for r in record.upcoming_runs() if r.state != CourseRun.State.CANCELLED]
    offer = id_of(record)
    found = [_service(offer, record, None, _education(record, None, offer, is_offer=True))]
    for number, run in enumerate(runs, 1):
        product = run.number or f"{offer}-V{number}"
        found.append(_service(product, record, run, _education(record, run, offer, is_offer=False)))
    return "".join(found)


def _service(product: str, record: Course, run: CourseRun | None, education: str) -> str:
    details = _tag("TITLE", record.title if run is None else "", empty=True)
    if run is None:
        details += _tag("DESCRIPTION_LONG", record.description or record.summary)
    if run and run.starts_on:
        details += _wrap(
            "SERVICE_DATE",
            _tag("START_DATE", _moment(run.starts_on)) + _tag("END_DATE", _moment(run.ends_on)),
        )
    if run is None:
        names = sorted((item.tag.name for item in record.tag_list), key=str.casefold)
        details += "".join(_tag("KEYWORD", name) for name in names)
        if record.target_group:
            details += _wrap("TARGET_GROUP", _tag("TARGET_GROUP_TEXT", record.target_group))
        details += _tag("REQUIREMENTS", record.prerequisites)
    details += _wrap("SERVICE_MODULE", education)
    inner = _tag("PRODUCT_ID", product) + _tag("COURSE_TYPE", "1")
    if record.owner and record.owner.live:
        inner += _tag("SUPPLIER_ID_REF", record.owner.slug, type="supplier_specific")
    inner += _wrap("SERVICE_DETAILS", details)
    if run:
        inner += _price(run)
        address = run.enrolment_url or absolute(record.url_in("de"))
        source = _tag("MIME_SOURCE", address)
        inner += _wrap("MIME_INFO", _wrap("MIME_ELEMENT", source))
    attributes = {} if run else {"mode": "new"}
    return _wrap("SERVICE", inner, **attributes) + "\n"


def _price(run: CourseRun) -> str:
    said = ""
    if run.price is not None:
        amount = _tag("PRICE_AMOUNT", f"{run.price:.2f}") + _tag("PRICE_CURRENCY", "EUR")
        said = _wrap("SERVICE_PRICE", amount)
    said += _tag("REMARKS", run.price_includes if run.price is not None else run.price_words)
    return _wrap("SERVICE_PRICE_DETAILS", said) if said else ""


def _education(record: Course, run: CourseRun | None, offer: str, *, is_offer: bool) -> str:
    inner = "" if is_offer else _tag("COURSE_ID", offer)
    if is_offer and (record.certificate or record.exam):
        degree = _tag("DEGREE_TITLE", record.certificate)
        degree += _wrap("DEGREE_EXAM", _tag("EXAMINER", record.exam)) if record.exam else ""
        inner += _wrap("DEGREE", degree)
    if is_offer and record.azav:
        inner += _wrap("CERTIFICATE", _tag("CERTIFICATE_STATUS", "1"))
    if is_offer and record.subsidy_note:
        inner += _wrap("SUBSIDY", _tag("SUBSIDY_DESCRIPTION", record.subsidy_note))
    info = _tag("INSTITUTION", INSTITUTION[1], type=INSTITUTION[0])
    if run:
        code = FORM_OF[run.format]
        info += _tag("INSTRUCTION_FORM", FORM_WORDS[code], type=code)
    info += _tag("EDUCATION_TYPE", EDUCATION_TYPE[1], type=EDUCATION_TYPE[0])
    info += _tag("MEASURE_NUMBER", record.measure_number) if is_offer else ""
    inner += _wrap("EXTENDED_INFO", info) + _module(run)
    return _wrap("EDUCATION", inner, type="true" if is_offer else "false")


def _module(run: CourseRun | None) -> str:
    if run is None:
        segment = _tag("SEGMENT_TYPE", "", empty=True, type=SEGMENT_TYPE)
        return _wrap("MODULE_COURSE", _wrap("EXTENDED_INFO", segment))
    inner = _tag("MAX_PARTICIPANTS", "" if run.places is None else str(run.places))
    if run.is_placed:
        country = "D" if run.postcode or run.place else ""
        inner += _wrap(
            "LOCATION",
            _all(
                NAME=run.venue,
                STREET=run.street,
                ZIP=run.postcode,
                CITY=run.place,
                COUNTRY=country,
            ),
        )
    inner += f'<DURATION type="{_duration(run)}"/>'
    inner += _tag("INSTRUCTION_REMARKS", run.schedule)
    inner += _tag("FLEXIBLE_START", "false" if run.starts_on else "true")
    segment = _tag("SEGMENT_TYPE", "", empty=True, type=SEGMENT_TYPE)
    return _wrap("MODULE_COURSE", inner + _wrap("EXTENDED_INFO", segment))


def _duration(run: CourseRun) -> str:
    if not (run.starts_on and run.ends_on):
        return UNKNOWN
    days = (run.ends_on - run.starts_on).days + 1
    return next((code for most, code in DURATIONS if days <= most), LONGER)


def _moment(day: date | None) -> str:
    if day is None:
        return ""
    return timezone.make_aware(datetime.combine(day, time.min)).isoformat(timespec="milliseconds")


def _all(**texts: str) -> str:
    return "".join(_tag(name, text) for name, text in texts.items())


def _tag(name: str, text: str, *, empty: bool = False, **attributes: str) -> str:
    """An element with text; nothing where there is none, unless it may be `empty`."""
    if not text:
        return _wrap(name, "", **attributes) if empty else ""
    return _wrap(name, escape(text.translate(INVISIBLE)), **attributes)


def _wrap(name: str, inner: str, **attributes: str) -> str:
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{said}>{inner}</{name}>"
