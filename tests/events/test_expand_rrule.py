"""The command that prints the dates of a rule."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.usefixtures("english")


IN_BERLIN = ["2026-03-22T02:30:00+01:00", "2026-03-29T03:30:00+02:00"]


def expand(capsys, start, rule, *options):
    call_command("expand_rrule", "--dtstart", start, "--rrule", rule, *options)
    return capsys.readouterr()


@pytest.mark.parametrize(
    ("start", "zone", "expected"),
    [
        ("2026-03-22T02:30", "Europe/Berlin", IN_BERLIN),
        ("20260322T013000Z", "Europe/Berlin", IN_BERLIN),
        ("20260322T023000Z", "", ["2026-03-22T02:30:00+00:00", "2026-03-29T02:30:00+00:00"]),
        ("2026-03-22 02:30", "", ["2026-03-22T02:30:00", "2026-03-29T02:30:00"]),
        ("20260322", "Europe/Berlin", ["2026-03-22", "2026-03-29"]),
    ],
)
def test_dates_are_printed_one_a_line(capsys, start, zone, expected):
    printed = expand(capsys, start, "RRULE:FREQ=WEEKLY", "--tz", zone, "--limit", "2")
    assert printed.out.splitlines() == expected
    assert printed.err == ""


def test_a_rule_that_is_too_costly_says_so_beside_the_dates(capsys):
    printed = expand(capsys, "2026-03-22T02:30", "FREQ=DAILY;INTERVAL=7;BYDAY=MO")
    assert (printed.out, "too costly" in printed.err) == ("", True)


@pytest.mark.parametrize(
    ("start", "rule", "zone", "named"),
    [
        ("2026-03-22", "FREQ=WEEKLY;BYDAY=XX", "", "BYDAY"),
        ("2026-03-22", "FREQ=HOURLY", "", "HOURLY"),
        ("2026-03-32", "FREQ=DAILY", "", "2026-03-32"),
        ("2026-03-22", "FREQ=DAILY", "Mars/Base", "Mars/Base"),
        ("1066-10-14", "FREQ=DAILY", "", "1600"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_sentence(capsys, start, rule, zone, named):
    with pytest.raises(CommandError) as problem:
        expand(capsys, start, rule, "--tz", zone)
    assert problem.value.returncode == 2
    assert named in str(problem.value)
    assert "\n" not in str(problem.value)
