"""Who meets in a review, and what they write and read."""

import re

from directory.models import Membership, Moderator, Relation, Trust
from directory.moderation.actions import submit
from hub.mailbox.models import OutgoingMail
from tests.factories import make_member, make_organisation, make_person


def make_startup(**fields):
    """An organisation that nobody has published yet, and its owner."""
    record = make_organisation(live=False, first_published_at=None, **fields)
    return record, make_member(record)


def make_moderator(**fields):
    person = make_person(**fields)
    Moderator.objects.create(user=person)
    return person


def make_voucher(record):
    """An organisation that the record belongs to and that vouches for it, and one of its people."""
    university = make_organisation(title="Universität")
    Trust.objects.create(organisation=university, may_vouch=True)
    Relation.objects.create(source=record, target=university, kind=Relation.Kind.SPIN_OFF_OF)
    return university, make_member(university, role=Membership.Role.EDITOR)


def hand_in(record, author, **values):
    """Hand in what is stored with these values; gives the review."""
    record = type(record).objects.get(pk=record.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(record, name, value)
    revision = record.save_revision(user=author)
    record = type(record).objects.get(pk=record.pk)
    assert not submit(record=record, revision=revision, user=author)
    return stored(record).current_workflow_task_state


def stored(record):
    return type(record).objects.get(pk=record.pk)


def mails(to=None, kind="review"):
    found = OutgoingMail.objects.filter(kind=kind).order_by("pk")
    return list(found.filter(to=to.email) if to else found)


def link(person):
    """The path in the newest mail to this person."""
    text = mails(person)[-1].text
    return re.search(r"https?://[^/\s]+(/\S*/\S{43}/)\s", text)[1]
