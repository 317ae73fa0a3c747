"""How registration stands, on the page of an event and in the admin."""

from django import template
from django.utils.translation import gettext as _

from directory.templatetags.record_tags import day
from events.registration import dates, words

register = template.Library()


@register.simple_tag
def registration_of(record):
    """What the box of an event shows; of a series whose dates are registered for, the next one."""
    rows = dates.overview(record)
    if not rows:
        return {"places": words.nothing_to_come()}
    open_rows = [row for row in rows if row[1].is_open]
    bookable, standing = (open_rows or rows)[0]
    is_choice = record.registers_each_date
    return {
        "address": dates.address_of(record, None),
        "is_open": bool(open_rows),
        "is_full": standing.is_full,
        "is_choice": is_choice,
        "next": day(record.local(bookable.starts_at)) if is_choice else "",
        "places": words.places(standing, record),
        "closing": words.closing(standing, record),
    }


@register.filter
def answer(value):
    """An answer in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value or "–"
