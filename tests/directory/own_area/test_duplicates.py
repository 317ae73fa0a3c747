import pytest
from django.conf import settings
from django.core.cache import caches

from directory.models import Location
from directory.own_area import industry_search, proposals
from directory.own_area.duplicates import find_duplicates, fold_name, own_host
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def listed(title, *, street="", postcode="", **fields):
    organisation = make_organisation(title=title, **fields)
    if postcode:
        Location.objects.create(
            organisation=organisation, street=street, postcode=postcode, place="Kassel"
        )
    caches["process"].clear()
    return organisation


def found(**typed):
    return [(each.title, each.reasons) for each in find_duplicates(**typed)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Müller & Söhne GmbH & Co. KG", "Soehne Mueller"),
        ("Steuerwerk Nord UG (haftungsbeschränkt)", "STEUERWERK NORD"),
        ("Ideenwerk e. V.", "Ideenwerk eV"),
        ("Anna Ärger e.K.", "Aerger, Anna"),
    ],
)
def test_one_name_in_two_spellings_is_one(first, second):
    assert fold_name(first) == fold_name(second)


def test_a_name_that_is_only_a_legal_form_stays():
    assert fold_name("AG") == "ag"


def test_a_mistyped_name_is_found():
    listed("Steuerwerk Nord GmbH")
    assert found(title="Steuerwerk Nort") == [("Steuerwerk Nord GmbH", ("name",))]
    assert found(title="Backstube Süd") == []


def test_a_name_that_is_only_alike_needs_the_same_postcode():
    listed("Solarwerk Kassel", postcode="34117")
    assert found(title="Solarwerke Kasseler") == []
    assert found(title="Solarwerke Kasseler", postcode="34117")


def test_one_website_is_found_however_it_is_written():
    listed("Ganz anders", website="https://www.Beispiel.de/start?x=1")
    assert found(website="beispiel.de") == [("Ganz anders", ("website",))]
    assert found(website="http://beispiel.de.evil.example") == []


def test_a_page_at_a_large_site_says_nothing():
    assert own_host("https://www.facebook.com/irgendwer") == ""
    assert own_host("http://[kaputt") == ""
    assert own_host("javascript:alert(1)") == ""


def test_an_address_alone_comes_after_name_and_website():
    listed("Im selben Haus", street="Königsstraße 12a", postcode="34117")
    listed("Solarwerk", street="Königsstr. 12 A", postcode="34117")
    typed = {"title": "Solarwerk GmbH", "street": "Königs-Straße 12 a", "postcode": "34117"}
    assert found(**typed) == [
        ("Solarwerk", ("name", "address")),
        ("Im selben Haus", ("address",)),
    ]


def test_drafts_of_others_are_never_told():
    listed("Geheimes Vorhaben", live=False, website="https://geheim.example.org")
    assert found(title="Geheimes Vorhaben", website="geheim.example.org") == []


def test_an_entry_is_not_its_own_duplicate():
    own = listed("Solarwerk")
    assert find_duplicates(title="Solarwerk", without=own.pk) == []


def test_entries_are_read_once_for_many_keys(django_assert_num_queries):
    listed("Solarwerk")
    find_duplicates(title="Backstube")
    with django_assert_num_queries(0):
        for typed in ("Back", "Backstub", "Backstube"):
            find_duplicates(title=typed)
    with django_assert_num_queries(1):
        find_duplicates(title="Solarwerk")


def let_time_pass():
    """The list of this process is old now; nothing told it what other processes have saved."""
    caches["process"].clear()


def test_what_another_process_has_saved_is_known_after_a_while(django_assert_max_num_queries):
    entry = listed("Solarwerk", website="https://alt.example.org", street="Weg 1", postcode="34117")
    find_duplicates(title="Solarwerk")
    entry.title, entry.website = "Windwerk", "https://neu.example.org"
    entry.locations.all().delete()
    entry.save()
    make_organisation(title="Wasserwerk")
    let_time_pass()
    with django_assert_max_num_queries(4):  # what has changed, and the entry that is alike
        assert found(title="Windwerk") == [("Windwerk", ("name",))]
    assert found(website="neu.example.org") == [("Windwerk", ("website",))]
    assert found(title="Wasserwerk") == [("Wasserwerk", ("name",))]
    assert found(title="Solarwerk", website="alt.example.org") == []
    assert found(street="Weg 1", postcode="34117") == []


def test_an_entry_that_was_withdrawn_or_deleted_is_told_from_then_on_to_nobody():
    withdrawn, deleted = listed("Solarwerk"), listed("Windwerk")
    assert found(title="Solarwerk")
    assert found(title="Windwerk")
    withdrawn.unpublish()
    deleted.delete()
    assert found(title="Solarwerk") == []
    assert found(title="Windwerk") == []
    let_time_pass()
    assert found(title="Solarwerk") == []


def test_a_title_that_has_changed_is_told_as_it_is_now():
    entry = listed("Solarwerk")
    find_duplicates(title="Solarwerk")
    entry.title = "Solarwerk Nord"
    entry.save()
    assert found(title="Solarwerk") == [("Solarwerk Nord", ("name",))]


def test_a_web_process_reads_entries_and_industries_when_it_starts(django_assert_num_queries):
    listed("Solarwerk")
    proposals.warm_up()
    assert industry_search._index.cache_info().currsize == 1
    with django_assert_num_queries(1):
        assert found(title="Solarwerk")
    assert "proposals.warm_up()" in (settings.BASE_DIR / "hub" / "wsgi.py").read_text()
