"""What finds what, row by row of german_cases.csv: a promise to the people who search.

Columns: area; query; must find (a text); must not find (a text near it, or nothing). The texts of
the area "English texts" are English ones, asked for on an English page.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.documents import Document
from search.engines.base import Engine
from tests.search.engines import ask

with open(Path(__file__).with_name("german_cases.csv"), encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter=";"))
COPIES = 5  # of the right text: enough for the engine not to relax the question


def is_english(row: dict[str, str]) -> bool:
    return row["area"] == "English texts"


def documents() -> Iterator[Document]:
    """The texts of every row, told apart by a topic of their own."""
    for number, row in enumerate(ROWS):
        texts = [row["must find"]] * COPIES + [row["must not find"]] * bool(row["must not find"])
        for copy, text in enumerate(texts):
            wanted = "yes" if copy < COPIES else "no"
            yield Document(
                id=f"{wanted}:{number}:{copy}",
                type="case",
                title="" if is_english(row) else text,
                title_en=text if is_english(row) else "",
                url="/",
                facets={"topic": (f"row-{number}",)},
            )


@pytest.fixture(scope="module")
def engine(new_engine) -> Engine:
    engine = new_engine("german-cases")
    engine.rebuild(documents())
    return engine


@pytest.mark.parametrize("number", range(len(ROWS)), ids=lambda n: f"{n + 2}: {ROWS[n]['query']}")
def test_a_row_of_the_table_holds(engine, number):
    row = ROWS[number]
    language = "en" if is_english(row) else "de"
    result = ask(engine, row["query"], language, fixed={"topic": (f"row-{number}",)}, size=20)
    found = {hit.id for hit in result.hits}
    assert found == {f"yes:{number}:{copy}" for copy in range(COPIES)}, row


def test_the_table_is_large_and_every_query_stands_for_itself():
    assert len(ROWS) >= 270
    assert all(row["area"] and row["query"] and row["must find"] for row in ROWS)
    assert len({(row["query"], row["must find"]) for row in ROWS}) == len(ROWS)
