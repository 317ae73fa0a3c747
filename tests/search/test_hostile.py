"""Whatever somebody types or sends is answered quickly, in every form of the query."""

import pytest
from django.urls import reverse

from tests.factories import make_event, make_organisation
from tests.pace import within

LIMIT = 0.5  # seconds of work for one answer; the clock on the wall depends on who else works
QUESTIONS = {
    "nothing but blanks": " \t\n\u00a0\u3000",
    "a regex bomb": "(a+)+$" + "a" * 200 + "!",
    "nested groups": "(" * 2000 + "a" + ")" * 2000,
    "100 kB of one word": "Beratung" * 12_500,
    "100 kB of text": "Förderung für Betriebe " * 4_500,
    "500 words": " ".join(f"wort{n}" for n in range(500)),
    "500 times a known word": "Beratung " * 500,
    "unbalanced quotes": '"Beratung für „Betriebe ‚in',
    "operators of search engines": 'title:* AND (NOT "x" OR y~5) ^3 [a TO *] /.*/ +must -not',
    "control characters": "Bera\x00tung\x07\x1f\x7f\x85",
    "right-to-left marks": "\u202eBeratung\u202c \u200fשלום \u061cمرحبا",
    "invisible letters": "Bera\u200btung\u00ad\ufeff\u2060",
    "a thousand combining marks": "a" + "\u0301" * 1000 + " z" + "\u0328" * 1000,
    "emoji with joiners": "👩‍👩‍👧‍👦" * 100,
    "a lone surrogate": "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "gender forms without end": "Berater:in*innen/-in_innen" * 200,
    "hyphens without end": "-".join(["ab"] * 2000),
    "a compound of compounds": "Donaudampfschifffahrtsgesellschaftskapitän" * 30,
    "numbers and points": "1.2.3.4.5.6.7.8.9" * 300,
    "nearly words": "beratnug fördreung gründnug schulnug kursse semniar netzwrek messse" * 4,
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE search_indexrequest; --",
    "a template": "{{ settings.SECRET_KEY }}{% debug %} ${7*7} %(x)s %s {0}",
    "capital sharp s and ligatures": "ẞTRAẞE ﬁnanzierung ǅ İstanbul ſ K",
    "stop words only": "der die das und oder in zu",
}
PARAMETERS = (
    "page=99999999999999999999", "page=-1", "page=1e5", "page=%00", "radius=NaN&near=34117",
    "radius=1e400&near=Kassel", "near=" + "x" * 5000, "near=%F0%9F%92%A9", "from=9999-99-99",
    "from=0001-01-01&to=9999-12-31", "from=31.02.2026", "to=%27%22", "sort=__class__",
    "topic=../../etc/passwd", "topic=" + "&topic=".join(f"t{n}" for n in range(900)),
    "type=event&type=nonsense", "kind[]=x&kind[0]=y", "q=a&q=b&q=c", "organisation=%00",
    "&&&===", "q=%ff%fe", "audience=" + "a" * 9000,
)  # fmt: skip
FORMS = ("search", "search_feed", "search_csv", "search_json", "search_geojson")


@pytest.fixture
def hub_with_records(engine, client):
    make_organisation(title="Beratung für Betriebe", summary="Förderung, Gründung und Schulung.")
    make_event(title="Messe und Seminar", summary="Kurse im Netzwerk.")
    for language in ("", "/en"):  # templates, word lists and synonyms are read once
        client.get("/en/search/" if language else "/suche/", {"q": "beratnug"})


def answered(client, address):
    with within(LIMIT):
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
    assert response.status_code == 200, address[:80]
    return body


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_hostile_question_is_answered(hub_with_records, client, question):
    body = b""
    for language in ("", "/en"):
        path = "/en/search/" if language else "/suche/"
        with within(LIMIT):
            response = client.get(path, {"q": question})
        assert response.status_code == 200
        body += response.content
    assert b"<script>alert" not in body
    assert b"onerror=alert(1)>" not in body


@pytest.mark.parametrize("form", FORMS)
def test_hostile_parameters_are_answered_in_every_form(hub_with_records, client, form):
    answered(client, reverse(form))
    for parameters in PARAMETERS:
        answered(client, f"{reverse(form)}?{parameters}")
