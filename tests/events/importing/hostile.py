"""Calendar files that were made to hang, swell or mislead whoever reads them.

`FILES` gives for each name a function that makes the file. Wherever it can be, a good event stands
before and one behind what is bad; `NO_CALENDARS` are refused as a whole.
"""

import gzip
import io
import zipfile
from functools import partial

from tests.events.calendars import vevent

MEGABYTE = 1_000_000
FIRST, LAST = vevent(uid="gut-1", title="Gut eins"), vevent(uid="gut-2", title="Gut zwei")
OLD = "DTSTART:19010101T000000"
DAILY = "RRULE:FREQ=DAILY"


def file(*parts):
    """The parts between two good events; a part is a text or bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", FIRST, *parts, LAST, "END:VCALENDAR", ""]
    return b"\r\n".join(part if isinstance(part, bytes) else part.encode() for part in lines)


def event(*lines, **fields):
    """A file in which one event is bad."""
    return file(vevent(*lines, **{"uid": "boese", "title": "Böse", **fields}))


def many(count, *lines, **fields):
    return file(*(vevent(*lines, uid=f"boese-{n}", **fields) for n in range(count)))


def rules(*texts, count=1, start=OLD):
    return many(count, *(f"RRULE:{text}" for text in texts), start=start)


def zone(name, *lines):
    part = [
        "BEGIN:STANDARD",
        "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
    ]
    return "\r\n".join(
        ["BEGIN:VTIMEZONE", f"TZID:{name}", *part, *lines, "END:STANDARD", "END:VTIMEZONE"]
    )


def zones(count, *lines):
    texts = [zone(f"Z{n}", *lines) for n in range(count)]
    events = [vevent(uid=f"z{n}", start=f"DTSTART;TZID=Z{n}:20260610T180000") for n in range(count)]
    return file(*texts, *events)


def numbers(first, last):
    return ",".join(map(str, range(first, last + 1)))


def dates(count):
    return ",".join(
        f"2026{n % 12 + 1:02}{n % 28 + 1:02}T{n % 24:02}{n % 60:02}00" for n in range(count)
    )


def overrides(count, *lines, uid="serie"):
    return file(
        vevent(DAILY, uid=uid),
        *(
            vevent(f"RECURRENCE-ID:{20260610 + n % 20}T{n % 24:02}{n % 60:02}00", *lines, uid=uid)
            for n in range(count)
        ),
    )


def circle(count):
    """Each override moves a date onto the one that the next override moves."""
    moved = (
        vevent(
            f"RECURRENCE-ID:202606{n % 28 + 1:02}T180000",
            uid="kreis",
            start=f"DTSTART:202606{(n + 1) % 28 + 1:02}T180000",
        )
        for n in range(count)
    )
    return file(vevent(DAILY, uid="kreis"), *moved)


def zipped():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kalender.ics", b"\0" * 50 * MEGABYTE)
    return target.getvalue()


NASTY_RULES = {
    "secondly": "FREQ=SECONDLY",
    "minutely-count": "FREQ=MINUTELY;COUNT=1000000000",
    "daily-count": "FREQ=DAILY;COUNT=1000000000",
    "february-30": "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
    "yearday-month": "FREQ=SECONDLY;BYYEARDAY=1;BYMONTH=2",
    "setpos-never": "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
    "setpos-last": f"FREQ=YEARLY;BYYEARDAY={numbers(1, 366)};BYHOUR={numbers(0, 23)};BYSETPOS=-1",
    "all-parts": (
        f"FREQ=YEARLY;BYMONTH={numbers(1, 12)};BYMONTHDAY={numbers(1, 31)};BYHOUR={numbers(0, 23)};"
        f"BYMINUTE={numbers(0, 59)};BYSECOND={numbers(0, 59)};BYSETPOS={numbers(1, 366)}"
    ),
    "interval": "FREQ=SECONDLY;INTERVAL=999999999;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
    "huge-interval": f"FREQ=DAILY;INTERVAL={'9' * 500}",
    "zero-interval": "FREQ=DAILY;INTERVAL=0",
    "rare": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYHOUR=3;BYMINUTE=7;BYSECOND=59",
    "week-53": "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU;BYMONTH=6",
    "leap-hourly": "FREQ=HOURLY;INTERVAL=23;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU;BYHOUR=13",
    "until-far": "FREQ=MINUTELY;UNTIL=99991231T235959Z",
    "until-past": "FREQ=DAILY;UNTIL=18000101",
    "unknown-part": "FREQ=DAILY;BYEASTER=1",
    "long-list": "FREQ=YEARLY;BYDAY=" + ",".join(["MO"] * 20_000),
    "long-text": "FREQ=DAILY;" + "X" * MEGABYTE,
}
FILES = {f"rule-{name}": partial(rules, text, count=3) for name, text in NASTY_RULES.items()}
FILES |= {
    "rules-1000-secondly": partial(rules, NASTY_RULES["february-30"], count=1000),
    "rules-1000-setpos": partial(rules, NASTY_RULES["setpos-last"], count=1000),
    "rules-1000-all-parts": partial(rules, NASTY_RULES["all-parts"], count=1000),
    "rules-3000-weekly": partial(rules, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", count=3000),
    "rules-5000-rare": partial(rules, NASTY_RULES["rare"], count=4998),
    "rules-100-in-one": partial(rules, *["FREQ=DAILY"] * 100),
    "rules-200000-in-one": partial(rules, *["FREQ=DAILY"] * 200_000),
    "exrule-excludes-all": lambda: event(DAILY, "EXRULE:FREQ=DAILY"),
    "exrule-secondly": lambda: many(300, DAILY, "EXRULE:FREQ=SECONDLY", start=OLD),
    "rdate-flood": lambda: event("RDATE:" + dates(500_000)),
    "rdate-lines": lambda: event(*["RDATE:20260612T090000"] * 300_000),
    "rdate-2000-in-200": lambda: many(200, "RDATE:" + dates(2000)),
    "rdate-periods": lambda: event("RDATE;VALUE=PERIOD:" + "20260612T090000/P999999W," * 50_000),
    "exdate-flood": lambda: event(DAILY, "EXDATE:" + dates(500_000)),
    "exdate-garbage": lambda: event(DAILY, "EXDATE:" + "x," * 2_000_000),
    "exdate-2000-in-200": lambda: many(200, DAILY, "EXDATE:" + dates(2000)),
    "overrides-1900": partial(overrides, 1900),
    "overrides-5000": partial(overrides, 5000),
    "overrides-50000": partial(overrides, 50_000),
    "overrides-future": lambda: file(
        vevent(DAILY, uid="s"),
        *(
            vevent(f"RECURRENCE-ID;RANGE=THISANDFUTURE:2027{n % 12 + 1:02}{n % 28 + 1:02}", uid="s")
            for n in range(1900)
        ),
    ),
    "overrides-circle": partial(circle, 1900),
    "overrides-without-series": lambda: file(
        *(
            vevent(f"RECURRENCE-ID:20270101T{n // 3600:02}{n // 60 % 60:02}{n % 60:02}", uid="s")
            for n in range(4000)
        )
    ),
    "zone-secondly": lambda: zones(200, "RRULE:FREQ=SECONDLY"),
    "zone-daily": lambda: zones(200, "RRULE:FREQ=DAILY"),
    "zone-yearly-500": lambda: zones(500, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
    "zone-rdates": lambda: zones(40, *["RDATE:" + dates(100)] * 100),
    "zone-one-long": lambda: zones(1, "RDATE:" + dates(400_000)),
    "zone-many-parts": lambda: file(
        zone("Z", *["END:STANDARD", "BEGIN:STANDARD"] * 200_000),
        vevent(uid="z", start="DTSTART;TZID=Z:20260610T180000"),
    ),
    "zone-of-offsets": lambda: zones(5, "TZOFFSETTO:+9999", "TZOFFSETFROM:-9999"),
    "zone-series": lambda: file(
        zone("Z", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
        *(vevent(DAILY, uid=f"z{n}", start="DTSTART;TZID=Z:20260610T180000") for n in range(500)),
    ),
    "zone-unknown-names": lambda: file(
        *(
            vevent(uid=f"z{n}", start=f"DTSTART;TZID=Nirgends{n}:20260610T180000")
            for n in range(3000)
        )
    ),
    "zone-path": lambda: event(start="DTSTART;TZID=../../../../etc/passwd:20260610T180000"),
    "zone-name-long": lambda: event(start=f"DTSTART;TZID={'A/' * 45_000}:20260610T180000"),
    "begin-only": lambda: file(*["BEGIN:VEVENT"] * 600_000),
    "end-only": lambda: file(*["END:VEVENT"] * 700_000),
    "begin-end": lambda: file(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 300_000),
    "crossed": lambda: file(*["BEGIN:VEVENT", "BEGIN:VALARM", "END:VEVENT", "END:VALARM"] * 50_000),
    "unterminated": lambda: file("BEGIN:VEVENT\r\nUID:offen\r\nSUMMARY:Offen\r\n" + OLD),
    "nested-alarms": lambda: event(*["BEGIN:VALARM"] * 300_000),
    "nested-any": lambda: file(*(f"BEGIN:X{n}" for n in range(300_000))),
    "nested-calendars": lambda: file(*["BEGIN:VCALENDAR"] * 300_000),
    "nested-todos": lambda: file(*["BEGIN:VTODO\r\nUID:t\r\nEND:VTODO"] * 200_000),
    "events-30000": lambda: many(30_000, start="DTSTART:20200610T180000"),
    "events-same-uid": lambda: file(*(vevent("SEQUENCE:9", uid="gleich") for _n in range(30_000))),
    "events-no-uid": lambda: file(*(vevent(uid="") for _n in range(4000))),
    "uid-of-a-megabyte": lambda: event(uid="u" * MEGABYTE),
    "line-of-9-megabytes": lambda: event("X-NOISE:" + "x" * 9 * MEGABYTE),
    "description-of-9-megabytes": lambda: event("DESCRIPTION:" + "ä" * 4 * MEGABYTE),
    "title-of-9-megabytes": lambda: event(title="T" * 9 * MEGABYTE),
    "descriptions-of-html": lambda: many(90, "DESCRIPTION:" + "<p><a href=" * 9_000),
    "descriptions-open-tags": lambda: many(90, "DESCRIPTION:" + "<b " * 33_000),
    "descriptions-entities": lambda: many(90, "DESCRIPTION:" + "&amp;" * 20_000),
    "descriptions-blank-lines": lambda: many(90, "DESCRIPTION:" + r"\n \n" * 15_000),
    "titles-of-blanks": lambda: many(90, title="T" + " " * 99_000),
    "locations": lambda: many(900, "LOCATION:" + "12345 Ort, " * 900),
    "categories": lambda: many(90, "CATEGORIES:" + "a,b\\," * 15_000),
    "web-addresses": lambda: many(900, "URL:https://" + "a." * 2000, "URL:http://" + "%" * 3000),
    "positions": lambda: many(900, "GEO:" + "9" * 5000 + ";" + "9" * 5000),
    "folds-only": lambda: event("DESCRIPTION:x" + "\r\n y" * 2_000_000),
    "folds-of-tabs": lambda: event("DESCRIPTION:x" + "\n\t" * 4_000_000),
    "fold-within-a-letter": lambda: event("DESCRIPTION:").replace(
        b"DESCRIPTION:", b"DESCRIPTION:" + b"\xc3\r\n \xbc" * 500_000
    ),
    "line-ends-only": lambda: file("\r\n" * 4_500_000),
    "short-lines": lambda: file("a\r\n" * 3_000_000),
    "short-lines-in-event": lambda: event("a\n" * 4_500_000),
    "colons": lambda: event(":;:;:\n" * 1_500_000),
    "parameters": lambda: event(start="DTSTART" + ";X=1" * 2_000_000 + ":20260610T180000"),
    "parameters-quoted": lambda: many(90, start='DTSTART;TZID="' + '""' * 45_000 + ":20260610"),
    "parameters-one-quote": lambda: many(90, start='DTSTART;TZID="' + "x" * 90_000 + ":20260610"),
    "attendees": lambda: event(*(f"ATTENDEE:mailto:p{n}@example.org" for n in range(100_000))),
    "attachment": lambda: event("ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 2_000_000),
    "attachment-folded": lambda: event("ATTACH;ENCODING=BASE64:" + "\r\n QUJDREVGR0g" * 600_000),
    "properties-repeated": lambda: event(*["SUMMARY:a"] * 900_000),
    "properties-of-all-kinds": lambda: event(*["COMMENT:a", "URL:b", "GEO:c", "RRULE:d"] * 200_000),
    "backslashes": lambda: many(90, "DESCRIPTION:" + "\\" * 99_000),
    "year-1": lambda: event(start="DTSTART:00010101T000000"),
    "year-9999": lambda: event(DAILY, start="DTSTART:99991231T235959Z"),
    "century": lambda: event("DTEND:21260610T180000"),
    "century-daily": lambda: many(500, DAILY, "DTEND:21000610T180000", start=OLD),
    "duration-negative": lambda: event("DURATION:-P1W"),
    "duration-of-weeks": lambda: event("DURATION:P1000000000W"),
    "duration-of-digits": lambda: event("DURATION:P" + "9" * 90_000 + "D"),
    "sequence-of-digits": lambda: event("SEQUENCE:" + "9" * 90_000),
    "nul-bytes": lambda: file(b"\0" * 9 * MEGABYTE),
    "nul-in-names": lambda: file("BEG\0IN:VEV\0ENT\r\nU\0ID:n\r\nEND:VEVENT"),
    "control-characters": lambda: event("DESCRIPTION:" + "".join(map(chr, range(1, 32))) * 9_000),
    "bidi-characters": lambda: event(title="\u202e\u2066" * 20_000),
    "surrogates": lambda: event("X:").replace(b"X:", b"SUMMARY:" + b"\xed\xa0\x80" * 9),
    "combining-characters": lambda: event(title="e" + "\u0301" * 50_000),
    "latin-1": lambda: event("DESCRIPTION:ä" * 9).decode().encode("latin-1"),
    "cp1252": lambda: event("DESCRIPTION:„ä“ €").decode().encode("cp1252"),
    "two-encodings": lambda: file(vevent(title="ä").encode("latin-1"), vevent(title="ä", uid="b")),
    "utf-16": lambda: event().decode().encode("utf-16"),
    "utf-16-without-mark": lambda: event().decode().encode("utf-16-le"),
    "utf-16-of-9-megabytes": lambda: event("X:" + "x" * 4 * MEGABYTE).decode().encode("utf-16"),
    "utf-16-claimed": lambda: b"\xef\xbb\xbf" + event(b"\xff\xfe".decode("latin-1")),
    "utf-32": lambda: event().decode().encode("utf-32"),
    "bom-three-times": lambda: b"\xef\xbb\xbf" * 3 + event(),
    "random-bytes": lambda: file(bytes(range(256)) * 30_000),
    "old-mac-line-ends": lambda: event().replace(b"\r\n", b"\r"),
    "doubled-line-ends": lambda: event("DESCRIPTION:a\r\n b").replace(b"\r\n", b"\r\r\n"),
    "cut-off": lambda: file(vevent(uid="x"))[:-40] + b"\r\nEND:VEVENT",
    "lower-case": lambda: event().replace(b"BEGIN:", b"begin:").replace(b"END:", b"end:"),
    "page-around-a-calendar": lambda: b"<html><body><pre>\r\n" + event() + b"</pre>",
    "length-that-lies": lambda: b"Content-Length: 5\r\n\r\n" + event(),
}  # fmt: skip
NO_CALENDARS = {
    "empty": lambda: b"",
    "blanks": lambda: b" \r\n\t" * MEGABYTE,
    "only-a-mark": lambda: b"\xef\xbb\xbf",
    "gzip": lambda: gzip.compress(event()),
    "gzip-bomb": lambda: gzip.compress(b"\0" * 100 * MEGABYTE),
    "zip": zipped,
    "html": lambda: b"<!doctype html><title>Bitte anmelden</title>" + b"<div>" * MEGABYTE,
    "xml": lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "&b;">]><a>&b;</a>',
    "json": lambda: b"[" * 5 * MEGABYTE,
    "letters": lambda: b"x" * 10 * MEGABYTE,
    "line-ends": lambda: b"\n" * 10 * MEGABYTE,
    "nul": lambda: b"\0" * 10 * MEGABYTE,
}
