"""What a field of an event refuses, and the words for it."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.recurrence.rule import RuleProblem, parse_rule

MAX_RULES = 10


def validate_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone."), params={"name": name})


def validate_year(moment):
    """Calendars, time zones and databases agree on these years, and no event lies beyond them."""
    if not 1900 <= moment.year <= 2200:
        raise ValidationError(_("The year lies between 1900 and 2200."))


def validate_rules(text):
    lines = text.splitlines()
    if len(lines) > MAX_RULES:
        raise ValidationError(
            _("At most %(count)s rules make one series."), params={"count": MAX_RULES}
        )
    for line in filter(str.strip, lines):
        try:
            parse_rule(line)
        except RuleProblem as problem:
            raise ValidationError(str(problem)) from problem
