"""Synonyms that editors write: what they may be, and that the search follows them."""

import pytest
from django.core.exceptions import ValidationError

from search import outbox
from search.engines import current_engine
from search.models import Synonym
from tests.constraints import breaks
from tests.factories import make_organisation
from tests.search.factories import make_synonym

pytestmark = pytest.mark.django_db


def faults(words, direction="two_way"):
    with pytest.raises(ValidationError) as refusal:
        Synonym(words=words, direction=direction).full_clean()
    assert list(refusal.value.message_dict) == ["words"]
    return refusal.value.messages


def test_words_are_kept_one_a_line():
    synonym = make_synonym(words=" Hausmeister,Kalfaktor\r\n\r\n facility  manager;")
    assert synonym.words == "Hausmeister\nKalfaktor\nfacility manager"
    assert str(synonym) == "Hausmeister = Kalfaktor = facility manager"


def test_one_way_leads_from_the_first_to_the_others():
    synonym = make_synonym(words="Kalfaktor, Hausmeister, Hauswart", direction="one_way")
    assert synonym.group.asked == ("Kalfaktor",)
    assert synonym.group.found == ("Hausmeister", "Hauswart")
    assert str(synonym) == "Kalfaktor → Hausmeister, Hauswart"


@pytest.mark.parametrize("words", ["Hausmeister", "Hausmeister,", " \n;"])
def test_one_word_alone_is_no_synonym(words):
    assert len(faults(words)) == 1


@pytest.mark.parametrize("words", ["Hausmeister\nwer hat", "und, Hausmeister", "…\nHausmeister"])
def test_words_that_the_search_skips_are_refused(words):
    (fault,) = faults(words)
    assert "“" in fault or "„" in fault


@pytest.mark.parametrize(
    "words", ["Hausmeister\nHausmeisterin", "Haus\nHäuser", "Start-up, Hausmeister, Startups"]
)
def test_words_that_are_one_to_the_search_are_refused(words):
    assert len(faults(words)) == 1
    assert len(faults(words, "one_way")) == 1


def test_too_long_and_too_many_words_are_refused():
    assert len(faults("Hausmeister\n" + "x" * 61)) == 1
    assert len(faults("\n".join(f"wort{number}" for number in range(11)))) == 1
    make_synonym(words="Hausmeister\n" + "x" * 60)


def test_the_same_entry_is_refused_twice_also_by_the_database():
    make_synonym(words="Kalfaktor, Hausmeister")
    with pytest.raises(ValidationError):
        make_synonym(words="Kalfaktor\nHausmeister")
    with breaks("search_synonym_words_unique"):
        Synonym.objects.create(words="Kalfaktor\nHausmeister")
    make_synonym(words="Kalfaktor\nHausmeister", direction="one_way")


def test_the_database_wants_two_words_and_a_direction():
    with breaks("search_synonym_two_words"):
        Synonym.objects.create(words="Kalfaktor")
    with breaks("search_synonym_direction"):
        Synonym.objects.create(words="Kalfaktor\nHausmeister", direction="up")


def found(client, words):
    return [hit.title for hit in client.get("/suche/", {"q": words}).context["result"].hits]


def test_the_search_follows_the_editors_without_a_rebuild(engine, client, monkeypatch):
    monkeypatch.setattr("search.fresh.EVERY", 0.0)
    make_organisation(title="Hausmeister Muster")
    outbox.work_off()
    assert found(client, "Kalfaktor") == []
    synonym = make_synonym(words="C# = Kalfaktor, Hausmeister")
    assert found(client, "Kalfaktor") == []  # a sign is no separator
    synonym.words = "Kalfaktor\nHausmeister"
    synonym.save()
    assert found(client, "Kalfaktor") == ["Hausmeister Muster"]
    synonym.direction, synonym.words = "one_way", "Hausmeister\nKalfaktor"
    synonym.save()
    assert found(client, "Kalfaktor") == []
    synonym.direction, synonym.words = "one_way", "Kalfaktor\nHausmeister"
    synonym.save()
    assert found(client, "Kalfaktor") == ["Hausmeister Muster"]
    synonym.is_active = False
    synonym.save()
    assert found(client, "Kalfaktor") == []


def test_a_page_asks_nothing_more_for_synonyms(engine, client, django_assert_max_num_queries):
    make_synonym()
    current_engine.cache_clear()
    client.get("/suche/?q=Kalfaktor")
    with django_assert_max_num_queries(20) as captured:
        client.get("/suche/?q=Kalfaktor")
    assert not [query for query in captured if "search_synonym" in query["sql"]]
