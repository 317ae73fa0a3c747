"""Joins the VEVENTs of one UID into one event: a series with what is said about its dates.

RFC 5545, 3.8.4.4 and 3.8.5. All series of a file share one allowance of steps.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as time_of_day
from operator import eq
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing.text import one_line, shorten
from events.importing import ical_text
from events.importing.calendar_file import CalendarEvent, Change
from events.importing.ical_time import Moment, Unreadable, Zones, read_pieces
from events.importing.repeats import Repeats
from events.recurrence import Recurrence, Stop
from events.recurrence.rule import parse_rule
from events.recurrence.time_zones import Clock
from events.recurrence.work import StepsExhausted, Work
from events.series import MANY, are_crowded, moment, recurrence

MAX_RULES = 10
MAX_CHANGES = 2000
SHOWN = 50
# Steps for all series of a file, one to five microseconds each: those that lead to dates, and those
# that a rule took without an end in sight.
STEPS_OF_FILE, STEPS_IN_VAIN, STEPS_OF_DATE = 360_000, 50_000, 3
PATIENCE = (400, 2_500, 20_000)  # the first dates of a weekly series take 100 steps
TOO_COSTLY = gettext_lazy("The series is too costly to work out.")
_LATEST = datetime(2201, 1, 1, tzinfo=UTC)


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
    """Makes the events of a file whole; gives up at `deadline`, in seconds of computing."""

    zones: Zones
    now: datetime
    deadline: float
    work: Work = field(default_factory=lambda: Work(STEPS_OF_FILE))
    in_vain: Work = field(default_factory=lambda: Work(STEPS_IN_VAIN))
    names: dict[tuple, str] = field(default_factory=dict)  # of zones that the file defines
    is_brief: bool = False  # where only one date was worked out

    def join(
        self, events: Iterable[CalendarEvent], parts: dict[str, list[CalendarEvent]]
    ) -> Iterator[tuple[CalendarEvent, str]]:
        """Every event with its series set, or the reason why it cannot be taken.

        `parts` are single dates by their UID. Simple series come first, and all are tried with few
        steps before any is with many, so that costly ones stand last wherever they are in the file.
        """
        series, prepared = list[CalendarEvent](), list[_Draft]()
        for event in events:
            if _repeats(event).is_single and event.uid not in parts:
                _set(event, _facts(event), [], [_first(event)])
                yield event, ""
            else:
                series.append(event)
        for event in sorted(series, key=lambda one: _repeats(one).effort):
            if reason := self._try(
                lambda e=event: self._prepare(e, parts.pop(e.uid, ()), prepared)
            ):
                yield event, str(reason)
        for some in parts.values():
            if reason := self._try(lambda p=some: prepared.append(self._without_master(p))):
                yield some[0], str(reason)
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
        is_used_up = any(work.done >= work.allowed for work in (self.work, self.in_vain))
        if is_used_up or time.process_time() > self.deadline:
            return TOO_COSTLY
        try:
            action()
        except StepsExhausted:
            return TOO_COSTLY
        except (ValueError, OverflowError) as reason:  # of a rule, a span or a year
            return str(reason)
        return ""

    def _prepare(
        self, event: CalendarEvent, overrides: Sequence[CalendarEvent], prepared: list[_Draft]
    ) -> None:
        repeats, facts = _repeats(event), _facts(event)
        changes = self._changes(event, facts, overrides)
        self.work.spend(sum(map(len, (*repeats.rules, *repeats.excluded_rules))) // 2)
        facts = facts._replace(recurrence_rules=_rules(repeats.rules))
        if repeats.excluded_rules:
            changes = self._without_excluded(event, facts, changes)
        facts, changes = self._in_known_zone(event, facts, changes)
        prepared.append(_Draft(event, facts, changes))

    def _settle(self, draft: _Draft, steps: int) -> None:
        """Set the series and its first dates, if it has any."""
        event, facts, changes = draft
        first = self._expand(recurrence(facts, changes), steps)
        if not first:
            # A start that does not follow the rule is the only date, if none of the others is left.
            if any(
                one.kind == "excluded" and one.recurrence_id == facts.starts_at for one in changes
            ):
                raise Unreadable(_("All dates of the series are excluded."))
            event.remarks.append(_("The rule names no date; only the start was taken."))
            facts = facts._replace(recurrence_rules="", recurrence_zone="")
            first = self._expand(recurrence(facts, changes), steps)
        if len(first) == SHOWN and are_crowded(first):
            event.remarks.append(
                _("The dates follow so closely that only the first %(count)s are kept.")
                % {"count": MANY}
            )
        _set(event, facts, changes, first)

    def _expand(self, series: Recurrence, steps: int) -> list[date]:
        """The first dates; of a rule that has more but takes too long those that were found."""
        is_brief = self.work.done > self.work.allowed * 2 // 3
        self.is_brief |= is_brief
        limit = 1 if is_brief else SHOWN
        found = series.occurrences(None, _LATEST, limit=limit, max_steps=steps)
        self.work.done += found.steps
        if found.stop is Stop.STEPS:
            self.in_vain.done += found.steps
            if not found.occurrences or steps != PATIENCE[-1]:
                raise StepsExhausted
        return [one.start for one in found.occurrences]

    def _changes(
        self, event: CalendarEvent, facts: Facts, overrides: Sequence[CalendarEvent]
    ) -> list[Change]:
        repeats, found = _repeats(event), dict[tuple, Change]()
        if len(repeats.extra) + len(repeats.excluded) + len(overrides) > MAX_CHANGES:
            raise Unreadable(_("The series names too many single dates."))
        self.work.spend(STEPS_OF_DATE * (len(repeats.extra) + len(repeats.excluded)))
        for kind, moments in (("extra", repeats.extra), ("excluded", repeats.excluded)):
            for given in moments:
                try:
                    start, end = read_pieces(given, self.zones)
                except (Unreadable, OverflowError) as problem:
                    if len(event.remarks) < SHOWN:
                        event.remarks.append(_left_out(given, problem))
                    continue
                at = _instant(start, facts, repeats.zone)
                end = end if kind == "extra" else None
                found[kind, at] = Change(kind, at, ends_at=end)  # type: ignore[arg-type]
        for override in sorted(overrides, key=lambda one: one.sequence):
            change = self._change_of(override, event, facts)
            found["override", change.recurrence_id, change.this_and_future] = change
        return list(found.values())

    def _without_excluded(
        self, event: CalendarEvent, facts: Facts, changes: list[Change]
    ) -> list[Change]:
        """EXRULE (RFC 2445, 4.8.5.2) as excluded dates, of which the rules have the first ones."""
        zone = _repeats(event).zone
        excluded = facts._replace(recurrence_rules=_rules(_repeats(event).excluded_rules))
        theirs, others = (self._instants(one, zone, MAX_CHANGES) for one in (facts, excluded))
        named = {change.recurrence_id for change in changes if change.kind == "excluded"}
        both = (set(theirs) & set(others)) - named
        if len(both) == len(theirs) and facts.starts_at in both:
            raise Unreadable(_("All dates of the series are excluded."))
        return [*changes, *(Change("excluded", at) for at in sorted(both))]

    def _change_of(self, override: CalendarEvent, event: CalendarEvent, facts: Facts) -> Change:
        own, repeats = _facts(override), _repeats(override)
        at = _instant(repeats.recurrence_id or own.starts_at, facts, _repeats(event).zone)
        change = Change(
            "changed",
            at,
            repeats.this_and_future,
            starts_at=own.starts_at if own.starts_at != at else None,
            ends_at=own.ends_at if _length(own) != _length(facts) else None,
        )
        if event.is_private or not override.is_private:
            change = replace(
                change,
                note=_note(override, event),
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
        zone = _repeats(event).zone
        if (
            facts.all_day
            or not facts.recurrence_rules
            or getattr(zone, "key", "") == facts.time_zone
        ):
            return facts, changes
        if zone is UTC:
            return facts._replace(recurrence_zone="UTC"), changes
        if name := self._name(zone, facts.starts_at.year, facts.time_zone):
            return facts._replace(recurrence_zone=name.removeprefix(facts.time_zone)), changes
        theirs = self._instants(facts, zone, 800)
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

    def _name(self, zone: tzinfo, year: int, usual: str) -> str:
        """A zone with the same clock for ten years; the usual one if it has."""
        key = (id(zone), year, usual)
        if key in self.names:
            return self.names[key]
        begin = datetime(year, 1, 1, 12, tzinfo=UTC)
        days = [begin + timedelta(days=count) for count in range(0, 3653, 9)]
        self.work.spend(len(days))
        theirs = [day.astimezone(zone).utcoffset() for day in days]
        self.names[key] = ""
        for name in dict.fromkeys((usual, *sorted(available_timezones()))):
            self.work.spend(2)
            other = ZoneInfo(name)
            if all(map(eq, theirs, (day.astimezone(other).utcoffset() for day in days))):
                self.names[key] = name
                break
        return self.names[key]

    def _instants(self, facts: Facts, zone: tzinfo, limit: int) -> list[datetime]:
        """The dates of the rules alone on the clock of a zone, as many as there may be."""
        bare = recurrence(facts, [])
        if not facts.all_day:
            local = facts.starts_at.astimezone(zone).replace(tzinfo=None, fold=0)
            bare = replace(bare, dtstart=local, zone=zone)
        left = min(PATIENCE[1], self.work.allowed - self.work.done)
        if left <= 0:
            raise StepsExhausted
        found = bare.occurrences(None, _LATEST, limit=limit, max_steps=left)
        self.work.spend(found.steps)
        return [moment(bare, one.start) for one in found.occurrences]

    def _without_master(self, parts: Sequence[CalendarEvent]) -> _Draft:
        """Single dates of a series that is not in the file: the first, and the others as extra."""
        latest: dict[datetime, CalendarEvent] = {}
        for part in sorted(parts, key=lambda one: one.sequence):
            facts = _facts(part)
            at = _repeats(part).recurrence_id or facts.starts_at
            latest[_instant(at, facts, _repeats(part).zone)] = part
        if len(parts) > MAX_CHANGES:
            raise Unreadable(_("The series names too many single dates."))
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
        first.is_private = any(part.is_private for part in parts)
        return _Draft(first, facts, changes)


def _repeats(event: CalendarEvent) -> Repeats:
    return event.repeats or Repeats()


def _first(event: CalendarEvent) -> date:
    start = event.starts_at.astimezone(ZoneInfo(event.values["time_zone"]))
    return start.date() if event.values["all_day"] else start


def _set(event: CalendarEvent, facts: Facts, changes: list[Change], dates: list[date]) -> None:
    event.values["recurrence_rules"] = facts.recurrence_rules
    event.values["recurrence_zone"] = facts.recurrence_zone
    event.changes, event.dates = changes, dates


def _note(override: CalendarEvent, event: CalendarEvent) -> str:
    """The comment of a single date, or the beginning of what is told about it alone."""
    own, usual = (str(one.values.get("status_note") or "") for one in (override, event))
    told, told_of_all = (one.values.get("description") or "" for one in (override, event))
    if own or told == told_of_all:
        return _other(own, usual, 300)
    return ical_text.summarise(str(told), "")


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
        return datetime.combine(day, time_of_day(), tzinfo=shown).astimezone(UTC)
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


def _online(event: CalendarEvent) -> str:
    return str(event.values.get("online_url") or "")


def _other(text: str, usual: str, limit: int) -> str:
    return shorten(text, limit) if text != usual else ""


def _left_out(given: Moment, problem: Exception) -> str:
    return _("%(property)s was left out: %(reason)s") % {
        "property": f"{given.name} “{shorten(one_line(given.value[:200]), 40)}”",
        "reason": problem,
    }
