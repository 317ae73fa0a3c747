"""The dates of units as people write them."""

from datetime import date, time

import pytest

from courses.sessions import BadLine, Session, read, written


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2027-03-01", Session(date(2027, 3, 1))),
        ("1.3.2027", Session(date(2027, 3, 1))),
        ("Mo, 01.03.2027, 9 bis 16.30 Uhr", Session(date(2027, 3, 1), time(9), time(16, 30))),
        ("01.03.2027 9:00-16:30 Recht", Session(date(2027, 3, 1), time(9), time(16, 30), "Recht")),
        ("01.03.2027 ab hier 3D", Session(date(2027, 3, 1), topic="ab hier 3D")),
        ("01.03.2027 3D-Druck", Session(date(2027, 3, 1), topic="3D-Druck")),
        ("2027-03-01 18:00", Session(date(2027, 3, 1), time(18))),
    ],
)
def test_days_and_times_are_read_as_they_are_written(line, expected):
    assert read(line) == [expected]
    assert read(written([expected])) == [expected]


@pytest.mark.parametrize("line", ["31.02.2027", "morgen", "01.03.2027 25:00", "1.3.2027 17-9"])
def test_what_is_no_date_is_named_by_its_line(line):
    with pytest.raises(BadLine, match="2"):
        read(f"2027-01-01\n{line}")


def test_units_come_in_the_order_of_time_and_each_once():
    days = [each.day.day for each in read("2027-03-02\n\n2027-03-01 10:00\n2027-03-02")]
    assert days == [1, 2]
