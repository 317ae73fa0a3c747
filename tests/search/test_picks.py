"""What editors put above the hits: for which questions, until when, and what it may lead to."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from hub.models import StandardPage
from hub.site import ensure_home_pages
from search import picks, targets
from search.models import Pick
from search.picks import picks_for
from search.query import SearchQuery
from tests.constraints import breaks
from tests.factories import make_event, make_organisation
from tests.search.factories import make_pick

pytestmark = pytest.mark.django_db


def shown(address, language="de", **fixed):
    query = SearchQuery.parse(QueryDict(address), fixed=fixed)
    picks.forget()
    return [picked.title for picked in picks_for(query, language)]


@pytest.fixture
def homes():
    return ensure_home_pages()


def add_page(home, **fields):
    page = StandardPage(**{"title": "Impressum", "slug": "impressum", "intro": "Wer.", **fields})
    return home.add_child(instance=page)


# --- For which questions --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("Zuschuss Maschinen", True),
        ("maschine  ZUSCHÜSSE", True),
        ("Zuschuss für Maschinen?", True),
        ("digitalbonus", True),
        ("Zuschuss", False),
        ("Zuschuss Maschinen Kassel", False),
        ("", False),
        ("???", False),
    ],
)
def test_a_pick_fits_questions_with_the_same_stems_in_any_order(typed, fits):
    make_pick("Zuschuss Maschinen\nDigitalbonus")
    with override("de"):
        assert bool(shown(f"q={typed}")) is fits


@pytest.mark.parametrize("more", ["page=2", "from=01.01.2030", "type=event", "topic=x&type=event"])
def test_picks_stand_on_the_first_page_without_filters_only(more):
    make_pick("Steuer")
    assert shown("q=Steuer")
    assert shown(f"q=Steuer&{more}") == []


def test_the_list_of_one_kind_shows_picks_of_this_kind_only():
    event = make_event(title="Steuertag")
    make_pick("Steuer", event.get_absolute_url())
    make_pick("Steuer")
    assert shown("q=Steuer") == ["Steuertag", "Steuern von A bis Z"]
    assert shown("q=Steuer", type=("event",)) == ["Steuertag"]
    assert shown("q=Steuer", type=("organisation",)) == []


def test_picks_have_their_time_their_language_and_their_rank():
    today = timezone.localdate()
    day = timedelta(days=1)
    make_pick(title="zweiter", rank=2)
    make_pick(title="erster", rank=1, valid_from=today, valid_until=today)
    make_pick(title="vorbei", valid_until=today - day)
    make_pick(title="später", valid_from=today + day)
    make_pick(title="english", language="en")
    assert shown("q=Steuer") == ["erster", "zweiter"]
    assert shown("q=Steuer", "en") == ["erster", "english", "zweiter"]


def test_at_most_five_picks_are_shown():
    for number in range(7):
        make_pick(title=f"Nummer {number}")
    assert len(shown("q=Steuer")) == 5


# --- What is shown --------------------------------------------------------------------------------


def picked(address="q=Steuer", language="de"):
    picks.forget()
    with override(language):
        return picks_for(SearchQuery.parse(QueryDict(address)), language)


def test_a_record_is_shown_by_its_own_words_in_both_languages():
    record = make_event(title="Steuertag", title_en="Tax day", summary="Kurz.", summary_en="Short.")
    make_pick("Steuer", record.url_in("en"))
    (german,), (english,) = picked(), picked(language="en")
    assert (german.title, german.summary, german.address) == (
        "Steuertag",
        "Kurz.",
        record.url_in("de"),
    )
    assert (english.title, english.address) == ("Tax day", record.url_in("en"))
    assert (german.hit.title_html, english.hit.title_html) == ("Steuertag", "Tax day")
    assert not german.is_outside


def test_a_record_follows_its_new_address_and_goes_when_it_is_withdrawn(settings):
    record = make_organisation(title="Steuerkanzlei")
    make_pick("Steuer", record.get_absolute_url())
    record.slug = "neu"
    record.save()
    assert picked()[0].address.endswith("/neu/")
    record.live = False
    record.save()
    assert picked()[0].address.endswith("/neu/")  # for half a minute
    picks.caches["process"].clear()
    assert picked() == []


def test_pages_and_other_sites_bring_title_and_text(homes):
    make_pick("Steuer", add_page(homes["de"]).url)
    make_pick("Steuer", rank=2)
    page, outside = picked()
    assert (page.title, page.summary, page.label, page.hit) == ("Impressum", "Wer.", "Seite", None)
    assert (outside.title, outside.label) == ("Steuern von A bis Z", "www.example.org")
    assert outside.is_outside
    assert not page.is_outside


def test_a_page_view_costs_no_query(django_assert_num_queries):
    make_pick("Steuer", make_event().get_absolute_url())
    query = SearchQuery.parse(QueryDict("q=Steuer"))
    assert picks_for(query, "de")
    with django_assert_num_queries(0):
        assert picks_for(query, "de")
        assert picks_for(SearchQuery.parse(QueryDict("q=anderes")), "de") == []


def test_ten_picks_are_read_with_as_many_queries_as_one(django_assert_max_num_queries):
    make_pick("eins", make_event().get_absolute_url())
    for _number in range(10):
        make_pick("zehn", make_event().get_absolute_url())
    with django_assert_max_num_queries(20) as one:
        picks_for(SearchQuery.parse(QueryDict("q=eins")), "de")
    picks.forget()
    with django_assert_max_num_queries(len(one)):
        picks_for(SearchQuery.parse(QueryDict("q=zehn")), "de")


# --- What an address may be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["", "http://127.0.0.1:8000", "https://localhost", "http://testserver"]
)
def test_a_record_is_found_by_its_address_in_any_language_and_with_any_own_name(host):
    record = make_organisation()
    for language in ("de", "en"):
        path = record.url_in(language)
        assert targets.find(f" {host}{path}?von=hier#oben ") == (
            path,
            f"organisation:{record.pk}",
        )


def test_pages_are_found_in_the_tree_of_their_language(homes):
    german = add_page(homes["de"])
    english = add_page(homes["en"], title="Imprint", slug="imprint")
    below = homes["de"].get_children().get(pk=german.pk)
    assert targets.find("/impressum/") == ("/impressum/", f"page:{german.pk}")
    assert targets.find("/en/imprint") == ("/en/imprint", f"page:{english.pk}")
    assert targets.find("/") == ("/", f"page:{homes['de'].pk}")
    assert targets.find("/en/") == ("/en/", f"page:{homes['en'].pk}")
    for path in ("/en/impressum/", "/imprint/", "/de/impressum/", "/impressum/mehr/"):
        with pytest.raises(ValidationError):
            targets.find(path)
    PageViewRestriction.objects.create(page=below, restriction_type="login")
    with pytest.raises(ValidationError):
        targets.find("/impressum/")
    german.unpublish()
    with pytest.raises(ValidationError):
        targets.find("/impressum/")


def test_a_list_with_its_filters_may_be_picked_under_a_title(homes):
    address = "http://localhost/veranstaltungen/?format=online"
    assert targets.find(address) == ("/veranstaltungen/?format=online", "")
    assert targets.find("/en/search/?q=tax") == ("/en/search/?q=tax", "")
    with pytest.raises(ValidationError):
        make_pick("Termine", address)
    make_pick("Termine", address, title="Termine im Netz", text="Alle.")
    assert picked("q=Termine")[0].address == "/veranstaltungen/?format=online"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Steuer",
        "//evil.example/",
        "/gibt-es-nicht/",
        "/admin/",
        "/verzeichnis/gibt-es-nicht/",
        "http://www.example.org/",
        "ftp://www.example.org/",
        "javascript:alert(1)",
        "https://",
        "https://[",
        "https://www.example.org:port/",
        "https://name:secret@www.example.org/",
        "https://intern/",
        'https://www.example.org/"><script>',
        "https://www.example.org/ mit Lücke",
    ],
)
def test_other_addresses_are_refused_with_a_word(address):
    with pytest.raises(ValidationError) as refusal:
        make_pick("Steuer", address, title="Titel", text="Text.")
    assert list(refusal.value.message_dict) == ["address"]


def test_drafts_cannot_be_picked():
    with pytest.raises(ValidationError):
        make_pick("Steuer", make_event(live=False).get_absolute_url())


@pytest.mark.parametrize(
    "questions",
    ["", " \n ", "Steuer\nund wie", "x" * 121, "\n".join(f"frage{n}" for n in range(21))],
)
def test_questions_that_cannot_be_matched_are_refused(questions):
    with pytest.raises(ValidationError) as refusal:
        make_pick(questions)
    assert list(refusal.value.message_dict) == ["questions"]


def test_an_outside_address_needs_title_and_text():
    for field in ("title", "text"):
        with pytest.raises(ValidationError) as refusal:
            make_pick(**{field: ""})
        assert list(refusal.value.message_dict) == [field]


def test_the_database_knows_the_rules():
    def create(**fields):
        minimum = {"questions": "Steuer", "address": "/termin/", "target": "event:1"}
        Pick.objects.create(**(minimum | fields))

    create()
    with breaks("search_pick_questions"):
        create(questions="")
    with breaks("search_pick_address"):
        create(address="http://www.example.org/")
    with breaks("search_pick_own_words"):
        create(target="", title="Titel")
    with breaks("search_pick_own_words"):
        create(target="", text="Text.")
    with breaks("search_pick_period"):
        create(valid_from=date(2030, 1, 2), valid_until=date(2030, 1, 1))
    with breaks("search_pick_language"):
        create(language="fr")
