"""Joins the VEVENTs of one UID into one event: a series with what is said about its dates.

RFC 5545, 3.8.4.4 and 3.8.5. All series of a file share one allowance of steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.import_text import one_line, shorten
from events.importing.ical_time import Moment, Unreadable, Zones, read_pieces
from events.recurrence import MAX_STEPS, Recurrence, Stop
from events.recurrence.rule import parse_rule
from events.recurrence.time_zones import Clock
from events.recurrence.work import StepsExhausted, Work
from events.series import kept_dates, moment, recurrence

if TYPE_CHECKING:
    from events.importing.ical_file import CalendarEvent

MAX_RULES = 10
MAX_CHANGES = 2000
SHOWN = 50
STEPS_OF_FILE, STEPS_OF_EVENT, STEPS_OF_DATE = 150_000, 500, 10
PATIENCE = (400, 2_500, MAX_STEPS)  # a weekly series takes 400 steps, a daily one 2,000
TOO_COSTLY = gettext_lazy("The series is too costly to work out.")


@dataclass(frozen=True, slots=True)
class Change:
    """The fields of a DateChange."""

    kind: str
    recurrence_id: datetime
    this_and_future: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    note: str = ""
    title: str = ""
    venue: str = ""
    online_url: str = ""


@dataclass(slots=True)
class Repeats:
    """What a VEVENT says about repetition, as it stands in the file; `zone` is that of DTSTART."""

    zone: tzinfo = UTC
    rules: Sequence[str] = ()
    extra: Sequence[Moment] = ()
    excluded: Sequence[Moment] = ()
    has_exrule: bool = False
    recurrence_id: date | None = None
    this_and_future: bool = False

    @property
    def is_single(self) -> bool:
        return not (self.rules or self.extra or self.excluded or self.has_exrule)


class Facts(NamedTuple):
    """As much of an event as its series needs (see events.series.recurrence)."""

    starts_at: datetime
    ends_at: datetime
    all_day: bool
    time_zone: str
    recurrence_rules: str = ""
    recurrence_zone: str = ""


class _Draft(NamedTuple):
    event: CalendarEvent
    facts: Facts
    changes: list[Change]


@dataclass(slots=True)
class Joiner:
    """Makes the events of a file whole; `now` says which dates are to come."""

    zones: Zones
    now: datetime
    work: Work = field(default_factory=lambda: Work(STEPS_OF_FILE))
    names: dict[int, str] = field(default_factory=dict)  # of zones that the file defines

    def join(
        self, events: Iterable[CalendarEvent], parts: dict[str, list[CalendarEvent]]
    ) -> Iterator[tuple[CalendarEvent, str]]:
        """Every event with its series set, or the reason why it cannot be taken.

        `parts` are single dates by their UID. All series are tried with few steps before any is
        with many, so that costly ones stand last in the queue wherever they are in the file.
        """
        prepared = list[_Draft]()
        for event in events:
            if reason := self._try(
                lambda e=event: self._prepare(e, parts.pop(e.uid, ()), prepared)
            ):
                yield event, reason
        for some in parts.values():
            if reason := self._try(lambda p=some: prepared.append(self._without_master(p))):
                yield some[0], reason
        for steps in PATIENCE:
            waiting, prepared = prepared, []
            for draft in waiting:
                reason = self._try(lambda d=draft, n=steps: self._settle(d, n))
                if reason is TOO_COSTLY and steps != PATIENCE[-1]:
                    prepared.append(draft)
                else:
                    yield draft.event, str(reason)

    def _try(self, action: Callable[[], object]) -> object:
        """The reason why it cannot be done; empty when it is."""
        try:
            action()
        except StepsExhausted:
            return TOO_COSTLY
        except ValueError as reason:  # of a rule, a span or a year
            return str(reason)
        return ""

    def _prepare(
        self, event: CalendarEvent, overrides: Sequence[CalendarEvent], prepared: list[_Draft]
    ) -> None:
        facts, changes = _facts(event), list[Change]()
        if not event.repeats.is_single or overrides:
            changes = self._changes(event, facts, overrides)
            facts = facts._replace(recurrence_rules=_rules(event.repeats.rules))
            facts, changes = self._in_known_zone(event, facts, changes)
        prepared.append(_Draft(event, facts, changes))

    def _settle(self, draft: _Draft, steps: int) -> None:
        """Set the series, if it is one that can be stored and not without dates."""
        event, facts, changes = draft
        series = recurrence(facts, changes)
        kept = kept_dates(series, self.now, max_steps=self._allowance(steps))
        self.work.spend(kept.steps)
        if kept.stop is Stop.STEPS:
            raise StepsExhausted
        if not kept.occurrences:
            if any(change.kind == "excluded" for change in changes):
                raise Unreadable(_("All dates of the series are excluded."))
            event.remarks.append(_("The rule names no date; only the start was taken."))
            facts = facts._replace(recurrence_rules="", recurrence_zone="")
            series = recurrence(facts, changes)
        first = series.occurrences(limit=SHOWN, max_steps=PATIENCE[1])
        self.work.spend(min(first.steps, self.work.allowed - self.work.done))
        event.set_series(facts, changes, [one.start for one in first.occurrences])

    def _allowance(self, steps: int) -> int:
        left = self.work.allowed - self.work.done
        if left <= 0:
            raise StepsExhausted
        return min(steps, left)

    def _changes(
        self, event: CalendarEvent, facts: Facts, overrides: Iterable[CalendarEvent]
    ) -> list[Change]:
        repeats, found = event.repeats, dict[tuple, Change]()
        if repeats.has_exrule:
            event.remarks.append(_("EXRULE was left out: the standard has given it up."))
        if len(repeats.extra) + len(repeats.excluded) > MAX_CHANGES:
            raise Unreadable(_("The series names too many single dates."))
        self.work.spend(STEPS_OF_DATE * (len(repeats.extra) + len(repeats.excluded)))
        for kind, moments in (("extra", repeats.extra), ("excluded", repeats.excluded)):
            for given in moments:
                try:
                    start, end = read_pieces(given, self.zones)
                except (Unreadable, OverflowError) as problem:
                    event.remarks.append(_left_out(given, problem))
                    continue
                at = _instant(start, facts, repeats.zone)
                end = end if kind == "extra" else None
                found[kind, at] = Change(kind, at, ends_at=end)  # type: ignore[arg-type]
        for override in sorted(overrides, key=lambda one: one.sequence):
            change = self._change_of(override, event, facts)
            found["override", change.recurrence_id, change.this_and_future] = change
        return list(found.values())

    def _change_of(self, override: CalendarEvent, event: CalendarEvent, facts: Facts) -> Change:
        own, given = _facts(override), override.repeats.recurrence_id
        at = _instant(given or own.starts_at, facts, event.repeats.zone)
        is_future = override.repeats.this_and_future
        change = Change(
            "changed",
            at,
            is_future,
            starts_at=own.starts_at if own.starts_at != at else None,
            ends_at=own.ends_at if _length(own) != _length(facts) else None,
            note=_other(_note(override), _note(event), 300),
            title=override.title if override.title != event.title else "",
            venue=_other_place(override, event),
            online_url=_other(_online(override), _online(event), 200),
        )
        statuses = [one.values.get("status") for one in (override, event)]
        if statuses[0] == "cancelled" and statuses[1] != "cancelled":
            return replace(change, kind="cancelled", starts_at=None, ends_at=None)
        return change

    def _in_known_zone(
        self, event: CalendarEvent, facts: Facts, changes: list[Change]
    ) -> tuple[Facts, list[Change]]:
        """The series on a clock with a name; where none fits, its dates one by one."""
        zone = event.repeats.zone
        if (
            facts.all_day
            or not facts.recurrence_rules
            or getattr(zone, "key", "") == facts.time_zone
        ):
            return facts, changes
        if zone is UTC:
            return facts._replace(recurrence_zone="UTC"), changes
        local = facts.starts_at.astimezone(zone).replace(tzinfo=None, fold=0)
        theirs = self._instants(replace(recurrence(facts, []), dtstart=local, zone=zone))
        if name := self._name(zone, theirs, facts.time_zone):
            return facts._replace(recurrence_zone=name.removeprefix(facts.time_zone)), changes
        event.remarks.append(
            _("The time zone of the rule is known only to the file; %(count)s dates were taken.")
            % {"count": len(theirs)}
        )
        known = {change.recurrence_id for change in changes if change.kind == "extra"}
        changes = [
            *changes,
            *(Change("extra", at) for at in theirs if at not in known | {facts.starts_at}),
        ]
        if facts.starts_at not in theirs:
            changes.append(Change("excluded", facts.starts_at))
        return facts._replace(recurrence_rules=""), changes

    def _name(self, zone: tzinfo, instants: Sequence[datetime], usual: str) -> str:
        """A zone whose clock shows the same at all these instants; the usual one if it does."""
        known = self.names.get(id(zone), usual)
        for name in dict.fromkeys((usual, known, *sorted(available_timezones()))):
            self.work.spend()
            other = ZoneInfo(name)
            if all(_offset(at, zone) == _offset(at, other) for at in instants):
                self.names[id(zone)] = name
                return name
        return ""

    def _instants(self, series: Recurrence) -> list[datetime]:
        """The dates of the rules alone, in their first ten years."""
        bare = replace(series, rdates=(), exdates=(), overrides=())
        end = moment(series, series.dtstart) + timedelta(days=3653)
        found = bare.occurrences(None, end, limit=800, max_steps=self._allowance(PATIENCE[1]))
        self.work.spend(found.steps)
        return [moment(series, one.start) for one in found.occurrences]

    def _without_master(self, parts: Sequence[CalendarEvent]) -> _Draft:
        """Single dates of a series that is not in the file: the first, and the others as extra."""
        latest: dict[datetime, CalendarEvent] = {}
        for part in sorted(parts, key=lambda one: one.sequence):
            facts = _facts(part)
            at = part.repeats.recurrence_id or facts.starts_at
            latest[_instant(at, facts, part.repeats.zone)] = part
        first, *others = sorted(latest.values(), key=lambda one: one.starts_at)
        fragment = [self._change_of(part, first, _facts(part)) for part in latest.values()]
        facts, changes = _facts(first), list[Change]()
        for part in others:
            change = self._change_of(part, first, facts)
            extra = replace(
                change, kind="extra", recurrence_id=part.starts_at, starts_at=None,
                this_and_future=False,
            )  # fmt: skip
            changes.append(extra)
            if change.kind == "cancelled":
                changes.append(replace(extra, kind="cancelled"))
        first.remarks.append(
            _("The file has only single dates of this series, without the series itself.")
        )
        first.fragment = fragment
        return _Draft(first, facts, changes)


def _offset(at: datetime, zone: tzinfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _facts(event: CalendarEvent) -> Facts:
    return Facts(*(event.values[name] for name in Facts._fields[:4]))  # type: ignore[arg-type]


def _rules(texts: Sequence[str]) -> str:
    if len(texts) > MAX_RULES:
        raise Unreadable(_("At most %(count)s rules make one series.") % {"count": MAX_RULES})
    return "\n".join(dict.fromkeys(parse_rule(text).text() for text in texts))


def _instant(value: date, facts: Facts, zone: tzinfo) -> datetime:
    """Where a series has a date; a day in a series of times is one at the time of its start."""
    shown = ZoneInfo(facts.time_zone)
    if facts.all_day:
        day = value.astimezone(shown).date() if isinstance(value, datetime) else value
        return datetime.combine(day, time(), tzinfo=shown).astimezone(UTC)
    if isinstance(value, datetime):
        return value
    wall = datetime.combine(value, facts.starts_at.astimezone(zone).time())
    return Clock(zone).instant(wall.replace(fold=0)).replace(tzinfo=UTC)


def _length(facts: Facts) -> timedelta:
    if not facts.all_day:
        return facts.ends_at - facts.starts_at
    zone = ZoneInfo(facts.time_zone)
    return facts.ends_at.astimezone(zone).date() - facts.starts_at.astimezone(zone).date()


def _place(event: CalendarEvent) -> str:
    names = ("venue", "street", "postcode", "place")
    venue, street, postcode, town = (str(event.values.get(name) or "") for name in names)
    return ", ".join(filter(None, (venue, street, f"{postcode} {town}".strip())))


def _other_place(override: CalendarEvent, event: CalendarEvent) -> str:
    """The venue of a date; with its address where that is another one."""
    names = ("street", "postcode", "place")
    own, usual = ([one.values.get(name) or "" for name in names] for one in (override, event))
    if own[1:] == usual[1:] and own[0] in {"", usual[0]} and override.values.get("venue"):
        return _other(str(override.values["venue"]), str(event.values.get("venue") or ""), 160)
    return _other(_place(override), _place(event), 160)


def _note(event: CalendarEvent) -> str:
    return str(event.values.get("status_note") or "")


def _online(event: CalendarEvent) -> str:
    return str(event.values.get("online_url") or "")


def _other(text: str, usual: str, limit: int) -> str:
    return shorten(text, limit) if text != usual else ""


def _left_out(given: Moment, problem: Exception) -> str:
    return _("%(property)s was left out: %(reason)s") % {
        "property": f"{given.name} “{shorten(one_line(given.value[:200]), 40)}”",
        "reason": problem,
    }
