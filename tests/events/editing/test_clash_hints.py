"""The panel of the editor that tells of other events."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from events.editing.clash_hints import clash_hints
from events.models import Event
from tests.factories import make_event, make_person, make_topic

pytestmark = pytest.mark.django_db
EVENING = datetime(2031, 3, 4, 17, tzinfo=UTC)  # 18 o'clock
KASSEL = {"latitude": 51.3127, "longitude": 9.4797}
BAUNATAL = {"latitude": 51.2519, "longitude": 9.4094, "place": "Baunatal"}


def evening(title, **fields):
    return make_event(title=title, **({"starts_at": EVENING, "audiences": ["sme"]} | fields))


def sentences(event):
    hints = clash_hints(event, AnonymousUser())
    return [f"{hint.sentence}: {hint.title}, {hint.day}" for hint in hints]


def test_the_sentence_names_time_people_topic_and_distance():
    topic = make_topic(title="Finanzen")
    evening("Unternehmertreff", topics=[topic], **BAUNATAL)
    draft = evening("Finanzabend", topics=[topic], live=False, **KASSEL)
    assert sentences(draft) == [
        "Am selben Abend, gleiche Zielgruppe (Kleine und mittlere Unternehmen), "
        "gleiches Thema (Finanzen), 8 km entfernt: Unternehmertreff, Dienstag, 4. März 2031"
    ]


def test_drafts_templates_cancelled_and_over_ones_are_no_clash():
    evening("Entwurf", live=False)
    evening("Vorlage", live=False, is_template=True)
    evening("Abgesagt", status="cancelled")
    assert sentences(evening("Mein Abend")) == []
    old = EVENING - timedelta(days=3650)
    evening("Vorbei", starts_at=old)
    assert sentences(evening("Auch vorbei", starts_at=old)) == []


def test_what_is_set_to_become_public_counts_for_those_who_may_see_it():
    planned = evening("Geplant", live=False, go_live_at=datetime(2031, 1, 1, tzinfo=UTC))
    planned.save_revision().publish()
    assert not Event.objects.get(pk=planned.pk).live
    event = evening("Mein Abend")
    assert sentences(event) == []
    (hint,) = clash_hints(event, make_person(is_superuser=True))
    assert (hint.title, hint.url) == (
        "Geplant",
        reverse(Event.snippet_viewset.get_url_name("edit"), args=[planned.pk]),
    )


def test_the_dates_are_those_of_the_draft_and_not_the_public_ones():
    evening("Woanders", starts_at=EVENING + timedelta(days=7))
    event = evening("Mein Abend")
    event.starts_at += timedelta(days=7)
    event.ends_at += timedelta(days=7)
    assert [hint.title for hint in clash_hints(event, AnonymousUser())] == ["Woanders"]


def test_a_new_event_without_dates_or_people_gets_none():
    evening("Anderer Abend")
    assert clash_hints(Event(), AnonymousUser()) == []
    assert clash_hints(evening("Mein Abend", audiences=[]), AnonymousUser()) == []


def test_it_takes_as_many_queries_with_ten_others_as_with_one(django_assert_max_num_queries):
    topic = make_topic()
    event = evening("Mein Abend", topics=[topic], recurrence_rules="FREQ=WEEKLY")
    evening("Eins", topics=[topic])
    clash_hints(event, AnonymousUser())
    with django_assert_max_num_queries(8) as first:
        clash_hints(event, AnonymousUser())
    for number in range(10):
        evening(f"Noch einer {number}", topics=[topic])
    with django_assert_max_num_queries(len(first)):
        assert len(clash_hints(event, AnonymousUser())) == 5


@pytest.mark.usefixtures("engine")
def test_the_editor_shows_it_and_the_public_page_does_not(client):
    evening("Anderer Abend")
    event = evening("Mein Abend")
    assert "Am selben Abend" not in client.get(event.get_absolute_url()).content.decode()
    client.force_login(get_user_model().objects.create_superuser("a", "a@example.org", "x"))
    edit = reverse(Event.snippet_viewset.get_url_name("edit"), args=[event.pk])
    assert "Am selben Abend" in client.get(edit).content.decode()
    add = client.get(reverse(Event.snippet_viewset.get_url_name("add"))).content.decode()
    assert "dann sehen Sie hier" in add
