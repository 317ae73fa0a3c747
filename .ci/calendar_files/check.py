"""Compares what the hub reads in calendar files with what two programs of other projects see.

    .venv/bin/python .ci/calendar_files/check.py PARSERS FOLDER

PARSERS holds the programs (.ci/run installs them for calendar_parsers), FOLDER the files. Every
event that one of them reads has to be there with the same UID, title, start, end, place, text,
status and first dates. Where the two disagree with each other, the hub has to agree with one.
Everything else is printed and ends with 1, unless differences.py gives the reason.
"""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from itertools import chain, product
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE)]
from differences import EXPLAINED  # noqa: E402

os.environ["TZ"] = "Europe/Berlin"  # of times without a zone, for all three
ZONE, NOW = ZoneInfo("Europe/Berlin"), datetime.now(UTC).isoformat()
FIELDS = ("summary", "start", "end", "location", "description", "status", "dates")


def main(parsers, folder):
    paths = sorted(folder.rglob("*.ics"))
    programs = [read(command, paths, parsers) for command in commands(parsers)]
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
    counts, unexplained, used = [0, 0], [], set()
    for path in paths:
        found, refused = ours(path)
        for number, program in enumerate(programs):
            counts[number] += len(program[str(path)]["events"])
        for uid, events in by_uid([program[str(path)]["events"] for program in programs]).items():
            for name, own, values in differences(find(found, uid, events), events):
                key = next((k for k in EXPLAINED if explains(k, path, uid, name)), None)
                used.add(key)
                if key is None:
                    unexplained.append((path, uid, name, own, values, refused.get(uid, "")))
    for path, uid, name, own, values, reason in unexplained:
        print(f"{path.relative_to(folder)}: {uid[:60]}: {name} {reason}", file=sys.stderr)
        print(f"  hub: {own}\n  others: {values}"[:1500], file=sys.stderr)
    for key in EXPLAINED.keys() - used:
        print(f"no file differs so any more: {key}", file=sys.stderr)
    print(f"{counts[0]} and {counts[1]} events seen by icalendar and ical.js in {len(paths)} files")
    print(f"{len(unexplained)} differences without a reason, {len(used - {None})} with one")
    return int(bool(unexplained or EXPLAINED.keys() - used))


def commands(parsers):
    yield [str(parsers / "python/bin/python"), "-W", "ignore", str(HERE / "read.py")]
    yield [shutil.which("node") or "node", str(HERE / "read.mjs")]


def read(command, paths, parsers):
    done = subprocess.run(  # noqa: S603
        [*command, *map(str, paths)], capture_output=True, check=True, timeout=300, cwd=parsers
    )
    return json.loads(done.stdout)


def ours(path):
    """The events by UID in the words of the other programs, and why others were refused."""
    from events.importing.reading import read_here

    task = {"kind": "ics", "zone": ZONE.key, "now": NOW, "language": "en", "limits": {}}
    answer = read_here(json.dumps(task).encode() + b"\n" + path.read_bytes())
    found = {}
    for event in map(json.loads, answer.get("events", ())):
        values = event["values"]
        place = [values.get(name) or "" for name in ("venue", "street", "postcode", "place")]
        found[event["uid"]] = {
            "summary": values["title"],
            "start": moment(values["starts_at"], days=values["all_day"]),
            "end": moment(values["ends_at"], days=values["all_day"]),
            "location": (" ".join(place), " ".join([*place, values.get("online_url") or ""])),
            "description": values.get("description", ""),
            "status": values.get("status", ""),
            "dates": [moment(text) for text in event["dates"]],
            "changes": {
                moment(one["recurrence_id"], days=values["all_day"]): one
                for one in [*event["changes"], *event["fragment"]]
                if one["kind"] in {"changed", "cancelled"}
            },
        }
    return found, {name: reason for _action, name, _title, reason in answer.get("refused", ())}


def moment(text, *, days=False):
    if len(text) == 10:
        return text
    value = datetime.fromisoformat(text)
    return (value.astimezone(ZONE).date() if days else value.astimezone(UTC)).isoformat()


def by_uid(programs):
    """What both see of an event; of one without a UID what both see of its start and title."""
    events = {}
    for event in chain(*programs):
        uid = event["uid"].strip() or f"{event['start'][:10]} {event['summary']}"
        events.setdefault(uid, []).append(event)
    return events


def find(found, uid, events):
    """Ours; by its title and start where the file has no UID, or one too long to be kept."""
    if not (events[0]["uid"].strip() and uid in found):
        for own, event in product(found.values(), events):
            titles = {event["summary"].strip(), ""}
            if own["start"] == moment(event["start"]) and titles & {
                own["summary"],
                event["summary"],
            }:
                return own
        return None
    return found[uid]


def differences(own, events):
    """Each field that is as none of the programs sees it: its name, our value, theirs."""
    if own is None:
        yield "lost", None, [event["summary"] for event in events]
        return
    masters = [event for event in events if not event["recurrence"]]
    for name in FIELDS:
        values = [event[name] for event in masters if event[name] is not None]
        if values and not any(same(name, own[name], plain(name, value)) for value in values):
            yield name, own[name], values
    for key in dict.fromkeys(moment(one["recurrence"]) for one in events if one["recurrence"]):
        parts = [one for one in events if one["recurrence"] and moment(one["recurrence"]) == key]
        change = own["changes"].get(key) or own["changes"].get(key[:10])
        if change is None:
            yield "single date", None, [key]
        elif change["kind"] == "cancelled":
            if not any(part["status"].upper() == "CANCELLED" for part in parts):
                yield "single date", "cancelled", [key]
        else:
            start = moment(change["starts_at"] or change["recurrence_id"])
            starts = [moment(part["start"], days=len(part["start"]) == 10) for part in parts]
            if not any(start == one or start[:10] == one or len(one) == 10 for one in starts):
                yield "single date", start, starts


def plain(name, value):
    """A value of another program in the form in which ours is compared with it."""
    if name in {"start", "end"}:
        return moment(value)
    if name == "dates":
        return [moment(one) for one in value]
    if name == "status":
        known = {"CONFIRMED": "scheduled", "TENTATIVE": "scheduled", "CANCELLED": "cancelled"}
        return known.get(value.upper(), "")
    return words(value)


def same(name, own, value):
    if name == "dates":
        return own[: len(value)] == value
    if name == "location":  # taken apart here; the address of a meeting may stand apart from it
        return sorted(value) in [sorted(words(text)) for text in own]
    if name == "summary" and not value:  # the hub gives a title to what has none
        return True
    if name == "summary" and own.endswith("…"):  # cut at 200 characters
        return value[: len(words(own)) - 1] == words(own)[:-1]
    return own == value if name in {"start", "end", "status"} else words(own) == value


def words(text):
    """What is said, without how it is laid out: HTML and spaces become others here."""
    return re.findall(r"\w+", html.unescape(re.sub(r"<[^<>]{1,2000}>", " ", text)))


def explains(key, path, uid, name):
    file, uids, field = key
    return path.name.endswith(file) and uid.startswith(uids) and name == field


if __name__ == "__main__":
    sys.exit(main(*(Path(argument).resolve() for argument in sys.argv[1:])))
