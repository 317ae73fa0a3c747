"""What every engine must do; an oracle in plain Python says what is right."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localdate

from search.collation import sort_key
from search.documents import Document
from search.engines.base import Engine, IndexUnavailable
from search.engines.circle import distance_km
from search.query import SearchQuery
from tests.search.engines import NOW, ask, document, found, holding

BERLIN = ZoneInfo("Europe/Berlin")
KASSEL = (51.3127, 9.4797)
FACETS = ("type", "topic", "format", "audience")
TITLES = (
    "Ährenfeld", "Apfel", "Äpfel", "Zaun", "Öl und Essig", "Ofenbau", "straße", "Strasse 2",
    "Übung", "Uhrwerk",
)  # fmt: skip


def make_documents() -> list[Document]:
    """Forty records, some without dates, places or facets, some over, some at the same time."""
    pick = random.Random(11)  # noqa: S311
    documents = []
    for number in range(40):
        starts = NOW + timedelta(days=pick.randrange(-20, 40), hours=pick.choice((0, 1, 7)))
        dated, placed = number % 5 != 0, number % 4 != 1
        ends = starts + timedelta(days=pick.choice((0, 0, 1, 9))) if number % 3 else None
        further = [starts.date() + timedelta(days=pick.randrange(9, 90)) for _ in range(number % 5)]
        documents.append(
            Document(
                id=f"event:{number}",
                type=pick.choice(("event", "course", "advice")),
                title=f"{TITLES[number % 10]} {'Kaltakquise' if number % 3 == 0 else ''}".strip(),
                summary=pick.choice(("Für Anfänger", "Für Profis")),
                url=f"/e/{number}/",
                facets={
                    "topic": pick.sample(("ki", "export", "patente", "recht"), pick.randrange(4)),
                    "format": [pick.choice(("online", "onsite"))] if number % 7 else [],
                    "audience": pick.sample(("sme", "founder", "student"), 2),
                },
                latitude=KASSEL[0] + pick.gauss(0, 0.25) if placed else None,
                longitude=KASSEL[1] + pick.gauss(0, 0.35) if placed else None,
                starts_at=starts if dated else None,
                ends_at=ends if dated else None,
                further_days=further if dated else (),
                expires_at=(ends or starts) if dated and number % 4 else None,
                rank=number % 4,
                date_added=NOW - timedelta(days=pick.randrange(3)) if number % 6 else None,
                card={"place": "Kassel", "number": number, "tags": ["ä", None]},
            )
        )
    return documents


DOCUMENTS = make_documents()
BY_ID = {document.id: document for document in DOCUMENTS}


@pytest.fixture(scope="module")
def engine(new_engine) -> Engine:
    """An engine with the forty records; not to be written to."""
    engine = new_engine("forty")
    engine.rebuild(iter(DOCUMENTS))
    return engine


@pytest.fixture
def path(tmp_path):
    return tmp_path / "own"


# --- The oracle ---------------------------------------------------------------------------------
def values_of(record: Document, facet: str) -> set[str]:
    return {record.type} if facet == "type" else set(record.facets.get(facet, ()))


def runs(record: Document, first: date | None, last: date | None) -> bool:
    if not record.starts_at:
        return False
    ends = record.ends_at or record.starts_at
    if ends > record.starts_at:
        ends -= timedelta(seconds=1)
    begins, ends = (moment.astimezone(BERLIN).date() for moment in (record.starts_at, ends))
    spans = [(begins, ends), *((day, day) for day in record.further_days)]
    return any((not last or b <= last) and (not first or e >= first) for b, e in spans)


def expected(query: SearchQuery, released: str = "") -> list[Document]:
    """What matches, by force; without the filter on one facet."""
    result = []
    for record in DOCUMENTS:
        place = record.latitude is not None and (record.latitude, record.longitude)
        chosen = ((n, set(v)) for n, v in query.all_facets.items() if n != released)
        if (
            (not query.q or query.q in record.title)
            and all(values_of(record, name) & values for name, values in chosen)
            and (query.include_past or not record.expires_at or record.expires_at >= NOW)
            and (
                not (query.date_from or query.date_to)
                or runs(record, query.date_from, query.date_to)
            )
            and (
                not query.position or (place and distance_km(query.position, place) <= query.radius)
            )
        ):
            result.append(record)
    return result


def cases() -> Iterator[SearchQuery]:
    facets = ({}, {"topic": ("ki", "export")}, {"topic": ("recht",), "format": ("online",)})
    dates = ((None, None), (date(2026, 11, 20), date(2026, 12, 1)), (date(2026, 12, 1), None))
    places = ((None, 25), (KASSEL, 10), (KASSEL, 50))
    for q, chosen, days, place in product(("", "Kaltakquise"), facets, dates, places):
        for past in (False, True):
            yield SearchQuery(
                q=q, facets=chosen, date_from=days[0], date_to=days[1],
                position=place[0], radius=place[1], include_past=past, size=100,
            )  # fmt: skip


def test_filters_and_facet_counts_are_those_of_the_oracle(engine):
    for query in cases():
        result = engine.search(query, now=NOW, facets=FACETS)
        right = expected(query)
        assert {hit.id for hit in result.hits} == {r.id for r in right}, query
        assert result.total == len(right)
        for name in FACETS:
            others = expected(query, released=name if name in query.facets else "")
            counts = Counter(value for r in others for value in values_of(r, name))
            assert result.facets[name] == sorted(counts.items(), key=lambda c: (-c[1], c[0]))


def test_a_fixed_facet_is_never_released(engine):
    query = SearchQuery(fixed={"type": ("event",)}, facets={"format": ("online",)}, size=100)
    result = engine.search(query, now=NOW, facets=FACETS)
    assert {hit.type for hit in result.hits} == {"event"}
    assert result.facets["type"] == [("event", len(expected(query)))]


def test_unknown_facets_and_values_are_no_error(engine):
    assert ask(engine, facets=("nonsense", "type"), sort="name").facets.keys() == {"type"}
    assert ask(engine).total == len(expected(SearchQuery()))
    query = SearchQuery(facets={"topic": ("no-such",), "nonsense": ("x",)})
    assert engine.search(query, now=NOW).total == 0


def test_days_are_local_days(new_engine):
    late = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # half past midnight of the 2nd in Berlin
    until_midnight = datetime(2026, 12, 1, 23, tzinfo=UTC)
    engine = holding(
        new_engine,
        document(1, starts_at=late),
        document(2, starts_at=until_midnight - timedelta(hours=3), ends_at=until_midnight),
    )
    assert found(engine, date_from=date(2026, 12, 2), date_to=date(2026, 12, 2)) == ["course:1"]
    assert found(engine, date_from=date(2026, 12, 1), date_to=date(2026, 12, 1)) == ["course:2"]
    assert len(found(engine, date_from=date.min, date_to=date.max)) == 2


def test_a_series_runs_on_its_days_and_not_between(new_engine):
    first, rest = datetime(2026, 12, 1, 17, tzinfo=UTC), [date(2027, 1, 5), date(2027, 2, 2)]
    many = [date(2027, 3, 1) + timedelta(days=7 * number) for number in range(1000)]
    engine = holding(
        new_engine,
        document(1, starts_at=first, further_days=rest),
        document(2, starts_at=first, further_days=many),
    )
    for day, ids in (
        (date(2026, 12, 1), ["course:1", "course:2"]),
        (date(2027, 1, 5), ["course:1"]),
        (date(2027, 1, 6), []),
        (many[799], ["course:2"]),
        (many[800], []),
    ):
        assert sorted(found(engine, date_from=day, date_to=day)) == ids
    assert found(engine, date_from=date(2027, 1, 6), date_to=date(2027, 2, 2)) == ["course:1"]
    assert len(found(engine, date_from=date(2027, 1, 1))) == 2


# --- Order and pages ----------------------------------------------------------------------------
@pytest.mark.parametrize("sort", ["relevance", "state", "date", "name", "distance", "newest"])
@pytest.mark.parametrize("q", ["", "Kaltakquise"])
def test_pages_are_disjoint_and_complete(engine, sort, q):
    near = {"position": KASSEL, "radius": 100} if sort == "distance" else {}
    query = SearchQuery(q=q, sort=sort, include_past=True, **near)
    pages = [
        found(engine, q, sort=sort, include_past=True, page=page, size=7, **near)
        for page in range(1, 8)
    ]
    ids = [document_id for page in pages for document_id in page]
    assert len(ids) == len(set(ids))
    assert set(ids) == {r.id for r in expected(query)}
    assert pages[-1] == []


def test_orders(engine):
    hits = [BY_ID[i] for i in found(engine, sort="date", include_past=True, size=99)]
    dates = [(not r.starts_at, r.starts_at or NOW) for r in hits]
    assert dates == sorted(dates)
    hits = [BY_ID[i] for i in found(engine, sort="state", include_past=True, size=99)]
    states = [(r.rank, not r.starts_at, localdate(r.starts_at or NOW)) for r in hits]
    assert states == sorted(states)
    assert len({r.rank for r in hits}) > 1
    hits = [BY_ID[i] for i in found(engine, sort="newest", include_past=True, size=99)]
    added = [(not r.date_added, -(r.date_added or NOW).timestamp()) for r in hits]
    assert added == sorted(added)
    names = [BY_ID[i].title for i in found(engine, sort="name", include_past=True, size=99)]
    assert names == sorted(names, key=sort_key)
    hits = ask(engine, sort="distance", position=KASSEL, radius=50, size=99).hits
    assert [hit.distance_km for hit in hits] == sorted(hit.distance_km for hit in hits)
    assert all(hit.distance_km <= 50 for hit in hits)


# --- Words --------------------------------------------------------------------------------------
def test_whole_words_come_before_parts_of_compounds(new_engine):
    engine = holding(
        new_engine,
        document(1, title="Energieberatung"),
        document(2, title="Beratung"),
        document(3, title="Beratung zur Energie"),
    )
    assert found(engine, "Beratung")[-1] == "course:1"
    assert set(found(engine, "beratungen")) == {"course:1", "course:2", "course:3"}
    result = ask(engine, "Energieberatung")
    assert [hit.id for hit in result.hits] == ["course:1", "course:3"]
    assert not result.relaxed


def test_synonyms_find_both_ways_and_behind_the_word_itself(new_engine):
    engine = holding(
        new_engine,
        document(1, title="Künstliche Intelligenz im Betrieb"),
        document(2, title="KI im Betrieb"),
        document(3, title="Betrieb ohne", title_en="Artificial intelligence at work"),
        document(4, title="Künstliche Blumen und etwas Intelligenz, weit und breit verstreut"),
    )
    assert found(engine, "KI")[0] == "course:2"
    assert set(found(engine, "ki")) == {"course:1", "course:2", "course:3"}
    assert {"course:1", "course:2"} <= set(found(engine, "künstliche intelligenz"))


def test_typing_errors_are_corrected_only_for_unknown_words(new_engine):
    engine = holding(
        new_engine, document(1, title="Energieberatung"), document(2, title="Messe in Hasse")
    )
    result = ask(engine, "die Energieberatnug bitte")
    assert [hit.id for hit in result.hits] == ["course:1"]
    assert result.did_you_mean == "die Energieberatung bitte"
    assert "<mark>Energieberatung</mark>" in result.hits[0].title_html
    assert ask(engine, "Messe").did_you_mean is None
    assert found(engine, "Kasse") == []


def test_half_of_the_words_do_when_too_few_records_have_all(new_engine):
    engine = holding(
        new_engine,
        document(1, title="Photovoltaik Dach", summary="Speicher"),
        *(document(n, title="Photovoltaik Photovoltaik") for n in range(2, 9)),
    )
    result = ask(engine, "Photovoltaik Speicher", facets=("type",), size=3)
    assert result.relaxed
    assert result.hits[0].id == "course:1"
    assert result.total == 8
    assert result.facets["type"] == [("course", 8)]
    for sort in ("name", "date"):
        ids = [
            i
            for page in (1, 2, 3)
            for i in found(engine, "Photovoltaik Speicher", sort=sort, page=page, size=3)
        ]
        assert ids[0] == "course:1"
        assert len(set(ids)) == 8
    assert not ask(engine, "Photovoltaik").relaxed
    assert not ask(engine, "Dach Speicher").relaxed
    strictly = ask(engine, "Photovoltaik Speicher", all_words=True)
    assert [hit.id for hit in strictly.hits] == ["course:1"]
    assert not strictly.relaxed


def test_english_questions_find_english_texts(new_engine):
    engine = holding(
        new_engine,
        document(
            1,
            title="Gründen",
            title_en="Starting a company",
            summary_en="How <b>founders</b> go",
        ),
        document(2, title="Anderes"),
    )
    for language in ("de", "en"):
        assert found(engine, "for the companies", language=language) == ["course:1"]
    hit = ask(engine, "founder companies", language="en").hits[0]
    assert hit.title_html == "Starting a <mark>company</mark>"
    assert hit.summary_html == "How &lt;b&gt;<mark>founders</mark>&lt;/b&gt; go"


def test_hits_carry_the_whole_document(engine):
    hit = next(h for h in ask(engine, "Kaltakquise", include_past=True, size=99).hits)
    record = BY_ID[hit.id]
    assert hit.card == record.card
    assert (hit.url, hit.url_en) == (record.url, record.url_en)
    assert "<mark>Kaltakquise</mark>" in hit.title_html


def test_texts_are_escaped_and_the_body_shows_hits_the_summary_lacks(new_engine):
    body = "Viel & mehr. " * 60 + "Hier geht es um Wasserstoff. " + "Und <weiter>. " * 60
    engine = holding(new_engine, document(1, title="A & B", summary="<i>kurz</i>", body=body))
    assert ask(engine).hits[0].summary_html == "&lt;i&gt;kurz&lt;/i&gt;"
    assert ask(engine).hits[0].title_html == "A &amp; B"
    snippet = ask(engine, "Wasserstoff").hits[0].summary_html
    assert "<mark>Wasserstoff</mark>" in snippet
    assert len(snippet) < 400


@pytest.mark.parametrize(
    "q",
    ['"', "((", "\0", "🙂", "a" * 10_000, "wort " * 2_000, "a:b", "* OR *", "-", "AND", "^~{}\\",
     "ſ ﬁ", "'; DROP TABLE", "\x1f", "der die das", "\ud800"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["de", "en"])
def test_hostile_questions_are_answered(engine, q, language):
    result = ask(engine, q, language=language, facets=FACETS)
    assert result.total >= len(result.hits)


# --- Writing ------------------------------------------------------------------------------------
def test_changes_are_visible_at_once_and_to_everybody(new_engine):
    writer, reader = new_engine("changes"), new_engine("changes")
    writer.rebuild([document(1)])
    assert found(reader) == ["course:1"]
    writer.update([], [document(1, title="Quarkstrudel"), document(2)])
    assert found(reader, "Quarkstrudel") == ["course:1"]
    assert reader.ids() == {"course:1", "course:2"}
    writer.update(["course:1", "course:99"])
    assert found(reader) == ["course:2"]
    assert reader.ids() == {"course:2"}
    assert writer.rebuild(iter([document(3), document(3, title="Neu")])) == 1
    assert [hit.title for hit in ask(reader).hits] == ["Neu"]


def test_a_failing_source_leaves_the_index_as_it_was(new_engine):
    engine = new_engine("failing")
    engine.rebuild([document(1)])

    def broken():
        yield document(2)
        raise KeyError("bad record")

    for write in (engine.rebuild, lambda documents: engine.update(["course:1"], documents)):
        with pytest.raises(KeyError):
            write(broken())
        assert engine.ids() == {"course:1"}
    engine.update(["course:1"], [document(2)])
    assert engine.ids() == {"course:2"}


def test_no_index_is_unavailable_until_it_is_built(new_engine):
    engine = new_engine("none")
    assert not engine.is_ready()
    for attempt in (lambda: ask(engine), engine.ids, lambda: engine.update([], [document()])):
        with pytest.raises(IndexUnavailable):
            attempt()
    engine.rebuild([])
    assert engine.is_ready()
    assert ask(engine, "nichts", facets=FACETS).total == 0


def test_threads_search_while_another_object_rebuilds(new_engine):
    reader, writer = new_engine("threads"), new_engine("threads")
    writer.rebuild([document(1)])
    errors: list[BaseException] = []
    stop = threading.Event()

    def search():
        while not stop.is_set():
            try:
                assert ask(reader, "Titel").total >= 1
            except BaseException as error:  # noqa: BLE001
                errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for size in range(2, 10):
        writer.rebuild([document(n) for n in range(size)])
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert ask(reader).total == 9


def test_documents_can_be_asked_which_of_them_match(engine):
    among = frozenset(record.id for record in DOCUMENTS[::3]) | {"event:nowhere"}
    for query in cases():
        result = engine.search(replace(query, among=among), now=NOW, facets=FACETS)
        right = [record for record in expected(query) if record.id in among]
        assert result.ids == {record.id for record in right}, query
        assert (result.total, result.hits) == (len(right), [])
        for name in FACETS:
            counted = Counter(
                value
                for record in expected(query, released=name)
                if record.id in among
                for value in values_of(record, name)
            )
            assert dict(result.facets[name]) == counted, (query, name)
    assert engine.search(SearchQuery(among=frozenset()), now=NOW).ids == frozenset()
