"""Files of documents and questions, answered by an index that is gone afterwards."""

import json
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

DOCUMENTS = [
    {"id": "a", "title": "Wasserkraft", "text": "Ein Kraftwerk am Fluss erzeugt Strom."},
    {"id": "b", "text": "Die Schule am Markt wurde 1911 gegründet."},
    {"id": 7, "title": None, "text": "Gletscher entstehen aus Schnee."},
]


@pytest.fixture
def run(tmp_path):
    """Run the command on two lists of lines; gives (answers by id, what was reported)."""

    def run(documents, queries, **options):
        paths = []
        for name, lines in (("documents", documents), ("queries", queries)):
            path = tmp_path / f"{name}.jsonl"
            written = (
                line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
            )
            path.write_bytes(b"\n".join(written))
            paths.append(str(path))
        out, err = StringIO(), StringIO()
        call_command("search_file", *paths, stdout=out, stderr=err, **options)
        answers = [json.loads(line) for line in out.getvalue().splitlines()]
        return {answer["id"]: answer for answer in answers}, err.getvalue()

    return run


def test_questions_find_their_documents_without_a_database(run):
    questions = [
        {"id": "q1", "query": "Woraus entsteht ein Gletscher?"},
        {"id": 2, "query": "Wann wurde die Schule am Markt gegründet?"},
        {"id": "q3", "query": "Wasserkraftwerk"},
    ]
    answers, reported = run(DOCUMENTS, questions)
    assert answers["q1"]["ids"] == [7]
    assert answers[2]["ids"] == ["b"]
    assert answers["q3"]["ids"] == ["a"]
    assert all(answer["ms"] > 0 for answer in answers.values())
    assert "3 documents" in reported
    assert "3 questions" in reported


def test_at_most_ten_ids_are_given_the_best_first(run):
    documents = [{"id": n, "title": "", "text": "Strom " * (n + 1)} for n in range(30)]
    documents.append({"id": "title", "title": "Strom", "text": "Strom"})
    answers, _ = run(documents, [{"id": 1, "query": "Strom"}])
    assert len(answers[1]["ids"]) == 10
    assert answers[1]["ids"][0] == "title"


def test_bad_lines_are_reported_by_number_and_left_out(run):
    documents = [
        *DOCUMENTS,
        b"{not json",
        b'["no", "object"]',
        b'{"title": "without id"}',
        b'{"id": "c", "text": ["no text"]}',
        b'{"id": true, "text": ""}',
        b'{"id": "d", "text": "\xff"}',
        b"",
        b'\xef\xbb\xbf{"id": "e", "text": "Mit Byte Order Mark"}',
    ]
    answers, reported = run(documents, [{"id": 1, "query": "Byte Order"}, b"{", {"query": "x"}])
    assert answers.keys() == {1}
    assert answers[1]["ids"] == ["e"]
    for number in range(4, 10):
        assert f"documents.jsonl, line {number} left out" in reported
    assert "documents.jsonl: 6 lines left out" in reported
    assert "queries.jsonl, line 2 left out" in reported
    assert "4 documents" in reported


def test_a_question_of_nothing_finds_nothing(run):
    questions = [{"id": 1, "query": ""}, {"id": 2, "query": None}, {"id": 3, "query": "???"}]
    answers, _ = run(DOCUMENTS, questions)
    assert [answer["ids"] for answer in answers.values()] == [[], [], []]


def test_a_question_is_cut_as_a_visitor_s_is(run):
    answers, _ = run(DOCUMENTS, [{"id": 1, "query": "der " * 100 + "Gletscher"}])
    assert answers[1]["ids"] == []


def test_the_index_is_removed_again(run, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    run(DOCUMENTS, [{"id": 1, "query": "Schule"}])
    assert list((tmp_path / "own").iterdir()) == []


def test_missing_files_and_unusable_addresses_are_named(run, tmp_path):
    with pytest.raises(CommandError, match=r"no file .*none\.jsonl"):
        call_command("search_file", str(tmp_path / "none.jsonl"), str(Path(__file__)))
    with pytest.raises(CommandError):
        run(DOCUMENTS, [], engine="nonsense://")
