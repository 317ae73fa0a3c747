"""The valid minimum of every record, in the database; `live` unless a test says otherwise."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils import timezone

from advisory.models import AdvisoryService, FundingProgramme
from courses.models import Course, CourseRun
from directory.models import Membership, Municipality, Organisation, Posting, Topic
from events.models import Event

_number = count(1)


def _listing(model, fields, *, topics=(), tags=(), **minimum):
    """Save a record; `topics` are Topic objects, `tags` words."""
    minimum = {
        "title": f"{model.__name__} {next(_number)}",
        "summary": "Ein Satz, der sagt, worum es geht.",
        "live": True,
        "first_published_at": timezone.now(),
        **minimum,
    }
    record = model(**(minimum | fields))
    record.save()
    if topics or tags:
        record.topics = topics
        record.tags.add(*tags)
        record.save()
    return record


def make_organisation(*, topics=(), tags=(), **fields):
    return _listing(Organisation, fields, topics=topics, tags=tags, kind=Organisation.Kind.COMPANY)


def make_event(*, topics=(), tags=(), further_organisers=(), **fields):
    starts_at = fields.get("starts_at") or timezone.now() + timedelta(days=7)
    record = _listing(
        Event,
        fields,
        topics=topics,
        tags=tags,
        venue="Stadthalle",
        place="Kassel",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    if further_organisers:
        record.further_organisers = further_organisers
        record.save()
    return record


def make_course(*, topics=(), tags=(), **fields):
    return _listing(Course, fields, topics=topics, tags=tags)


def make_run(course=None, **fields):
    """A run that can be booked, in a month from now."""
    starts_on = timezone.localdate() + timedelta(days=30)
    minimum = {
        "course": course or make_course(),
        "starts_on": starts_on,
        "ends_on": fields.get("starts_on", starts_on),
        "venue": "Kursraum",
        "place": "Kassel",
    }
    return CourseRun.objects.create(**(minimum | fields))


def make_service(*, topics=(), tags=(), **fields):
    return _listing(AdvisoryService, fields, topics=topics, tags=tags)


def make_programme(*, topics=(), tags=(), **fields):
    return _listing(
        FundingProgramme,
        fields,
        topics=topics,
        tags=tags,
        kind=FundingProgramme.Kind.GRANT,
        level=FundingProgramme.Level.STATE,
        authority="Förderbank",
        who="Kleine und mittlere Unternehmen.",
    )


def make_posting(*, topics=(), tags=(), **fields):
    return _listing(Posting, fields, topics=topics, tags=tags, kind=Posting.Kind.PARTNER)


def make_topic(**fields):
    number = next(_number)
    minimum = {"slug": f"thema-{number}", "title": f"Thema {number}", "title_en": f"Topic {number}"}
    return Topic.objects.create(**(minimum | fields))


def make_municipality(**fields):
    """A made-up town in the middle of the region."""
    name = fields.get("name", "Musterstadt")
    minimum = {
        "ags": f"06633{next(_number) % 1000:03d}",
        "name": name,
        "short_name": name.split(",")[0],
        "county": "Landkreis Kassel",
        "postcodes": "34999",
        "latitude": 51.3,
        "longitude": 9.5,
        "inhabitants": 1000,
    }
    return Municipality.objects.create(**(minimum | fields))


def make_person(**fields):
    name = f"person-{uuid4().hex[:12]}"  # also where several processes make some
    minimum = {"username": name, "email": f"{name}@example.org"}
    return get_user_model().objects.create_user(**(minimum | fields))


def make_member(organisation=None, *, role=Membership.Role.OWNER, user=None):
    """Give the person who acts for the organisation."""
    user = user or make_person()
    organisation = organisation or make_organisation()
    Membership.objects.create(organisation=organisation, user=user, role=role)
    return user
