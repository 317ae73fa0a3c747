"""The lines of an import for people: fields by their names, values as the form shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.importing.stored_values import FIELDS, RUNS, TAGS, TOPICS
from courses.models import Course, CourseImportEntry, CourseRun
from directory.importing.text import shorten
from directory.models import Topic
from directory.sources.changes import FieldChange
from directory.templatetags.record_tags import day, price

SHOWN = 300  # characters of a value
LABELS = {
    RUNS: gettext_lazy("runs"),
    TAGS: gettext_lazy("free tags"),
    TOPICS: gettext_lazy("topics"),
}
ORDER = {name: number for number, name in enumerate((*FIELDS, RUNS, TAGS, TOPICS))}
DAYS = {"starts_on", "ends_on", "enrolment_from", "enrolment_until", "educational_leave_until"}
Pair = tuple[Any, Any]


def lines(entries: Iterable[CourseImportEntry]) -> list[dict[str, Any]]:
    """What the table of an import shows of each course; of a new one its runs and tags."""
    found, topics = [], topic_titles()
    for entry in entries:
        is_new = entry.action == CourseImportEntry.Action.NEW
        told = changes(entry.fields, topics)
        found.append(
            {
                "entry": entry,
                "about": [change.after for change in told] if is_new else [],
                "changes": [] if is_new else told,
                "conflicts": changes(entry.conflicts, topics),
            }
        )
    return found


def topic_titles() -> dict[int, str]:
    return dict(Topic.objects.values_list("pk", "title"))


def changes(fields: Mapping[str, Pair], topics: Mapping[int, str]) -> list[FieldChange]:
    """Field by field; of runs those lines that are different."""
    found = []
    for name in sorted(fields, key=lambda name: ORDER.get(name, 99)):
        before, after = fields[name]
        if name == RUNS:
            old, new = [run_line(r) for r in before or []], [run_line(r) for r in after or []]
            texts = (
                "\n".join(text for text in old if text not in new) or "–",
                "\n".join(text for text in new if text not in old) or "–",
            )
        elif name == TOPICS:
            titles = ([topics.get(key, "?") for key in keys or ()] for keys in (before, after))
            texts = tuple(", ".join(each) or "–" for each in titles)
        else:
            texts = (value(name, before), value(name, after))
        found.append(FieldChange(name, _label(name), *texts))
    return found


def run_line(run: Mapping[str, Any]) -> str:
    """All that a run says in one line, its days first."""
    parts = [value(name, run[name], CourseRun) for name in run if name not in LABELED]
    labeled = [
        f"{capfirst(str(CourseRun._meta.get_field(name).verbose_name))}: "
        f"{value(name, run[name], CourseRun)}"
        for name in run
        if name in LABELED
    ]
    return ", ".join([*parts, *labeled])


LABELED = {
    *("price", "places", "places_left", "enrolment_from", "enrolment_until", "number"),
    *("price_includes", "accessibility"),
}


def value(name: str, said: Any, model: type[Course | CourseRun] = Course) -> str:
    """A stored value as people write it; “–” where there is none."""
    if said in ("", None, []):
        return "–"
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    if name == "price":
        return price(said)
    if name in DAYS:
        return day(said)
    if isinstance(said, list):
        return ", ".join(map(str, said))
    choices = dict(model._meta.get_field(name).flatchoices)
    return shorten(str(choices.get(said, said)), SHOWN)


def _label(name: str) -> str:
    return capfirst(str(LABELS.get(name) or Course._meta.get_field(name).verbose_name))
