"""What a foreign file of courses says, in one form for every kind of file, and as JSON and back.

Values are kept as JSON knows them: days as “2027-03-01”, amounts as “90.00”. They are turned into
those of fields when they are written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, overload

from directory.importing.report import Action, Outcome

MAX_COURSES = 10_000
MAX_RUNS = 60  # of one course; as many as the form takes
MAX_REFUSED = 1000  # that are named one by one
UNPLACED = "unplaced"  # of a run: {field: word that is none of ours}
Values = dict[str, Any]


@dataclass(slots=True)
class CourseEntry:
    """A course; `values` are fields of Course that the file speaks about, `runs` of CourseRun.

    One of which a run was refused `keeps_runs`: those that it does not name are not gone.
    """

    uid: str
    line: int
    values: Values
    runs: list[Values] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)  # names or short names of the hub's
    unplaced: dict[str, str] = field(default_factory=dict)  # {field: word that is none of ours}
    remarks: list[str] = field(default_factory=list)
    keeps_runs: bool = False

    @property
    def title(self) -> str:
        return str(self.values.get("title", ""))

    @property
    def digest(self) -> str:
        said = [self.values, self.runs, self.tags, self.topics, self.unplaced, self.keeps_runs]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:40]


@dataclass(slots=True)
class CourseFile:
    """A file without `is_whole` may have more courses than these: none of the others is gone.

    Nor is one of the `broken` ones, by their uid, which could not be used.
    """

    courses: Sequence[CourseEntry] = field(default_factory=list)
    refused: list[Outcome] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    is_whole: bool = True
    broken: list[str] = field(default_factory=list)

    def refuse(self, name: str, title: str, reason: str, *, uid: str) -> None:
        if len(self.refused) < MAX_REFUSED:
            self.refused.append(Outcome(Action.REJECTED, name, title[:200], reason=reason))
        self.broken.append(uid)


class PackedCourses(Sequence[CourseEntry]):
    """Courses as JSON, each made when it is looked at: thousands of them take little memory."""

    def __init__(self, texts: list[str], marks: list[tuple[str, str]]) -> None:
        self.texts, self.marks = texts, marks

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, place: int) -> CourseEntry: ...
    @overload
    def __getitem__(self, place: slice) -> PackedCourses: ...
    def __getitem__(self, place: int | slice) -> CourseEntry | PackedCourses:
        if isinstance(place, slice):
            return PackedCourses(self.texts[place], self.marks[place])
        return CourseEntry(**json.loads(self.texts[place]))

    def unlike(self, known: dict[str, str]) -> Iterator[CourseEntry]:
        """Those whose digest is not the known one of their uid; the others are not even made."""
        for place, (uid, digest) in enumerate(self.marks):
            if known.get(uid) != digest:
                yield self[place]


def as_json(file: CourseFile) -> dict[str, Any]:
    return {
        "courses": [json.dumps(asdict(course)) for course in file.courses],
        "marks": [(course.uid, course.digest) for course in file.courses],
        "refused": [[one.id, one.title, one.reason] for one in file.refused],
        "remarks": file.remarks,
        "is_whole": file.is_whole,
        "broken": file.broken,
    }


def from_json(data: dict[str, Any]) -> CourseFile:
    return CourseFile(
        courses=PackedCourses(data["courses"], [(uid, mark) for uid, mark in data["marks"]]),
        refused=[
            Outcome(Action.REJECTED, name, title, reason=reason)
            for name, title, reason in data["refused"]
        ],
        remarks=data["remarks"],
        is_whole=data["is_whole"],
        broken=data["broken"],
    )
