"""Where the hub reads a calendar file otherwise than both other programs, and why.

(end of the file's name, beginning of the UID, field): reason. One that is needed no more is told.
"""

SAME_DAY = "An end on the day of the start means that day; icalendar reads a day without length."
NO_DATE = "A series of which every date is excluded has nothing that could be shown; it is told."
PERIOD = "RDATE;VALUE=PERIOD with days in a series of times is no period (3.3.9); it is told."
DAYS = (
    "Days written without VALUE=DATE: ical.js refuses them, icalendar takes midnight in the zone "
    "of the calendar. They are days here, as their titles (public holidays) say."
)
ZONE = "The others do not know the zone that is named, or take the wrong part of its definition."

EXPLAINED = {
    **{("google_aus_holidays.ics", "", name): DAYS for name in ("start", "end", "dates")},
    ("google_aus_holidays.ics", "", "single date"): DAYS,
    ("Australian32Holidays.ics", "D41658EB", "single date"): (
        "RECURRENCE-ID is midnight in Hong Kong, the series has days: the 10th of June is meant. "
        "The comparison knows it as an instant only."
    ),
    ("BCP321928.ics", "3996A726-2579-11D9-BC3D-000A95EEE35E-BF8", "lost"): NO_DATE,
    ("Christian32Holidays.ics", "9C89F882", "lost"): NO_DATE,
    ("blalor.ics", "D9182220", "dates"): (
        "Two dates are excluded and described (EXDATE and RECURRENCE-ID). The description counts: "
        "a date that visitors miss is worse than one too many."
    ),
    ("derryn.ics", "DBDA1EC6", "dates"): (
        "DTSTART does not follow the rule. 3.8.5.3 leaves open what that means; the rule counts."
    ),
    ("evolution2.ics", "421182d9", "description"): "Taken from X-ALT-DESC, as there is no other.",
    ("friday13-NOT.ics", "", "dates"): ZONE,
    ("friday13.ics", "", "dates"): ZONE,
    ("tests__calendars__example.ics", "636a0cc1d", "end"): SAME_DAY,
    ("issue_1633_rdate_with_dates.ics", "1", "dates"): PERIOD,
    ("issue_1633_rdate_with_dates_and_tzid.ics", "1", "dates"): PERIOD,
    ("event_dtr_no_tz_exdatez.ics", "5624b646", "dates"): (
        "EXDATE in UTC excludes the date of that instant; the others compare the letters."
    ),
    ("tz_windows_format.ics", "PERSOYPOYGVR55", "start"): ZONE,
    ("tz_windows_format.ics", "PERSOYPOYGVR55", "end"): ZONE,
}
