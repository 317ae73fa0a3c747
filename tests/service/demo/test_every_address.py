"""The demo content, the long way: every single address, and removing it without losses."""

import pytest

from advisory.models import AdvisoryService, FundingProgramme
from courses.models import Course, CourseRun
from directory.models import Organisation, Posting, TopicPage
from events.models import Event
from hub.models import ArticlePage, StandardPage, User
from tests.contents import command, contents
from tests.factories import make_event
from tests.sitemap import addresses, unanswered

pytestmark = pytest.mark.usefixtures("demo")

RECORDS = (Organisation, Event, Course, CourseRun, AdvisoryService, FundingProgramme, Posting)
PROSE = (TopicPage, ArticlePage, StandardPage)


def test_every_address_of_the_sitemap_answers(client):
    paths = [path for section in addresses(client) for path in addresses(client, section)]
    assert len(paths) > 500
    assert unanswered(client, paths) == {}


def test_a_dry_run_removes_nothing_and_tells_what_would_go():
    before = contents()
    told = command("remove_demo", "--dry-run")
    assert contents() == before
    assert told[:-1] == command("remove_demo")


def test_removing_takes_all_of_the_demo_and_the_notice(client):
    command("remove_demo")
    left = {m.__name__: m.objects.count() for m in (*RECORDS, *PROSE)}
    assert left == dict.fromkeys(left, 0)
    assert "Beispieldaten" not in client.get("/").content.decode()


def test_removing_keeps_what_others_need():
    owner = Organisation.objects.get(slug="gruendungsnetz-herkules")
    own = make_event(owner=owner)
    command("remove_demo")
    assert list(Event.objects.all()) == [own]
    assert owner in Organisation.objects.all()


def test_removing_keeps_what_people_edited():
    editor = User.objects.create_user("redaktion")
    event = Event.objects.get(slug="start-up-stammtisch-kassel")
    article = ArticlePage.objects.filter(locale__language_code="de").first()
    for record in (event, article):
        record.title = "Von Hand geändert"
        record.save_revision(user=editor).publish()
    command("remove_demo")
    assert Event.objects.filter(pk=event.pk).exists()
    assert ArticlePage.objects.filter(pk=article.pk).exists()
