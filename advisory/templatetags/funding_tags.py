"""Who may apply for a programme, in words."""

from django import template
from django.utils import timezone

from advisory.reasons import asked_of_everybody

register = template.Library()


@register.filter
def conditions_in_words(record):
    return asked_of_everybody(record.conditions)


@register.filter
def coming(days):
    """The first of some days (ISO, in order) that is not over: a card outlives a round."""
    today = timezone.localdate().isoformat()
    return next((day for day in days or () if day >= today), "")
