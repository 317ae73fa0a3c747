"""The dates of a recurring event: rules, extra, excluded and changed dates in one ordered series.

Where RFC 5545 leaves it open: a start that does not follow the rule is no date of its own; rules
step on the wall clock, also by hours; a changed single date counts even where EXDATE names it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext as _

from events.recurrence.dates import Axis, DateSet, ExtraDate, Occurrence, Override, Span
from events.recurrence.rule import Frequency, RecurrenceRule, RuleProblem
from events.recurrence.time_zones import Clock
from events.recurrence.wall_times import wall_times
from events.recurrence.work import StepsExhausted, Work

MAX_STEPS = 50_000
MAX_OCCURRENCES = 1_000
MAX_DATES = 20_000
FIRST_YEAR, LAST_YEAR = 1600, 9000
_EARLIEST, _LATEST = datetime(FIRST_YEAR, 1, 2), datetime(LAST_YEAR, 12, 31)
_ONE_DAY = timedelta(days=1)
_BY_TIME = {Frequency.HOURLY, Frequency.MINUTELY, Frequency.SECONDLY}


class Stop(Enum):
    """Why an answer ends."""

    COMPLETE = "complete"
    LIMIT = "limit"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Expansion:
    """The occurrences of a window by their start, why they end, and the steps it took."""

    occurrences: list[Occurrence]
    stop: Stop
    steps: int

    @property
    def message(self) -> str:
        """One sentence for people; empty when the answer is complete."""
        text = ""
        if self.stop is Stop.LIMIT:
            text = _("The series has more than %(count)s dates; the first ones were taken.")
        elif self.stop is Stop.STEPS:
            text = _("The series is too costly to work out; only %(count)s dates were found.")
        return text % {"count": len(self.occurrences)}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A series: DTSTART, RRULE, RDATE, EXDATE and the components with RECURRENCE-ID.

    `dtstart` is a day, or a naive time on the wall clock of `zone`; without a zone times float.
    Without a span a day lasts a day and a time no time (3.6.1).
    For days `zone` says where times in UTC fall. In all other dates naive means the same clock.
    Raises ValueError for years out of range, and RuleProblem for a day that recurs by the hour.
    """

    dtstart: date
    span: Span | None = None
    zone: tzinfo | None = None
    rrules: Sequence[RecurrenceRule] = ()
    rdates: Sequence[ExtraDate] = ()
    exdates: Sequence[date] = ()
    overrides: Sequence[Override] = ()

    def __post_init__(self) -> None:
        if isinstance(self.dtstart, datetime) and self.dtstart.tzinfo:
            raise ValueError("dtstart is a wall time; its zone belongs into zone.")
        named = [self.dtstart, *(extra.start for extra in self.rdates), *self.exdates]
        for override in self.overrides:
            named += [override.recurrence_id, override.start or override.recurrence_id]
        if len(named) > MAX_DATES:
            raise ValueError(_("The series names too many single dates."))
        if not all(FIRST_YEAR < day.year < LAST_YEAR for day in named):
            raise ValueError(
                _("A date of the series lies before %(first)s or after %(last)s.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        for rule in self.rrules:
            if self.all_day and rule.frequency in _BY_TIME:
                raise RuleProblem(
                    _("FREQ=%(value)s needs a start with a time of day.")
                    % {"value": rule.frequency}
                )

    @property
    def all_day(self) -> bool:
        return not isinstance(self.dtstart, datetime)

    @property
    def length(self) -> Span:
        return self.span or Span(days=1 if self.all_day else 0)

    def occurrences(
        self,
        after: datetime | None = None,
        before: datetime | None = None,
        *,
        limit: int = MAX_OCCURRENCES,
        max_steps: int = MAX_STEPS,
    ) -> Expansion:
        """What overlaps the time from `after` to `before` (excluded), cancelled dates included.

        Aware bounds are instants (for floating times their wall clock counts), naive ones are on
        the clock of the series. Takes at most `max_steps` steps of one or two microseconds, and
        memory for `limit` occurrences.
        """
        work = Work(max_steps)
        found: list[_Entry] = []
        stop = Stop.COMPLETE
        try:
            for entry in _Window(self, after, before, work).entries():
                if len(found) == limit:
                    stop = Stop.LIMIT
                    break
                found.append(entry)
        except StepsExhausted:
            stop = Stop.STEPS
        found.sort(key=_FIRST)
        return Expansion([entry[1] for entry in found], stop, min(work.done, max_steps))


# An occurrence with the instant of its start; a date before changes with the span of its own.
_Entry = tuple[datetime, Occurrence]
_Instance = tuple[datetime, Span | None]
_FIRST = itemgetter(0)
_Ordered = TypeVar("_Ordered", _Entry, _Instance)


class _Segment(NamedTuple):
    """The part of a series between two changes for the future, and the change that rules it."""

    begin: datetime
    end: datetime
    shift: timedelta
    override: Override | None


class _Window:
    """Works out the occurrences of a series between two instants."""

    def __init__(
        self, series: Recurrence, after: datetime | None, before: datetime | None, work: Work
    ) -> None:
        self.series, self.work = series, work
        self.axis = Axis(series.dtstart, series.zone)
        self.after = self._instant(after) if after else None
        self.before = self._instant(before) if before else _LATEST
        self.excluded = DateSet(self.axis, series.exdates)
        self.singles = [o for o in series.overrides if not o.this_and_future]
        self.single_ids = DateSet(self.axis, (o.recurrence_id for o in self.singles))
        extra = [(self.axis.instant_of_date(one.start), one.span) for one in series.rdates]
        self.extra = sorted(extra, key=lambda one: (one[0], one[1] is None))
        self.longest = max(span.longest for span in (series.length, *(s for _at, s in extra if s)))

    def _instant(self, value: date) -> datetime:
        """Within the years that are worked out."""
        if FIRST_YEAR < value.year < LAST_YEAR:
            return self.axis.instant(value)
        return _EARLIEST if value.year <= FIRST_YEAR else _LATEST

    def entries(self) -> Iterator[_Entry]:
        """Occurrences with the instants of their starts, which all but ascend."""
        streams: list[Iterable[_Entry]] = [self._of_segment(one) for one in self._segments()]
        if singles := self._of_singles():
            streams.append(singles)
        return _merged(streams)

    def _segments(self) -> Iterator[_Segment]:
        instant, wall = self.axis.instant_of_date, self.axis.clock.wall
        changes = [o for o in self.series.overrides if o.this_and_future]
        changes.sort(key=lambda change: instant(change.recurrence_id))
        begins = [instant(change.recurrence_id) for change in changes]
        ends = [*begins, _LATEST]
        yield _Segment(_EARLIEST, ends[0], timedelta(), None)
        for change, begin, end in zip(changes, begins, ends[1:], strict=True):
            moved = begin if change.start is None else instant(change.start)
            yield _Segment(begin, end, wall(moved) - wall(begin), change)

    def _of_segment(self, segment: _Segment) -> Iterator[_Entry]:
        override, clock = segment.override, self.axis.clock
        for at, own_span in self._instances(*self._bounds(segment)):
            ruling = override
            if self.singles and (position := self.single_ids.position(at)) is not None:
                ruling = self.singles[position]
                if not ruling.cancelled:
                    continue
            start = clock.instant(clock.wall(at) + segment.shift) if segment.shift else at
            span = (override and override.span) or own_span or self.series.length
            if entry := self._entry(start, self.axis.value(start), span, at, ruling):
                yield entry

    def _bounds(self, segment: _Segment) -> tuple[datetime, datetime]:
        """Between which instants of the series its dates may, when changed, meet the window."""
        longest = self.longest
        if segment.override and segment.override.span:
            longest = max(longest, segment.override.span.longest)
        begin, margin = segment.begin, _ONE_DAY if segment.shift else timedelta()
        if self.after is not None:
            begin = max(begin, _moved(self.after, -segment.shift - longest - margin))
        return begin, min(segment.end, _moved(self.before, margin - segment.shift))

    def _of_singles(self) -> list[_Entry]:
        """Changed single dates; one that is cancelled is left to where the series has it."""
        positions = {*self.single_ids.instants.values(), *self.single_ids.days.values()}
        found: list[_Entry] = []
        for override in (self.singles[position] for position in positions):
            if override.cancelled:
                continue
            at = self.axis.instant_of_date(override.recurrence_id)
            value = override.start or self.axis.value(at)
            start, is_day = self.axis.instant(value), not isinstance(value, datetime)
            if isinstance(value, datetime) and not value.tzinfo and not self.axis.all_day:
                value = self.axis.value(start)
            own = Span(days=1) if is_day and not self.axis.all_day else self.series.length
            span = override.span or own
            if entry := self._entry(start, value, span, at, override):
                found.append(entry)
        return sorted(found, key=_FIRST)

    def _entry(
        self, start: datetime, value: date, span: Span, at: datetime, override: Override | None
    ) -> _Entry | None:
        """The occurrence with its start, if it overlaps the window."""
        if start >= self.before:
            return None
        end = span.end_of(value)
        if self.after is not None and start < self.after and self.axis.instant(end) <= self.after:
            return None
        recurrence_id = value if start == at and override is None else self.axis.value(at)
        cancelled = override is not None and override.cancelled
        return start, Occurrence(value, end, recurrence_id, cancelled, override)

    def _instances(self, begin: datetime, end: datetime) -> Iterator[_Instance]:
        """From `begin` to before `end`; where dates fall together, the one with its own span."""
        self.work.spend(10)
        streams: list[Iterable[_Instance]] = []
        if self.extra:
            streams.append(islice(self.extra, bisect_left(self.extra, begin, key=_FIRST), None))
        for rule in self.series.rrules:
            streams.append((at, None) for at in self._of_rule(rule, begin, end))
        if not self.series.rrules:
            streams.append([(self.axis.instant(self.series.dtstart), None)])
        previous, has_excluded = None, bool(self.series.exdates)
        for instance in _merged(streams):
            at = instance[0]
            if at >= end:
                return
            if at < begin or at == previous:
                continue
            previous = at
            if not has_excluded or self.excluded.position(at) is None:
                yield instance

    def _of_rule(self, rule: RecurrenceRule, begin: datetime, end: datetime) -> Iterator[datetime]:
        clock, dtstart = self.axis.clock, self.series.dtstart
        if not isinstance(dtstart, datetime):  # 3.3.10: they must be ignored with days
            rule = replace(rule, by_hour=(), by_minute=(), by_second=())
            dtstart = datetime.combine(dtstart, time())
        until = _LATEST if rule.until is None else self._until(rule.until)
        entered = dtstart if rule.count else clock.wall(begin) - _shift(clock, begin)
        end = min(end, until)
        last = clock.wall(end) + _shift(clock, end)
        walls = wall_times(rule, dtstart, entered, last, self.work)
        for instant in islice(_in_order(walls, clock), rule.count):
            if instant > until:
                return
            yield instant

    def _until(self, until: date) -> datetime:
        """The last instant; of a day in a series of times its last second."""
        if not isinstance(until, datetime) and not self.axis.all_day:
            until = datetime.combine(until, time(23, 59, 59))
        return self._instant(until)


def _merged(streams: Sequence[Iterable[_Ordered]]) -> Iterator[_Ordered]:
    return iter(streams[0]) if len(streams) == 1 else merge(*streams, key=_FIRST)


def _shift(clock: Clock, instant: datetime) -> timedelta:
    """By how much the clock was put forward or back within the day before; then wall times of
    later instants may lie before, and of earlier ones behind."""
    return abs(clock.wall(instant) - clock.wall(instant - _ONE_DAY) - _ONE_DAY)


def _moved(moment: datetime, by: timedelta) -> datetime:
    """Within the years that are worked out."""
    try:
        return min(max(moment + by, _EARLIEST), _LATEST)
    except OverflowError:
        return _EARLIEST if by < timedelta() else _LATEST


def _in_order(walls: Iterable[datetime], clock: Clock) -> Iterator[datetime]:
    """Ascending instants of ascending wall times, each once.

    A time in a gap of the clock happens later (3.3.5), and may so fall behind or onto others.
    """
    if clock.zone is None:
        yield from walls
        return
    held: deque[datetime] = deque()
    for wall in walls:
        instant, is_in_gap = clock.read(wall)
        if is_in_gap:
            held.append(instant)
            continue
        while held and held[0] <= instant:
            early = held.popleft()
            if early < instant:
                yield early
        yield instant
    yield from held
