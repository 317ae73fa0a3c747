"""What is different between two states of a record."""

import pytest

from directory.models import ContactPoint, Location
from directory.moderation.changes import Part, changes, weave
from tests.directory.moderation.people import stored
from tests.factories import make_course, make_event, make_organisation, make_topic

pytestmark = pytest.mark.django_db


def test_words_that_stay_go_and_come_are_told_apart():
    assert weave("Wir bauen kleine Turbinen.", "Wir bauen große Turbinen.") == (
        Part("=", "Wir bauen "),
        Part("-", "kleine"),
        Part("+", "große"),
        Part("=", " Turbinen."),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://alt.example", "https://neu.example"),
        ("2011", "2012"),
        ("Ein ganz anderer Satz", "Hier steht nichts davon mehr, gar nichts."),
        ("a " * 3000, "b " * 3000),
    ],
)
def test_addresses_numbers_and_other_texts_are_shown_whole(before, after):
    assert weave(before, after) == (Part("-", before), Part("+", after))


def test_a_megabyte_of_text_is_no_burden():
    text = "Wort " * 200_000
    assert len(weave(text, text + "Ende")) == 2


def test_what_is_kept_about_a_record_is_no_change():
    record = make_organisation()
    draft = stored(record)
    draft.confirmed_by, draft.source_name = "Jemand", "Quelle"
    assert changes(record, draft) == []


def test_children_topics_and_tags_are_told_one_by_one():
    record = make_organisation(topics=[make_topic(title="Energie")], tags=["wasser"])
    record.locations = [Location(street="Altweg 1", place="Kassel")]
    record.save()
    draft = stored(record).get_latest_revision_as_object()
    draft.topics = [make_topic(title="Wasserkraft")]
    draft.tags.add("strom")
    draft.locations = [Location(street="Neuweg 2", place="Kassel")]
    draft.contact_points = [ContactPoint(label="Anfragen", email="hallo@example.org")]
    draft.save_revision()
    found = {c.name: c for c in changes(stored(record), draft.latest_revision.as_object())}
    assert [(p.sign, p.text) for p in found["topics"].parts] == [
        ("-", "Energie"),
        ("+", "Wasserkraft"),
    ]
    assert [(p.sign, p.text) for p in found["tags"].parts] == [("+", "strom")]
    signs = [(p.sign, "Neuweg" in p.text) for p in found["locations"].parts]
    assert signs == [("-", False), ("+", True)]
    assert "hallo@example.org" in found["contact_points"].parts[0].text
    assert "tagged_items" not in found


def test_codes_are_told_in_words():
    course = make_course()
    draft = stored(course)
    draft.kind, draft.azav, draft.audiences = "language_course", True, ["sme"]
    texts = {c.name: c.parts[-1].text for c in changes(course, draft)}
    assert texts["kind"] == "Sprachkurs"
    assert texts["azav"] == "ja"
    assert texts["audiences"].startswith("Kleine")


def test_of_a_new_record_all_that_it_says_is_shown():
    event = make_event(title="Tag der Technik", live=False)
    found = {change.name: change.parts for change in changes(None, event)}
    assert found["title"] == (Part("+", "Tag der Technik"),)
    assert "price" not in found
    assert "live" not in found
