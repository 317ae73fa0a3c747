"""How well questions find what answers them, on records and judgements of our own.

python -m tests.bench.gold [--misses]

Half of the questions were written before the analysis was tuned and are kept apart: nobody looks at
them one by one, only their totals count. `--misses` names what was missed of the other half.
"""

import csv
import json
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from search.documents import Document  # noqa: E402
from search.engines.embedded.engine import EmbeddedEngine  # noqa: E402
from search.german import Analyser  # noqa: E402
from search.query import SearchQuery  # noqa: E402
from tests.bench.figures import Figures  # noqa: E402

GOLD = Path(__file__).resolve().parents[1] / "gold"


def main(show_misses):
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder), Analyser())
        count = engine.rebuild(records())
        print(f"\n== gold set: {count} records", flush=True)
        for part in ("tuning", "kept_apart"):
            results = [(kind, q, wanted, ask(engine, q)) for q, wanted, kind in questions(part)]
            by_kind = defaultdict(list)
            for kind, q, wanted, found in results:
                by_kind[kind].append((wanted, found))
                if show_misses and part == "tuning" and wanted - set(found[:5]):
                    print(f"{kind}: {q} | {sorted(wanted)} | {found[:6]}")
            for kind, pairs in by_kind.items():
                print(f"{part}, {kind}: recall@5 {recall(pairs, 5):.3f} ({len(pairs)} questions)")
            pairs = [pair for pairs in by_kind.values() for pair in pairs]
            print(
                f"{part}: recall@10 {recall(pairs, 10):.3f}, mean reciprocal rank {mrr(pairs):.3f}"
            )
            figures.at_least(f"{part}: recall@5 of {len(pairs)} questions", recall(pairs, 5), 0.95)
    sys.exit(figures.missed)


def records():
    for file in sorted((GOLD / "records").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield Document(
                id=record["id"], type="gold", title=record["title"], body=record["text"], url="/"
            )


def questions(part):
    """(question, ids of what answers it, kind) of one half."""
    for file in sorted((GOLD / part).glob("*.tsv")):
        with open(file, encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row and not row[0].startswith("#"):
                    yield row[0], set(row[1].split()), row[2]


def ask(engine, q):
    query = SearchQuery(q=q, size=10)
    return [hit.id for hit in engine.search(query, now=timezone.now()).hits]


def recall(pairs, depth):
    """Mean share of the wanted records among the first hits; at most `depth` can be wanted."""
    shares = [len(wanted & set(found[:depth])) / min(len(wanted), depth) for wanted, found in pairs]
    return sum(shares) / len(shares)


def mrr(pairs):
    ranks = [[n for n, i in enumerate(found, 1) if i in wanted] for wanted, found in pairs]
    return sum(1 / hits[0] for hits in ranks if hits) / len(pairs)


if __name__ == "__main__":
    main("--misses" in sys.argv)
