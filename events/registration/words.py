"""How registration stands, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.templatetags.record_tags import clock
from events.registration.standing import Standing, State


def moment(value: datetime, event: Any) -> str:
    """“3. Dezember 2026, 17:00 Uhr” by the clock of the event."""
    local = value.astimezone(ZoneInfo(event.time_zone))
    return f"{date_format(local, _('j F Y'))}, {clock(f'{local:%H:%M}')}"


def places(standing: Standing, event: Any) -> str:
    """One short line: “noch 3 Plätze”, “ausgebucht – Warteliste möglich”, “Anmeldung ab …”."""
    if standing.state is State.FREE:
        if standing.free is None:
            return _("places free")
        said = ngettext("%(count)d place left", "%(count)d places left", standing.free)
        return said % {"count": standing.free}
    if standing.state is State.NOT_YET and standing.opens_at:
        return _("Registration from %(when)s") % {"when": moment(standing.opens_at, event)}
    return {
        State.WAITING_LIST: _("fully booked – waiting list possible"),
        State.FULL: _("fully booked"),
        State.CLOSED: _("Registration is closed."),
        State.OVER: _("is over"),
        State.CANCELLED: _("does not take place"),
    }[standing.state]


def closing(standing: Standing, event: Any) -> str:
    """Until when one can register; empty where one cannot."""
    if not standing.is_open:
        return ""
    return _("Register by %(when)s") % {"when": moment(standing.closes_at, event)}


def nothing_to_come() -> str:
    return _("There are no dates to come.")
