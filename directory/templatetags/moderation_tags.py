"""Who vouches for a record, what it is called in addresses, and when something was done."""

from django import template
from django.utils import timezone

from directory.models import Endorsement
from directory.templatetags.record_tags import clock, day
from search import registry

register = template.Library()


@register.simple_tag
def endorsements(record):
    """The organisations that vouch for the record as it is now, the newest first."""
    if record.pk is None:
        return []
    found = list(Endorsement.objects.of_public(record))
    substance = record.substance if found else ""
    return [each for each in found if each.substance == substance]


@register.filter
def kind_name(record):
    """“organisation”, “event” and so on, as search calls them."""
    return registry.for_model(type(record)).name


@register.filter
def moment(value):
    """“3. Dezember 2026, 17:00 Uhr” for a time."""
    local = timezone.localtime(value)
    return f"{day(local)}, {clock(f'{local:%H:%M}')}"
