"""Who vouches for a record."""

from django import template
from django.contrib.contenttypes.models import ContentType

from directory.models import Endorsement

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
