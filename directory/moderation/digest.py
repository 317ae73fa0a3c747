"""What was published without a review is told to the moderators afterwards, once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.models import Circle, Listing
from directory.moderation import circles, letters

SHOWN = 20  # a sample is enough
AT_ONCE = 500


@transaction.atomic
def tell_published(*, at: datetime | None = None) -> int:
    """What the clock calls every morning; gives how many mails were written."""
    at = at or timezone.now()
    entries = ModelLogEntry.objects.filter(
        action="directory.review.unasked",
        timestamp__gt=at - timedelta(days=1),
        timestamp__lte=at,
    ).order_by("-timestamp")[:AT_ONCE]
    records = _records({(entry.content_type_id, entry.object_id) for entry in entries})
    by_reader: dict[int, tuple[object, list[Listing]]] = {}
    for record in records:
        _circle, people = circles.first_with_people(record, begin=Circle.MODERATOR)
        for person in people:
            by_reader.setdefault(person.pk, (person, []))[1].append(record)
    return sum(
        letters.tell_published(
            reader=reader, records=of_reader[:SHOWN], count=len(of_reader), at=at
        )
        for reader, of_reader in by_reader.values()
    )


def _records(keys: set[tuple[int, str]]) -> list[Listing]:
    found: list[Listing] = []
    for content_type in ContentType.objects.filter(pk__in={key for key, _pk in keys}):
        pks = [int(pk) for key, pk in keys if key == content_type.pk]
        found += content_type.model_class().objects.live().filter(pk__in=pks).order_by("pk")
    return found
