"""What templates of the admin ask about an event."""

from django import template

from events.editing import clash_hints as hints

register = template.Library()


@register.simple_tag
def clash_hints(event, user):
    return hints.clash_hints(event, user)
