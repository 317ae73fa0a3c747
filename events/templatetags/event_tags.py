"""How the dates of a series are written on a page."""

from django import template
from django.utils.translation import gettext as _

from directory.templatetags.record_tags import clock, weekday_and_day
from events.date_code import date_code

register = template.Library()


@register.filter
def as_series_has_it(date):
    """“Dienstag, 24. März 2026, 18:00 Uhr”, where a moved date stood; the time alone on its day."""
    before, now = date.series_start, date.local_start
    if date.event.all_day:
        return weekday_and_day(before)
    time = clock(f"{before:%H:%M}")
    if before.date() == now.date():
        return time
    return _("%(day)s, %(time)s") % {"day": weekday_and_day(before), "time": time}


@register.filter(name="date_code")
def code_of_date(date):
    return date_code(date.recurrence_id)


@register.simple_tag
def joined_events(record):
    """Public events of other sources that this one tells of."""
    if record.pk is None:  # previewed before it is saved
        return []
    return record.joined.filter(live=True).select_related("owner").order_by("pk")
