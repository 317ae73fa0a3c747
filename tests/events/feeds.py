"""How the tests read the calendars that go out: as another program would."""

from icalendar import Calendar

from search import outbox

ADDRESS = "/veranstaltungen/kalender.ics"


def text(client, address=ADDRESS, **headers):
    """The text of a calendar; the outbox is worked off, as after a commit."""
    outbox.work_off()
    response = client.get(address, headers=headers)
    assert response.status_code == 200, response.status_code
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return response.getvalue().decode()


def read(client, address=ADDRESS):
    return Calendar.from_ical(text(client, address))


def events(client, address=ADDRESS):
    """Components by their titles."""
    return {str(event["summary"]): event for event in read(client, address).walk("VEVENT")}


def only(client, address=ADDRESS):
    (event,) = read(client, address).walk("VEVENT")
    return event
