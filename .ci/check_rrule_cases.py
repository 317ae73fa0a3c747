"""Compares the dates of recurrence rules with those that other programs' tests expect.

    .venv/bin/python .ci/check_rrule_cases.py rrule_cases.json

The file holds `cases` with rrule, dtstart, tz, expected, complete, tier and dtstart_in_sync. Counts
go out for every tier; a difference in an agreed case whose start follows its rule ends with 1.
"""

import json
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.conf import settings  # noqa: E402

settings.configure(USE_I18N=False)

from events.recurrence import Recurrence  # noqa: E402
from events.recurrence.rule import parse_rule  # noqa: E402


def read(text: str) -> date:
    """The wall time or the day; the cases name one zone per case, so a Z says nothing more."""
    text = text.removesuffix("Z")
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def wall(value: date) -> date:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def is_right(case: dict) -> bool:
    is_utc = case["dtstart"].endswith("Z")
    zone = ZoneInfo(case.get("tz") or "UTC") if is_utc or case.get("tz") else None
    expected = [read(text) for text in case.get("expected", ())]
    try:
        series = Recurrence(read(case["dtstart"]), zone=zone, rrules=[parse_rule(case["rrule"])])
    except ValueError:
        return "expected_error" in case
    after = datetime.fromisoformat(text) if (text := case.get("fast_forward")) else None
    found = series.occurrences(after, limit=len(expected) + 1).occurrences
    dates = [wall(occurrence.start) for occurrence in found]
    if not case.get("complete"):
        dates = dates[: len(expected)]
    return "expected_error" not in case and dates == expected


def main(path: str) -> int:
    counts: Counter = Counter()
    wrong = []
    for case in json.loads(Path(path).read_text())["cases"]:
        right = is_right(case)
        counts[case["tier"], bool(case.get("dtstart_in_sync")), right] += 1
        if not right:
            wrong.append(case)
    for tier, in_sync in sorted({key[:2] for key in counts}):
        right = counts[tier, in_sync, True]
        total = right + counts[tier, in_sync, False]
        print(f"{tier}, start follows the rule: {in_sync}: {right} of {total} alike")
    gate = [c for c in wrong if c["tier"] == "agreed" and c["dtstart_in_sync"]]
    for case in gate if "-v" not in sys.argv else wrong:
        print(f"DIFFERS {case['id']} {case['dtstart']} {case['rrule']}", file=sys.stderr)
    return 1 if gate else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
