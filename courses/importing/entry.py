"""From named texts of one row or element to the values of a course and of one of its runs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses import esco, sessions
from courses.importing.course_file import MAX_RUNS, UNPLACED, CourseEntry, CourseFile
from courses.importing.words import (
    Unreadable,
    line,
    plain,
    read_day,
    read_hours,
    read_number,
    read_price,
    read_yes,
    summary_of,
)
from directory.importing.text import one_line

MAX_TAGS = 20
LINES = {"exam": 200, "certificate": 200, "subsidy_note": 300, "measure_number": 40}
TEXTS = {"prerequisites": 600, "target_group": 600}
ENGLISH = {"title_en": 200, "summary_en": 300}
FLAGS = (
    *("azav", "education_voucher", "educational_leave", "upgrading_grant"),
    *("qualification_allowance", "employee_training"),
)
RUN_LINES = {
    "number": 80,
    "schedule": 200,
    "venue": 160,
    "street": 160,
    "place": 120,
    "accessibility": 300,
    "price_includes": 300,
}
WORDS = {
    "kind": {
        "seminar": "seminar kurs workshop lehrveranstaltung",
        "certificate_course": "certificate_course zertifikatslehrgang zertifikatskurs lehrgang",
        "upgrading_training": "upgrading_training aufstiegsfortbildung meisterkurs",
        "retraining": "retraining umschulung",
        "language_course": "language_course sprachkurs",
        "e_learning": "e_learning e-learning onlinekurs",
        "exam_preparation": "exam_preparation prüfungsvorbereitung",
    },
    "level": {
        "basic": "basic grundlagen anfänger einsteiger grundkurs",
        "intermediate": "intermediate aufbau fortgeschrittene mittelstufe aufbaukurs",
        "advanced": "advanced experten profis expertenkurs",
    },
    "format": {
        "onsite": "onsite präsenz praesenz vor_ort präsenzunterricht präsenzkurs "
        "präsenzveranstaltung",
        "online": "online live online_live webinar virtuell onlinekurs virtueller_klassenraum",
        "blended": "blended blended_learning teils_online kombiniert combined_learning",
        "hybrid": "hybrid präsenz_oder_online",
        "self_paced": "self_paced selbstlernkurs selbststudium asynchron e-learning fernlehrgang",
    },
    "state": {
        "planned": "planned geplant in_planung",
        "enrolling": "enrolling offen buchbar frei plätze_frei anmeldung_möglich wenige_plätze "
        "fast_ausgebucht noch_plätze_frei",
        "waiting_list": "waiting_list warteliste anmeldung_auf_warteliste",
        "full": "full voll ausgebucht belegt keine_plätze",
        "cancelled": "cancelled canceled abgesagt fällt_aus entfällt ausgefallen storniert",
    },
}
CODES = {
    name: {word: code for code, words in codes.items() for word in words.split()}
    for name, codes in WORDS.items()
}
LICENCES = {"CC0-1.0", "CC-BY-4.0", "DL-DE-BY-2.0", "none"}
LANGUAGES = {"de", "en", "ar", "fr", "it", "fa", "pl", "ro", "ru", "es", "tr", "uk"}
LANGUAGE_WORDS = {
    "deutsch": "de",
    "german": "de",
    "deu": "de",
    "ger": "de",
    "englisch": "en",
    "english": "en",
    "eng": "en",
    "französisch": "fr",
    "spanisch": "es",
    "italienisch": "it",
    "polnisch": "pl",
    "russisch": "ru",
    "türkisch": "tr",
    "ukrainisch": "uk",
    "arabisch": "ar",
    "rumänisch": "ro",
    "persisch": "fa",
    "farsi": "fa",
}
AUDIENCES = {
    *("founder", "startup", "sme", "craft", "industry", "employee", "jobseeker", "researcher"),
    *("student", "public", "association"),
}
DIGCOMP = {"1.1", "1.2", "1.3", *(f"2.{n}" for n in range(1, 7)), *(f"3.{n}" for n in range(1, 5))}
DIGCOMP |= {f"{area}.{n}" for area in (4, 5) for n in range(1, 5)}
URL = re.compile(r"https?://[^\s<>\"]{3,480}$", re.IGNORECASE)
UID_LENGTH = 120


def course_values(cells: Mapping[str, str]) -> dict[str, Any]:
    """What a row says about the course; raises Unreadable. Cells that are not there say nothing."""
    title = line(cells.get("title", ""), 200)
    if len(title) < 3:
        raise Unreadable(_("The course has no title."))
    values: dict[str, Any] = {"title": title}
    if subtitle := line(cells.get("subtitle", ""), 200):
        values["title"] = line(f"{title} – {subtitle}", 200)
    for name, limit in {**LINES, **ENGLISH}.items():
        if name in cells:
            values[name] = line(cells[name], limit)
    for name, limit in {**TEXTS, "description": 8000, "description_en": 8000}.items():
        if name in cells:
            values[name] = plain(cells[name], limit)
    given = line(cells.get("summary", ""), 300)
    values["summary"] = given or summary_of(values.get("description", ""), values["title"])
    values |= _codes(cells, "kind", "level")
    if licence := one_line(cells.get("licence", "")):
        values["licence"] = licence if licence in LICENCES else "none"
    values |= _length(cells) | _languages(cells) | _skills(cells) | _funding(cells)
    return values


def run_values(cells: Mapping[str, str]) -> dict[str, Any]:
    """What a row says about one run; empty where it speaks of none. Raises Unreadable."""
    run: dict[str, Any] = {}
    for name, limit in RUN_LINES.items():
        if value := line(cells.get(name, ""), limit):
            run[name] = value
    run |= _codes(cells, "format", "state")
    if postcode := re.match(r"\d{5}$", one_line(cells.get("postcode", "")).removeprefix("D-")):
        run["postcode"] = postcode[0]
    if URL.match(url := one_line(cells.get("enrolment_url", ""))):
        run["enrolment_url"] = url
    run |= _days(cells) | _price(cells) | _places(cells)
    if run and (words := unplaced(cells, "format", "state")):
        run[UNPLACED] = words
    return run


def _days(cells: Mapping[str, str]) -> dict[str, Any]:
    run: dict[str, Any] = {}
    for name in ("starts_on", "ends_on", "enrolment_from", "enrolment_until"):
        if value := read_day(cells.get(name, "")):
            run[name] = value
    if units := _sessions(cells.get("sessions", "")):
        run["sessions"] = units
        days = [each[:10] for each in units.splitlines()]
        run.setdefault("starts_on", min(days))
        run.setdefault("ends_on", max([*days, run["starts_on"]]))
    for first, last in (("starts_on", "ends_on"), ("enrolment_from", "enrolment_until")):
        if first in run and last in run and run[last] < run[first]:
            raise Unreadable(
                _("The end %(end)s lies before the start %(start)s.")
                % {"end": run[last], "start": run[first]}
            )
    return run


def _price(cells: Mapping[str, str]) -> dict[str, str]:
    """The amount, else words; of both columns the amount."""
    amount, words = read_price(cells.get("price", ""))
    if amount is not None:
        return {"price": amount}
    words = words or line(cells.get("price_words", ""), 80)
    return {"price_words": words} if words else {}


def _places(cells: Mapping[str, str]) -> dict[str, int]:
    found = {name: read_number(cells.get(name, "")) for name in ("places", "places_left")}
    said = {name: number for name, number in found.items() if number is not None}
    if len(said) == 2 and said["places_left"] > said["places"]:
        raise Unreadable(_("There cannot be more places left than places."))
    return said


def _sessions(text: str) -> str:
    try:
        return sessions.written(sessions.read(text.replace(" | ", "\n")))
    except sessions.BadLine as problem:
        raise Unreadable(str(problem)) from problem


def _length(cells: Mapping[str, str]) -> dict[str, Any]:
    found = {
        "teaching_units": read_number(cells.get("teaching_units", "")),
        "hours": read_hours(cells.get("hours", "")),
    }
    return {name: value for name, value in found.items() if value is not None}


def _languages(cells: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for name, known in (("taught_in", LANGUAGES), ("language", {"de", "en"})):
        word = one_line(cells.get(name, "")).casefold()
        code = LANGUAGE_WORDS.get(word, word[:2] if re.fullmatch(r"[a-z]{2}(-\w+)?", word) else "")
        if code in known:
            values[name] = code
    return values


def _skills(cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "digcomp" in cells:
        codes = re.findall(r"\d\.\d", cells["digcomp"])
        values["digcomp"] = sorted(set(codes) & DIGCOMP)
    if "audiences" in cells:
        values["audiences"] = [
            w for w in re.split(r"[\s|,;]+", cells["audiences"]) if w in AUDIENCES
        ]
    if cells.get("esco_skills"):
        try:
            values["esco_skills"] = esco.written(
                esco.read(cells["esco_skills"].replace(" | ", "\n"))
            )
        except esco.BadLine as problem:
            raise Unreadable(str(problem)) from problem
    return values


def _funding(cells: Mapping[str, str]) -> dict[str, Any]:
    """The facts about funding; what one of them needs follows from it."""
    values: dict[str, Any] = {name: read_yes(cells[name]) for name in FLAGS if name in cells}
    if until := read_day(cells.get("educational_leave_until", "")):
        values |= {"educational_leave_until": until, "educational_leave": True}
    if values.get("education_voucher"):
        values["azav"] = True
    return values


def _codes(cells: Mapping[str, str], *names: str) -> dict[str, str]:
    found = {name: _code(name, cells[name]) for name in names if cells.get(name)}
    return {name: code for name, code in found.items() if code}


def unplaced(cells: Mapping[str, str], *names: str) -> dict[str, str]:
    """The words that are none of ours."""
    found = {name: line(cells[name], 100) for name in names if cells.get(name)}
    return {name: word for name, word in found.items() if word and not _code(name, word)}


def _code(name: str, text: str) -> str:
    word = re.sub(r"[\s/]+", "_", one_line(text).casefold()).strip("_. ")
    return CODES[name].get(word, "")


def tags_of(text: str) -> list[str]:
    found = [line(tag, 100) for tag in re.split(r"[,;|\n]", text)]
    return list({tag.casefold(): tag for tag in found if tag}.values())[:MAX_TAGS]


def uid_of(given: str, title: str) -> str:
    """The id of a course in its source; one of the title when there is none or it is too long."""
    given = one_line(given[:10_000])
    if 0 < len(given) <= UID_LENGTH:
        return given
    return f"sha256-{hashlib.sha256((given or title).encode()).hexdigest()[:40]}"


class Gathering:
    """Rows one after the other, of which several may be runs of one course."""

    def __init__(self, file: CourseFile) -> None:
        self.file = file
        self.by_uid: dict[str, CourseEntry] = {}
        self.broken: set[str] = set()

    def add(self, cells: Mapping[str, str], number: int, *, uid: str = "", named: str = "") -> None:
        """Take a row; one that cannot be used is refused by its line and number."""
        number_given = one_line(cells.get("number", ""))
        title = line(cells.get("title", ""), 200)
        key = uid_of(uid or cells.get("course_id", "") or number_given, title)
        try:
            values, run = course_values(cells), run_values(cells)
            entry = CourseEntry(
                *(key, number, values, [run] if run else []),
                tags=tags_of(cells.get("tags", "")),
                topics=tags_of(cells.get("topics", "")),
                unplaced=unplaced(cells, "kind", "level"),
                keeps_runs=key in self.broken,
            )
            self._take(entry, run)
        except (Unreadable, OverflowError) as problem:
            if key in self.by_uid:
                self.by_uid[key].keeps_runs = True
            self.broken.add(key)
            name = named or _("Line %(line)s") % {"line": number}
            name += f" ({number_given or key[:60]})" if number_given or uid else ""
            self.file.refuse(name, title, str(problem), uid=key)

    def _take(self, new: CourseEntry, run: dict[str, Any]) -> None:
        entry = self.by_uid.setdefault(new.uid, new)
        if entry is new:
            return
        if entry.title != new.title:
            raise Unreadable(
                _("Line %(line)s has this number already, with the title “%(title)s”.")
                % {"line": entry.line, "title": entry.title}
            )
        if not run or run in entry.runs:
            raise Unreadable(_("The same stands in line %(line)s.") % {"line": entry.line})
        numbers = {each["number"] for each in entry.runs if "number" in each}
        if run.get("number") in numbers:
            raise Unreadable(_("Another run of this course has this number."))
        if len(entry.runs) >= MAX_RUNS:
            raise Unreadable(_("A course has at most %(most)s runs.") % {"most": MAX_RUNS})
        entry.runs.append(run)

    def finish(self) -> CourseFile:
        self.file.courses = list(self.by_uid.values())
        return self.file
