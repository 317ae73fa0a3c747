"""One organisation with a record of every kind, people in every role, and others' records."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Workflow

from courses.models import CourseImport, CourseSource
from directory.models import Membership, Moderator, Relation, Trust
from directory.rights import Role
from events.models import EventSource, ImportRun, SameEvent
from events.registration import actions
from hub.groups import PUBLISHERS, REVIEWERS
from hub.management.commands.set_up_hub import Command
from tests.events.registration.people import bookable, make_bookable
from tests.factories import (
    make_course,
    make_event,
    make_member,
    make_organisation,
    make_person,
    make_posting,
    make_programme,
    make_service,
    make_topic,
)

MAKERS = (make_event, make_course, make_service, make_programme, make_posting)
VISITOR = "visitor"


class House:
    """An organisation with one record of each kind and what hangs on them."""

    def __init__(self, name, topic):
        self.organisation = make_organisation(title=name, topics=[topic])
        own = {"owner": self.organisation, "topics": [topic]}
        made = [make(title=f"{name} {make.__name__}", **own) for make in MAKERS]
        self.records = [self.organisation, *made]
        self.event = self.records[1]
        self.draft = make_event(title=f"{name} Entwurf", live=False, **own)
        self.hidden = make_organisation(title=f"{name} Verborgen", live=False)
        for record in self.records:
            record.save_revision()
            record.save_revision().publish()
            record.get_workflow().start(record, None)
        self.booked = make_bookable(starts_at=timezone.now() + timedelta(days=9), **own)
        self.registration = actions.add_by_hand(
            bookable=bookable(self.booked),
            email="anna@example.org",
            details={"name": "Anna", "organisation": "", "answers": []},
        )
        self.source = EventSource.objects.create(
            organisation=self.organisation,
            name=f"{name} Kalender",
            email="k@example.org",
            address="https://www.example.org/k.ics",
        )
        self.run = ImportRun.objects.create(source=self.source)
        self.course_source = CourseSource.objects.create(
            organisation=self.organisation,
            name=f"{name} Kurse",
            email="k@example.org",
            address="https://www.example.org/kurse.json",
        )
        own = {"organisation": self.organisation, "address": ""}
        self.course_import = CourseImport.objects.create(
            source=CourseSource.objects.create(**own), file_name=f"{name} Kurse.csv"
        )
        self.pair = SameEvent.objects.create(main=self.event, other=self.draft)


class World:
    def __init__(self):
        hub = Command()
        call_command("set_up_review")
        hub.ensure_groups()
        self.topic, self.other_topic = make_topic(), make_topic()
        self.house = House("Haus", self.topic)
        self.people = {role: self.person(role) for role in Role} | {VISITOR: make_person()}
        for person in self.people.values():  # so that nothing but the rights decides
            person.groups.add(*Group.objects.filter(name__in=(PUBLISHERS, REVIEWERS)))
            person.groups.add(Workflow.objects.first().tasks.first().specific.groups.first())

    def person(self, role):
        organisation = self.house.organisation
        match role:
            case Role.EDITOR | Role.OWNER:
                return make_member(organisation, role=Membership.Role(role.value))
            case Role.PUBLISHER:
                return self.member_above(Relation.Kind.PART_OF, level=Trust.Level.PUBLISHER)
            case Role.VOUCHER:
                return self.member_above(Relation.Kind.SPIN_OFF_OF, may_vouch=True)
            case Role.MODERATOR:
                moderator = Moderator.objects.create(user=make_person())
                moderator.topics.add(self.topic)
                return moderator.user
            case Role.OPERATOR:
                return make_person(is_superuser=True)

    def member_above(self, kind, **trust):
        above = make_organisation()
        Relation.objects.create(source=self.house.organisation, kind=kind, target=above)
        Trust.objects.create(organisation=above, **trust)
        return make_member(above, role=Membership.Role.EDITOR)
