"""How rows of demo content become records; shared by the apps above."""

from datetime import datetime, time, timedelta

from django.db.models import ProtectedError
from django.utils import timezone

from directory.models import Organisation, Source, Topic

SOURCE_NAME = "demo"


def save_record(model, row, *, today, age, **fields):
    """Create the record of a row, or give None when it is there already.

    `age` in days spreads the dates of publication, so that “new” means something.
    """
    if model.objects.known_as([row["key"]], SOURCE_NAME).exists():
        return None
    texts = ("title", "summary", "description", "title_en", "summary_en", "description_en")
    fields.setdefault("owner", organisation(row.get("owner")))
    record = model(
        **{name: row.get(name, "").strip() for name in texts},
        slug=row["key"],
        audiences=row.get("audiences", []),
        language=row.get("language", "de"),
        source=Source.IMPORT,
        source_name=SOURCE_NAME,
        external_id=row["key"],
        confirmed_on=today - timedelta(days=row.get("confirmed_days_ago", 30)),
        confirmed_by=row.get("confirmed_by", ""),
        live=True,
        first_published_at=timezone.now() - timedelta(days=age),
        last_published_at=timezone.now() - timedelta(days=age),
        **fields,
    )
    record.topics.set(Topic.objects.filter(slug__in=row.get("topics", [])))
    record.tags.add(*row.get("tags", []))
    record.full_clean(exclude=["topics", "tags", "latest_revision"])
    record.save()
    return record


def remove_records(model):
    """Delete the demo records; those that others need or people edited stay. Gives the count."""
    rest = [
        record
        for record in model.objects.filter(source_name=SOURCE_NAME)
        if not record.revisions.exclude(user=None).exists()
    ]
    removed = 0
    while gone := [record for record in rest if _is_deleted(record)]:
        removed += len(gone)  # what protected another may be gone now, so look at the rest again
        rest = [record for record in rest if record not in gone]
    return removed


def _is_deleted(record):
    """Delete a record unless another needs it."""
    try:
        type(record).objects.get(pk=record.pk).delete()
    except ProtectedError:
        return False
    return True


def organisation(key):
    return Organisation.objects.get(slug=key) if key else None


def day(today, in_days):
    """A date relative to today, moved off Sundays."""
    date = today + timedelta(days=in_days)
    return date + timedelta(days=1) if date.weekday() == 6 else date


def moment(date, clock):
    """An aware time from a date and a local time such as "17:00"."""
    return timezone.make_aware(datetime.combine(date, time.fromisoformat(clock)))
