"""The steps of the bench of the directory that need Django, each run in a process of its own."""

import json
import random
import sys
import time
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import django

django.setup()

from django.core.cache import caches  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import CharField, F, Value  # noqa: E402
from django.db.models.functions import Cast, Concat, Mod  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Workflow, WorkflowState  # noqa: E402

from directory.freshness.clock import look_after  # noqa: E402
from directory.models import (  # noqa: E402
    Circle,
    DecisionLink,
    Location,
    Moderator,
    Organisation,
    Relation,
    ReviewState,
    ReviewTask,
    Trust,
)
from directory.moderation import decisions, inviting  # noqa: E402
from directory.own_area.duplicates import find_duplicates  # noqa: E402
from search import outbox  # noqa: E402
from tests.bench.corpus import Corpus  # noqa: E402
from tests.factories import make_member, make_person  # noqa: E402
from tests.signed_in import SignedInClient  # noqa: E402

REVIEWS, PARTS, PEOPLE, LINKS, KEYS = 500, 300, 50, 60, 200
BATCH = 1000


def fill(count):
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("set_up_hub", stdout=StringIO())
    with transaction.atomic():
        organisations(int(count))
        people = look_after_them()
        open_reviews(make_person())
    started = time.perf_counter()
    look_after()
    clock = time.perf_counter() - started
    outbox.rebuild()
    print(json.dumps({"clock": clock, **world(people)}))


def organisations(count):
    """Each with a website and a street; every second one is due to be checked, or was."""
    corpus = Corpus()
    corpus.fill(0)
    for start in range(0, count, BATCH):
        corpus.organisation(range(start, min(start + BATCH, count)))
    rows, today = Organisation.objects.all(), timezone.localdate()
    rows.update(
        website=Concat(Value("https://"), F("slug"), Value(".example")),
        first_published_at=timezone.now() - timedelta(days=900),
        updated_at=timezone.now() - timedelta(days=1),
    )
    Location.objects.update(street=Concat(Value("Weg "), Cast("pk", CharField())))
    for months in range(24):
        of_month = rows.annotate(rest=Mod("pk", 24)).filter(rest=months)
        of_month.update(confirmed_on=today - timedelta(days=30 * months + 15))


def look_after_them():
    """An operator, a moderator of an area and some topics, a house with its parts, a member."""
    house, *parts = Organisation.objects.order_by("pk")[: PARTS + 1]
    Relation.objects.bulk_create(
        Relation(source=part, kind=Relation.Kind.PART_OF, target=house) for part in parts
    )
    Trust.objects.create(organisation=house, level=Trust.Level.PUBLISHER, may_vouch=True)
    moderator = make_person()
    row = Moderator.objects.create(user=moderator, areas="06633 06634")
    row.topics.set(house.topics.model.objects.order_by("pk")[:3])
    return {
        "operator": make_person(is_superuser=True, is_staff=True),
        "moderator": moderator,
        "publisher": make_member(house),
        "member": make_member(Organisation.objects.order_by("-pk")[0]),
    }


def open_reviews(author):
    """What handing in leaves behind, without its mails."""
    task, workflow = ReviewTask.objects.get(), Workflow.objects.get(name="Prüfung der Einträge")
    for record in Organisation.objects.order_by("-pk")[1 : REVIEWS + 1]:
        record.summary, record.description = record.summary[:200], record.description + " Neu."
        revision = record.save_revision(user=author, clean=False)
        of_workflow = WorkflowState.objects.create(
            content_object=record,
            content_type=record.get_content_type(),
            workflow=workflow,
            requested_by=author,
        )
        of_workflow.current_task_state = ReviewState.objects.create(
            workflow_state=of_workflow,
            revision=revision,
            task=task,
            circle=Circle.MODERATOR,
            due_on=timezone.localdate() + timedelta(days=3),
        )
        of_workflow.save()


def world(people):
    """Addresses and sessions as a browser knows them."""
    slug = people["member"].memberships.get().organisation.slug
    sessions = {name: session(user) for name, user in people.items()}
    admin = reverse("wagtailsnippets_directory_organisation:list")
    chance = random.Random(11)
    titles = list(Organisation.objects.order_by("pk").values_list("title", flat=True))
    return {
        "sessions": sessions,
        "people": [session(make_person()) for _number in range(PEOPLE)],
        "own": {
            "own area": reverse("own_area"),
            "one organisation": reverse("own_organisation", args=[slug]),
            "its form": reverse("listing_edit", args=[slug]),
        },
        "tasks": reverse("errand_list"),
        "links": links(people["moderator"]),
        "admin": {
            "home": reverse("wagtailadmin_home"),
            "list": admin,
            "its page 100": f"{admin}?p=100",
            "a word sought in it": f"{admin}?q=energie",
        },
        "titles": chance.sample(titles, 2 * KEYS),
    }


def session(user):
    client = SignedInClient()
    client.force_login(user)
    return client.session.session_key


def links(reviewer):
    """Addresses of decisions, as mails have them."""
    waiting = ReviewState.objects.filter(status=ReviewState.STATUS_IN_PROGRESS)
    made = [
        inviting.new_link(reviewer=reviewer, about="Eintrag", at=timezone.now(), state=state)
        for state in decisions.to_decide(reviewer, waiting).order_by("pk")[:LINKS]
    ]
    assert len(made) == LINKS
    DecisionLink.objects.bulk_create(link for link, _address in made)
    return [urlsplit(address).path for _link, address in made]


def check():
    """Milliseconds: of the first check, of one after a record has changed, of many others."""
    chance = random.Random(7)
    titles = list(Organisation.objects.order_by("pk").values_list("title", flat=True))
    print(timed(title=titles[0]))
    Organisation.objects.order_by("pk")[0].save()
    caches["process"].clear()
    print(timed(title=titles[0]))
    for title in chance.sample(titles, KEYS):
        typed = title[: chance.randrange(4, len(title) + 1)]
        print(timed(title=typed, website="werkstatt.example", street="Weg 17", postcode="34117"))


def timed(**typed):
    started = time.perf_counter()
    find_duplicates(**typed)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    steps = {s.__name__: s for s in (fill, check)}
    steps[sys.argv[1]](*sys.argv[2:])
