"""Answers a file of questions from a file of documents, by an index that is removed again."""

import json
import time
from dataclasses import replace
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import timezone

from search.documents import Document
from search.engines import IndexUnavailable, throw_away_engine
from search.german import Analyser
from search.query import SearchQuery

HITS = 10
REPORTED = 20  # bad lines that are named one by one


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()  # neither database nor pages take part

    def add_arguments(self, parser):
        parser.add_argument("documents", type=Path, help='lines {"id", "title", "text"}')
        parser.add_argument("queries", type=Path, help='lines {"id", "query"}')
        parser.add_argument(
            "--engine",
            default="embedded",
            metavar="URL",
            help="“embedded” (default) or the address of an Elasticsearch, as in SEARCH_URL",
        )

    def handle(self, *, documents, queries, engine, **options):
        for path in (documents, queries):
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        try:
            with throw_away_engine(engine.removeprefix("embedded"), Analyser()) as index:
                self.fill(index, documents)
                self.ask(index, queries)
        except ImproperlyConfigured as reason:
            raise CommandError(str(reason)) from reason
        except IndexUnavailable as reason:
            raise CommandError(f"The index does not answer: {reason}") from reason

    def fill(self, index, path):
        started = time.monotonic()
        count = index.rebuild(map(as_document, self.lines(path, ("title", "text"))))
        self.stderr.write(f"{count} documents in {time.monotonic() - started:.1f} s")

    def ask(self, index, path):
        started, count, now = time.monotonic(), 0, timezone.now()
        for line in self.lines(path, ("query",)):
            begin = time.perf_counter()
            ids = answer(index, line.get("query") or "", now)
            milliseconds = round((time.perf_counter() - begin) * 1000, 2)
            result = {"id": line["id"], "ids": ids, "ms": milliseconds}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            count += 1
        self.stderr.write(f"{count} questions in {time.monotonic() - started:.1f} s")

    def lines(self, path, texts):
        """The good lines of a file as dictionaries; bad ones are reported and left out."""
        bad = 0
        with open(path, "rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    yield read(line, texts)
                except ValueError as reason:
                    bad += 1
                    if bad <= REPORTED:
                        self.stderr.write(f"{path}, line {number} left out: {reason}")
        if bad:
            self.stderr.write(f"{path}: {bad} lines left out")


def read(line, texts):
    """One line; raises ValueError for what is no object with an id and, if any, these texts."""
    found = json.loads(line.decode("utf-8-sig"))
    if not isinstance(found, dict):
        raise ValueError("not an object")
    name = found.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
        raise ValueError("“id” is neither text nor a whole number")
    for field in texts:
        if not isinstance(found.get(field), str | None):
            raise ValueError(f"“{field}” is not text")
    return found


def as_document(line):
    """The id goes as JSON, so that 7 and "7" stay apart and come back as they were."""
    title, text = line.get("title") or "", line.get("text") or ""
    return Document(id=json.dumps(line["id"]), type="file", title=title, body=text, url="")


def answer(index, text, now):
    """Ids of the best hits for what a visitor types; none for nothing."""
    typed = QueryDict(mutable=True)
    typed["q"] = text
    query = replace(SearchQuery.parse(typed), size=HITS)
    return [json.loads(hit.id) for hit in index.search(query, now=now).hits] if query.q else []
