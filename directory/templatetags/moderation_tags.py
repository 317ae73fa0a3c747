"""Who vouches for a record, what it is called in addresses, and when something was done."""

from django import template
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from directory.models import Endorsement
from directory.templatetags.record_tags import clock, day
from search import registry

register = template.Library()


@register.simple_tag
def endorsements(record):
    """The organisations that vouch for a record, the newest first."""
    if record.pk is None:
        return []
    of_record = Endorsement.objects.filter(
        content_type=ContentType.objects.get_for_model(record), object_id=record.pk
    )
    return list(of_record.filter(organisation__live=True).select_related("organisation"))


@register.filter
def kind_name(record):
    """“organisation”, “event” and so on, as search calls them."""
    return registry.for_model(type(record)).name


@register.filter
def moment(value):
    """“3. Dezember 2026, 17:00 Uhr” for a time."""
    local = timezone.localtime(value)
    return f"{day(local)}, {clock(f'{local:%H:%M}')}"
