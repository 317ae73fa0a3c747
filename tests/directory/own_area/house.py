"""A house whose staff publish, and what they do in the pages of its events."""

from tests.directory.own_area.sending import opened

EVENTS = "/mein/veroeffentlichen/event/"
NEW = EVENTS + "neu/"
TYPED = {
    "title": "Sprechtag Patente",
    "kind": "consultation_day",
    "summary": "Eine Stunde mit einer Anwältin.",
    "starts_at": "2047-03-01T10:00",
    "ends_at": "2047-03-01T12:00",
    "venue": "Saal",
    "postcode": "34999",
}


def new_event(client, **changes):
    return client.post(NEW, opened(client, NEW) | TYPED | changes)


def page(event, ending=""):
    return f"{EVENTS}{event.pk}/{ending}"


def change(client, event, **changes):
    return client.post(page(event, "aendern/"), opened(client, page(event, "aendern/")) | changes)


def stored(record):
    return type(record)._base_manager.get(pk=record.pk)


def text(client, address):
    return client.get(address).content.decode()
