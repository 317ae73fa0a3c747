"""Writes organisations out of a table into the directory: nothing twice, one bad row alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import datetime
from functools import cache

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.freshness.actions import note_seen
from directory.importing.csv_table import Row, read_table
from directory.importing.report import Action, Outcome, Report
from directory.importing.saving import save_changed
from directory.importing.text import one_line, shorten
from directory.models import ContactPoint, Location, Organisation, Source, Topic

REQUIRED = ("external_id", "title", "kind", "summary")
TEXTS = ("title", "summary", "description", "wz_code", "offers", "seeks", "website")
CHOICES = {
    "kind": Organisation.Kind,
    "legal_form": Organisation.LegalForm,
    "size_class": Organisation.SizeClass,
}
ADDRESS = ("street", "postcode", "place")
CONTACT = ("contact_label", "email", "phone")
COLUMNS = ("external_id", *TEXTS, *CHOICES, "founded", "topics", "tags", *ADDRESS, *CONTACT)
MANY_LINES = {"description", "offers", "seeks"}
BATCH = 50


class CellProblem(ValueError):
    """A cell that cannot be used: its column, and what to do."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column, self.text = column, text


def import_organisations(
    data: bytes,
    *,
    source_name: str,
    now: datetime,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Create or update organisations by (source, external_id); new ones are public at once.

    An empty cell leaves the record as it is. Raises FileProblem when the file is no such table.
    """
    table = read_table(data, columns=COLUMNS, required=REQUIRED)
    report = Report(remarks=list(table.remarks))
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    lines: dict[str, int] = {}
    for start in range(0, len(table.rows), BATCH):
        with nullcontext() if dry_run else transaction.atomic():
            for row in table.rows[start : start + BATCH]:
                report.outcomes.append(_take(row, lines, topics, source_name, now, dry_run))
        progress(min(start + BATCH, len(table.rows)))
    return report


def _take(
    row: Row,
    lines: dict[str, int],
    topics: dict[str, Topic],
    source_name: str,
    now: datetime,
    dry_run: bool,
) -> Outcome:
    """Validate and save one row; whatever is wrong with it stays with it."""
    title = shorten(one_line(row.cells.get("title", "")), 200)
    problems: list[str] = []
    try:
        with nullcontext() if dry_run else transaction.atomic():
            entry = Entry(row, topics)
            entry.check(lines)
            organisation = entry.find(source_name) or _new(entry, source_name, now)
            if organisation.pk and not dry_run:
                organisation = note_seen(record=organisation, today=timezone.localdate(now))
            action = entry.save(organisation, dry_run=dry_run)
            return Outcome(action, entry.external_id, title)
    except CellProblem as problem:
        problems = [_in_column(problem.column, problem.text)]
    except ValidationError as problem:
        problems = list(_messages(problem))
    except DatabaseError:
        problems = [_("The database refused the row. Import the file again.")]
    name = _("Line %(line)s") % {"line": row.line}
    reason = "; ".join(problem.rstrip(".") for problem in problems)
    return Outcome(Action.REJECTED, name, title, reason=reason)


def _new(entry: Entry, source_name: str, now: datetime) -> Organisation:
    return Organisation(
        source=Source.IMPORT,
        source_name=source_name,
        confirmed_on=timezone.localdate(now),
        confirmed_by=source_name,
        external_id=entry.external_id,
        live=True,
        first_published_at=now,
        last_published_at=now,
    )


class Entry:
    """One row of the table and how it goes into an organisation."""

    def __init__(self, row: Row, topics: dict[str, Topic]) -> None:
        self.row, self.known_topics = row, topics
        self.cells = {
            name: cell if name in MANY_LINES else one_line(cell)
            for name, cell in row.cells.items()
            if cell
        }
        self.external_id = self.cells.get("external_id", "")

    def check(self, lines: dict[str, int]) -> None:
        """Raise CellProblem for what no field of the record can say; note the line of the id."""
        if self.row.problem:
            raise CellProblem("", self.row.problem)
        for name in REQUIRED:
            if not self.cells.get(name):
                raise CellProblem(name, _("Fill in this cell."))
        if len(self.external_id) > 255:
            raise CellProblem("external_id", _("At most %(limit)s characters.") % {"limit": 255})
        if first := lines.get(self.external_id):
            raise CellProblem(
                "external_id",
                _("Line %(line)s has the same id already. Give each row its own.")
                % {"line": first},
            )
        lines[self.external_id] = self.row.line
        for name in ("offers", "seeks"):  # a model does not check the length of its texts
            limit = Organisation._meta.get_field(name).max_length
            if len(self.cells.get(name, "")) > limit:
                raise CellProblem(name, _("At most %(limit)s characters.") % {"limit": limit})
        if "contact_label" in self.cells and not ({"email", "phone"} & self.cells.keys()):
            raise CellProblem("contact_label", _("Give an e-mail address or a phone number too."))

    def find(self, source_name: str) -> Organisation | None:
        return Organisation.objects.known_as([self.external_id], source_name).first()

    def save(self, organisation: Organisation, *, dry_run: bool) -> Action:
        """Bring the row into the record; says whether that makes a difference."""
        is_new = organisation.pk is None
        values, topics = self.values(), self.topics()
        changed = _set(organisation, values)
        parts = [part for part in (self.location(organisation), self.contact(organisation)) if part]
        _validate(organisation, parts)
        new_topics = _missing(topics, [] if is_new else organisation.topics.all())
        new_tags = self.missing_tags(organisation)
        if not (is_new or changed or parts or new_topics or new_tags):
            return Action.UNCHANGED
        if organisation.locked:
            raise CellProblem("", _("The record is locked by an editor."))
        if not dry_run:
            for record in parts:
                _attach(organisation, record)
            self.apply(organisation)
            save_changed(organisation, self.apply_to_draft)
        return Action.NEW if is_new else Action.CHANGED

    def apply(self, organisation: Organisation) -> None:
        _set(organisation, self.values())
        present = list(organisation.topics.all()) if organisation.pk else []
        organisation.topics.set([*present, *_missing(self.topics(), present)])
        organisation.tags.add(*self.missing_tags(organisation))

    def apply_to_draft(self, draft: Organisation) -> None:
        for record in (self.location(draft), self.contact(draft)):
            if record:
                _attach(draft, record)
        self.apply(draft)

    def values(self) -> dict[str, object]:
        values: dict[str, object] = {n: self.cells[n] for n in TEXTS if n in self.cells}
        if str(values.get("website", "")).lower().startswith("www."):
            values["website"] = f"https://{values['website']}"
        for name, choices in CHOICES.items():
            if name in self.cells:
                values[name] = _choice(name, choices, self.cells[name])
        if year := self.cells.get("founded"):
            if not re.fullmatch(r"[0-9]{4}", year):
                raise CellProblem("founded", _("A year has four digits."))
            values["founded"] = int(year)
        return values

    def topics(self) -> list[Topic]:
        slugs = [slug.lower() for slug in _listed(self.cells.get("topics", ""))]
        for slug in slugs:
            if slug not in self.known_topics:
                raise CellProblem(
                    "topics",
                    _("There is no topic “%(slug)s”. Separate short names of topics by |.")
                    % {"slug": shorten(slug, 60)},
                )
        return [self.known_topics[slug] for slug in dict.fromkeys(slugs)]

    def missing_tags(self, organisation: Organisation) -> list[str]:
        words = _listed(self.cells.get("tags", ""))
        if any(len(word) > 100 for word in words):
            raise CellProblem("tags", _("A tag has at most 100 characters. Separate tags by |."))
        present = {name.casefold() for name in organisation.tags.names()} if words else set()
        wanted = {word.casefold(): word for word in words}
        return [word for key, word in wanted.items() if key not in present]

    def location(self, organisation: Organisation) -> Location | None:
        """The main site when the row changes it."""
        values = {name: self.cells[name] for name in ADDRESS if name in self.cells}
        location = organisation.main_location() or Location(is_primary=True)
        former = location.postcode
        changed = _set(location, values)
        if not changed:
            return None
        if former and "postcode" in changed and "place" not in values:
            location.place = ""  # the register knows the new one
        if {"postcode", "place"} & changed:
            location.municipality = location.latitude = location.longitude = None
        return location

    def contact(self, organisation: Organisation) -> ContactPoint | None:
        """The contact point with the label of the row when the row changes it."""
        values = {name: self.cells[name] for name in ("email", "phone") if name in self.cells}
        if not values:
            return None
        label = self.cells.get("contact_label") or "Kontakt"
        points = organisation.contact_points.all()
        point = next((p for p in points if p.label == label), None) or ContactPoint(label=label)
        return point if _set(point, values) else None


def _validate(organisation: Organisation, parts: list[Location | ContactPoint]) -> None:
    """Raise one ValidationError with everything that is wrong with the row."""
    errors: dict[str, list[ValidationError]] = {}
    try:
        organisation.full_clean(exclude=["topics", "tags", "latest_revision"])
    except ValidationError as problem:
        errors = problem.update_error_dict(errors)
    for part in parts:
        try:
            part.clean_fields(exclude=["organisation", "municipality"])
        except ValidationError as problem:
            errors = problem.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _set(record: models.Model, values: dict[str, object]) -> set[str]:
    """Set the fields and give the names of those that are different now."""
    changed = {name for name, value in values.items() if getattr(record, name) != value}
    for name in changed:
        setattr(record, name, values[name])
    return changed


def _attach(organisation: Organisation, record: Location | ContactPoint) -> None:
    """Put a site or contact point among those that are saved with the organisation."""
    if isinstance(record, Location):
        organisation.locations.add(record)
    else:
        organisation.contact_points.add(record)


def _missing(wanted: list[Topic], present: Iterable[Topic]) -> list[Topic]:
    known = {topic.pk for topic in present}
    return [topic for topic in wanted if topic.pk not in known]


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _choice(column: str, choices: type[models.TextChoices], text: str) -> str:
    found = _spellings(choices).get(_spelling(text))
    if not found:
        raise CellProblem(
            column,
            _("“%(text)s” is not known. Use one of: %(codes)s.")
            % {"text": shorten(text, 60), "codes": ", ".join(choices.values)},
        )
    return found


@cache
def _spellings(choices: type[models.TextChoices]) -> dict[str, str]:
    """Code by code, German and English label, and what the label has in brackets."""
    spellings: dict[str, str] = {}
    for language in ("de", "en"):
        with override(language):
            for code, label in choices.choices:
                for form in (str(label), *re.findall(r"\(([^)]+)\)", str(label))):
                    spellings.setdefault(_spelling(form), code)
    return spellings | {_spelling(code): code for code in choices.values}


def _spelling(text: str) -> str:
    return re.sub(r"[\s.]", "", text.replace("–", "-").casefold())


def _in_column(column: str, text: str) -> str:
    if not column:
        return text
    return _("column %(column)s: %(text)s") % {"column": column, "text": text}


def _messages(problem: ValidationError) -> Iterator[str]:
    columns = {NON_FIELD_ERRORS: "", "label": "contact_label"}
    for name, messages in problem.message_dict.items():
        for message in messages:
            yield _in_column(columns.get(name, name), str(message))
