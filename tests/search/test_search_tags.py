"""Hits inside other pages."""

import pytest
from django.template import Context, Template

from search import outbox
from tests.factories import make_event, make_organisation, make_topic

pytestmark = pytest.mark.django_db
TEXT = "Digitalisierung der Fertigung mit Sensoren an alten Maschinen"


def draw(template, **context):
    return Template("{% load search_tags %}" + template).render(Context(context))


def test_what_a_page_shows_already_is_not_shown_again(engine):
    organisation = make_organisation()
    for number in range(5):
        make_event(title=f"Termin {number}", owner=organisation)
    outbox.work_off()
    page = draw(
        "{% shown 'event:0' as shown %}"
        "{% hits 'type=event' count=2 shown=shown as a %}"
        "{% hits 'type=event' count=9 shown=shown as b %}"
        "{% for hit in a.hits %}{{ hit.title }}|{% endfor %}"
        "{% for hit in b.hits %}{{ hit.title }}|{% endfor %}"
    )
    titles = page.strip("|").split("|")
    assert len(titles) == len(set(titles)) == 5


def test_a_record_page_shows_similar_records_once(engine, client):
    topic = make_topic()
    event = make_event(title="Sensoren nachrüsten", summary=TEXT, topics=[topic])
    other = make_event(title="Sensoren für alte Maschinen", summary=TEXT, topics=[topic])
    make_organisation(title="Sensoren Beispiel", summary=TEXT, topics=[topic])
    for number in range(20):
        make_organisation(title=f"Ganz anderes {number}", summary="Kuchen, Torten und Gebäck.")
    outbox.work_off()
    page = client.get(event.url_in("de")).content.decode()
    assert "Ähnliche Einträge" in page
    assert page.count(f'href="{other.url_in("de")}"') == 1


def test_without_an_index_nothing_is_similar(client):
    event = make_event()
    page = client.get(event.url_in("de"))
    assert page.status_code == 200
    assert "Ähnliche Einträge" not in page.content.decode()


def test_a_facet_shows_words_as_text_and_counts_in_words():
    template = Template('{% load search_tags %}{% facet_values "topic" values %}')
    values = [
        {"value": 'a"b', "label": "Bau & <b>", "count": 1, "selected": True},
        {"value": "ki", "label": "KI", "count": 1200, "selected": False},
    ]
    drawn = template.render(Context({"values": values}))
    assert 'value="a&quot;b" checked' in drawn
    assert "Bau &amp; &lt;b&gt;" in drawn
    assert "1\u00a0200" in drawn
    assert drawn.count("checked") == 1
