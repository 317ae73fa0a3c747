"""The demo content: enough of everything, every page answers, harmless to load again.

What takes longer, each single address and removing, stands in tests/service/demo.
"""

import re

import pytest
from django.utils import timezone
from wagtail.models import Page

from advisory.models import AdvisoryService, FundingProgramme
from courses.models import Course, CourseRun
from directory.models import Organisation, Posting, TopicPage
from events.models import Event
from hub.models import ArticlePage, HomePage, HubSettings, StandardPage
from tests.contents import command, contents
from tests.sitemap import addresses, unanswered

pytestmark = pytest.mark.usefixtures("demo")

LEAST = {
    Organisation: 80,
    Event: 80,
    Course: 60,
    CourseRun: 120,
    AdvisoryService: 35,
    FundingProgramme: 25,
    Posting: 8,
}
PROSE = (TopicPage, ArticlePage, StandardPage)
EACH = 3  # addresses of each kind of record


# --- What is there ----------------------------------------------------------------------------


@pytest.mark.parametrize("model", LEAST)
def test_there_is_enough_of_everything(model):
    assert model.objects.count() >= LEAST[model]


def test_events_lie_between_last_month_and_eight_months_ahead_of_today():
    today = timezone.localdate()
    days = [(timezone.localdate(event.starts_at) - today).days for event in Event.objects.all()]
    assert -31 <= min(days) <= -20
    assert len([day for day in days if 232 <= day <= 242]) >= 3
    assert {day // 30 for day in days} == set(range(-1, 9)), "a month has no event"


@pytest.mark.parametrize(("model", "least"), [(TopicPage, 12), (ArticlePage, 5), (StandardPage, 4)])
def test_prose_is_there_in_german_and_in_english(model, least):
    german = model.objects.live().filter(locale__language_code="de")
    english = model.objects.live().filter(locale__language_code="en")
    assert german.count() >= least
    assert {p.translation_key for p in german} == {p.translation_key for p in english}


# --- What visitors see ------------------------------------------------------------------------


@pytest.mark.parametrize("home", ["/", "/en/"])
def test_every_page_in_the_navigation_answers(client, home):
    html = client.get(home).content.decode()
    navigation = "".join(re.findall(r"<nav.*?</nav>", html, re.S))
    paths = set(re.findall(r'href="(/[^"]*)"', navigation))
    assert len(paths) >= 10, "six sections and four legal pages"
    assert unanswered(client, paths) == {}


def test_every_page_of_prose_is_in_the_sitemap_and_answers(client):
    paths = addresses(client, "/sitemap-pages.xml")
    pages = Page.objects.live().filter(depth__gte=2)
    assert sorted(paths) == sorted(page.get_url() for page in pages)
    assert unanswered(client, paths) == {}


def test_records_of_the_sitemap_answer_in_both_languages(client):
    sections = [path for path in addresses(client) if path != "/sitemap-pages.xml"]
    assert len(sections) == 6
    for section in sections:
        paths = addresses(client, section)
        german = [path for path in paths if not path.startswith("/en/")]
        english = [path for path in paths if path.startswith("/en/")]
        assert len(german) == len(english)
        assert unanswered(client, german[:EACH] + english[-EACH:]) == {}


@pytest.mark.parametrize(
    ("path", "notice"),
    [
        ("/", "Beispieldaten"),
        ("/veranstaltungen/", "Beispieldaten"),
        ("/imprint/", "Beispieldaten"),
        ("/en/", "Sample data"),
    ],
)
def test_every_page_says_that_it_shows_sample_data(client, path, notice):
    assert notice in client.get(path).content.decode()


# --- Loading again ----------------------------------------------------------------------------


def test_loading_again_changes_nothing():
    before = contents()
    command("load_demo")
    assert contents() == before


def test_loading_again_keeps_what_people_changed():
    Event.objects.filter(slug="start-up-stammtisch-kassel").update(title="Neuer Titel")
    HomePage.objects.filter(locale__language_code="de").update(question="Was suchen Sie?")
    HubSettings.objects.update(name="Mein Hub")
    before = contents()
    command("load_demo")
    assert contents() == before
