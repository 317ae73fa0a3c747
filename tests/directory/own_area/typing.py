"""What a newcomer types."""

from datetime import timedelta
from unittest import mock

from django.utils import timezone

from directory.own_area import human

NEW = "/mein/eintragen/"
TYPED = {
    "title": "Solarwerk GmbH",
    "kind": "startup",
    "summary": "Wir bauen Solaranlagen auf alte Dächer und kümmern uns um den Antrag.",
    "website": "www.solarwerk.example",
    "street": "Sonnenweg 1",
    "postcode": "34999",
    "activity": "Solaranlagen",
    "wz_code": "43.21",
    "contact_email": "info@solarwerk.example",
    "email": "anna@solarwerk.example",
}


def stamp(seconds=60):
    """That of a form that was shown so long ago."""
    moment = (timezone.now() - timedelta(seconds=seconds)).timestamp()
    with mock.patch("time.time", return_value=moment):
        return human.stamp()


def typed(**changes):
    return {**TYPED, "shown": stamp(), "do": "submit", **changes}
