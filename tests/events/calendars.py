"""Small calendar files, written line by line."""


def vevent(*lines, uid="1@example.org", start="DTSTART:20260610T180000", title="Sommerabend"):
    fixed = [f"UID:{uid}" if uid else "", start, f"SUMMARY:{title}" if title else ""]
    return "\r\n".join(["BEGIN:VEVENT", *filter(None, fixed), *lines, "END:VEVENT"])


def calendar(*parts):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""]).encode()
