"""What fits whom: in the own area, and by mail for who keeps a search."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from directory.models import Membership
from directory.postings import matching
from search import outbox
from search.saved import sending
from tests.factories import make_event, make_member, make_organisation, make_posting, make_topic
from tests.search.factories import make_saved_search
from tests.search.saved import HOUR, NOW, THURSDAY, mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
WORDS = "Drehmaschine Zerspanung Spindel Werkzeugverschleiß Körperschall"


@pytest.fixture
def house():
    return make_organisation(title="Fuldawerk GmbH", description=WORDS)


def make_background():
    """Other entries, without which no word tells anything."""
    for number in range(20):
        make_organisation(title=f"Gasthaus {number}", description="Zimmer Küche Garten Biergarten")


def titles(hits):
    return [hit.title for hit in hits]


def test_topics_come_first_among_them_what_is_about_the_same(house):
    topic = make_topic()
    house.topics = [topic]
    house.save()
    make_background()
    make_posting(title="Gleiches Thema", topics=[topic])
    make_posting(title="Gleiche Wörter", description=WORDS)
    newer = timezone.now() + timedelta(hours=1)
    make_posting(title="Beides", topics=[topic], description=WORDS)
    make_posting(title="Neuestes", topics=[topic], first_published_at=newer)
    make_posting(title="Anderes", description="Käse Molke Limonade")
    make_event(title="Kein Gesuch", topics=[topic], description=WORDS)
    outbox.work_off()
    house = type(house).objects.get(pk=house.pk)
    assert titles(matching.postings_for([house])) == [
        *("Beides", "Neuestes", "Gleiches Thema", "Gleiche Wörter"),
    ]


def test_ones_own_and_what_is_over_do_not_fit(house):
    topic = make_topic()
    house.topics = [topic]
    house.save()
    make_posting(title="Eigenes", topics=[topic], owner=house)
    yesterday = timezone.localdate() - timedelta(days=1)
    make_posting(title="Vorbei", topics=[topic], open_until=yesterday)
    outbox.work_off()
    assert matching.postings_for([type(house).objects.get(pk=house.pk)]) == []


def test_five_are_enough(house):
    topic = make_topic()
    house.topics = [topic]
    house.save()
    for _number in range(7):
        make_posting(topics=[topic])
    outbox.work_off()
    assert len(matching.postings_for([type(house).objects.get(pk=house.pk)])) == 5


def test_a_posting_names_organisations_that_it_may_interest(house):
    make_background()
    own = make_organisation(title="Eigenes Haus", description=WORDS)
    posting = make_posting(title="Gesucht", description=WORDS, owner=own)
    hidden = make_posting(title="Entwurf", description=WORDS, live=False)
    outbox.work_off()
    assert titles(matching.organisations_for(posting)) == ["Fuldawerk GmbH"]
    assert matching.organisations_for(hidden) == []


def test_the_own_area_shows_what_fits_and_offers_mails_about_it(client, house):
    call_command("set_up_review")
    topic = make_topic(slug="drehen")
    house.topics = [topic]
    house.save()
    make_posting(title="Drehbank gesucht", topics=[topic])
    outbox.work_off()
    client.force_login(make_member(house, role=Membership.Role.EDITOR))
    text = client.get("/mein/").content.decode()
    assert "Drehbank gesucht" in text
    assert "/suche/merken/?type=posting&amp;topic=drehen" in text
    assert client.get("/suche/merken/?type=posting&topic=drehen").status_code == 200
    client.force_login(make_member())
    assert "Drehbank gesucht" not in client.get("/mein/").content.decode()


def test_without_an_index_nothing_is_proposed(client, house, settings, tmp_path):
    topic = make_topic()
    house.topics = [topic]
    house.save()
    make_posting(title="Drehbank gesucht", topics=[topic])
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    client.force_login(make_member(house))
    answer = client.get("/mein/")
    assert answer.status_code == 200
    assert "Drehbank gesucht" not in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["type=posting", "type=posting&direction=seek", "type=posting&kind=thesis&q=Ofen"]
)
def test_kept_searches_report_new_postings(query):
    make_saved_search(at=NOW, query=query)
    make_posting(title="Ofen messen", kind="thesis", first_published_at=NOW + HOUR)
    make_posting(
        title="Halle frei", kind="equipment", direction="offer", first_published_at=NOW - HOUR
    )
    outbox.work_off()
    (message,) = mails(THURSDAY)
    assert "Ofen messen" in message.body
    assert "Halle frei" not in message.body
    assert mails(THURSDAY + timedelta(days=1)) == []


def test_what_was_renewed_is_no_news():
    make_saved_search(at=NOW, query="type=posting")
    posting = make_posting(title="Alt", first_published_at=NOW - HOUR)
    posting.confirmed_on = NOW.date()
    posting.save()
    outbox.work_off()
    sending.send_due(at=THURSDAY)
    assert mails(THURSDAY) == []
