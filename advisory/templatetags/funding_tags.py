"""Who may apply for a programme, in words."""

from django import template

from advisory.reasons import asked_of_everybody

register = template.Library()


@register.filter
def conditions_in_words(record):
    return asked_of_everybody(record.conditions)
