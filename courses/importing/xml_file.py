"""Courses out of XML: a catalogue in openQ-cat, or the flat records of a course program.

Document type definitions are refused, and with them entities, external files and XML bombs.
Elements are read one after the other and forgotten, so that a long file takes little memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from courses.importing import openqcat_file
from courses.importing.columns import COLUMNS, named
from courses.importing.course_file import CourseFile
from courses.importing.entry import Gathering
from directory.importing.text import FileProblem

RECORDS = {"kurs", "course", "veranstaltung", "event", "angebot", "seminar", "datensatz", "row"}
MAX_DEPTH = 40
MAX_PARTS = 60  # of one record that are joined, such as its dates
DAY_NAMES = {"datum", "tag", "beginndatum", "date"}
CLOCKS = {"beginnzeit", "uhrzeitvon", "beginnuhr", "von", "beginn", "uhrzeit_von"}
CLOCK_ENDS = {"endezeit", "uhrzeitbis", "endeuhr", "bis", "ende", "uhrzeit_bis"}


def read_xml(data: bytes) -> CourseFile:
    """Raises FileProblem where the file is no XML, has a DTD, or holds no courses."""
    gathering = Gathering(CourseFile())
    try:
        root = _root(data)
        if root == "openqcat":
            openqcat_file.read(_elements(data, {"service"}), gathering)
        else:
            for number, element in enumerate(_elements(data, RECORDS), 1):
                _flat(element, number, gathering)
    except DefusedXmlException as problem:
        raise FileProblem(
            _("The file defines entities or a document type. Such files are not read.")
        ) from problem
    except (ParseError, UnicodeError, LookupError, ValueError) as problem:
        line = getattr(problem, "position", (0,))[0]
        raise FileProblem(
            _("This is no well-formed XML (line %(line)s).") % {"line": line}
        ) from problem
    file = gathering.finish()
    if not file.courses and not file.refused:
        raise FileProblem(_("There are no courses in this file."))
    return file


def name_of(element: Element) -> str:
    """The name without namespace, in small letters."""
    return str(element.tag).rpartition("}")[2].casefold()


def text_of(element: Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


def _root(data: bytes) -> str:
    for _event, element in iterparse(io.BytesIO(data), events=("start",), forbid_dtd=True):
        return name_of(element)
    return ""


def _elements(data: bytes, names: set[str]) -> Iterator[Element]:
    """The outermost elements with one of these names; each is emptied before the next."""
    depth = inside = 0
    parents: list[Element] = []
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        is_one = name_of(element) in names and depth > 0
        if event == "start":
            parents.append(element)
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError("too deep")
            inside += is_one
            continue
        depth -= 1
        parents.pop()
        if name_of(element) in names and depth > 0:
            inside -= 1
            if inside:
                continue
            yield element
        if not inside:
            element.clear()
            if parents:
                parents[-1].remove(element)


def _flat(element: Element, number: int, gathering: Gathering) -> None:
    """A record whose children are named like columns; attributes count, too."""
    pairs = [(_key(name), value) for name, value in element.attrib.items()]
    dates: list[str] = []
    for child in list(element)[:400]:
        key = _key(name_of(child))
        if len(child) and key not in COLUMNS or key in {"termine", "einzeltermine", "kurstage"}:
            dates += [found for each in child if (found := _unit(each))][:MAX_PARTS]
            pairs += [(_key(name_of(each)), text_of(each)) for each in child if not len(each)]
        else:
            pairs.append((key, text_of(child)))
    cells = named([*pairs, ("einzeltermine", "\n".join(dates))] if dates else pairs)
    if dates:
        cells["sessions"] = "\n".join(dates)
    label = _("Record %(number)s") % {"number": number}
    gathering.add(cells, number, named=label)


def _unit(element: Element) -> str:
    """A date of a list of dates as a line of `sessions`; empty where it is none."""
    parts: dict[str, Any] = {_key(name_of(part)): text_of(part) for part in element}
    day = next((parts[name] for name in DAY_NAMES if parts.get(name)), "")
    if not day:
        return ""
    starts = next((parts[name] for name in CLOCKS if parts.get(name)), "")
    ends = next((parts[name] for name in CLOCK_ENDS if parts.get(name)), "")
    clock = f" {starts[:5]}" if starts else ""
    clock += f"–{ends[:5]}" if starts and ends else ""
    return f"{day[:10]}{clock}"


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.casefold())
