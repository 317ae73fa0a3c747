"""Settings of the engine: what can be used, and that a start ends where it cannot."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from search.engines import configured, throw_away_engine
from search.engines.elastic.address import parse
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.engines import ANALYSER, document


def test_an_address_names_hosts_ports_who_asks_and_the_prefix():
    address = parse("https://us%40er:p%3Aw%2F@one,two:9201,[::1]:9202/region-1/")
    assert address.nodes == ("https://one:9200", "https://two:9201", "https://[::1]:9202")
    assert (address.user, address.password, address.prefix) == ("us@er", "p:w/", "region-1")
    assert parse("http://one").prefix == "hub"
    assert "p:w/" not in repr(address)


@pytest.mark.parametrize(
    "url",
    [
        "one:9200",
        "ftp://one",
        "https://",
        "https://user@one",
        "https://:word@one",
        "https://one,,two",
        "https://one,one:9200",
        "https://one:99999",
        "https://one:x",
        "https://[::1",
        "https://one/UPPER",
        "https://one/_hidden",
        "https://one/a/b",
        "https://one/a?b=c",
        "https://user:secret#word@one/x",
        "https://user:secret/word@one/x",
        "https://o ne",
    ],
)
def test_nonsense_ends_the_start_with_words_but_without_the_password(settings, url):
    settings.SEARCH_URL = url
    with pytest.raises(ImproperlyConfigured, match="^SEARCH_URL cannot be used: ") as raised:
        configured()
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SEARCH_CA": "/no/such/file"}, "SEARCH_CA must name"),
        ({"SEARCH_CA": __file__}, "SEARCH_CA must name"),
        ({"SEARCH_CA": __file__, "SEARCH_URL": "http://one"}, "without https"),
        ({"SEARCH_API_KEY": "x", "SEARCH_URL": "https://a:b@one"}, "not both"),
        ({"SEARCH_REPLICAS": "many"}, "SEARCH_REPLICAS must be"),
    ],
)
def test_settings_that_do_not_fit_end_the_start(settings, changes, words):
    settings.SEARCH_URL = "https://one"
    for name, value in changes.items():
        setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=words):
        configured()


def test_no_address_is_the_folder(settings):
    settings.SEARCH_URL = ""
    assert configured() == settings.SEARCH_INDEX_DIR


def test_an_engine_to_throw_away_leaves_nothing():
    with throw_away_engine("", ANALYSER) as engine:
        assert isinstance(engine, EmbeddedEngine)
        assert engine.rebuild([document()]) == 1
        assert engine._path.exists()
    assert not engine._path.exists()
    with pytest.raises(ImproperlyConfigured), throw_away_engine("nonsense", ANALYSER):
        pass
