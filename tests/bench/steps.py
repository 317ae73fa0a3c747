"""The steps of the bench that need Django, each run in a process of its own."""

import random
import sys
import time
from io import StringIO
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from wagtail.search.backends import get_search_backend  # noqa: E402

from directory.models import Organisation, Topic  # noqa: E402
from search import outbox  # noqa: E402
from tests.bench.corpus import Corpus  # noqa: E402
from tests.bench.models import WagtailRecord  # noqa: E402
from tests.bench.visitors import addresses  # noqa: E402

SECONDS = 120
ALONE = "Zorbelan"  # a word of one record, made of no others


def fill(count):
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("set_up_hub", stdout=StringIO())
    with transaction.atomic():
        Corpus().fill(int(count))
        alone = Organisation(title=ALONE, summary="Nur einmal.", kind="company", live=True)
        alone.topics = [Topic.objects.first()]
        alone.save()
    rebuild()


def rebuild():
    started = time.perf_counter()
    documents = outbox.rebuild()
    print(documents / (time.perf_counter() - started))


def save():
    """Publish a record as an editor does; prints its only word, and when it was saved."""
    word = "Zwetschgenkuchenforschung" + "".join(random.choices("bdfgklmnprst", k=6))
    record = Organisation(title=word, slug=word.lower(), summary="Neu.", kind="company", live=True)
    print(word, time.time(), sep="\n", flush=True)
    record.save()


def wagtail():
    """The same texts in Wagtail's own search: first page by relevance and two facets."""
    with connection.schema_editor() as editor:
        editor.create_model(WagtailRecord)
    WagtailRecord.objects.bulk_create(
        WagtailRecord(
            title=document.title,
            summary=document.summary,
            description=document.body,
            kind=document.type,
            topic=next(iter(document.facets.get("topic", ())), ""),
        )
        for document in outbox.all_documents()
    )
    backend = get_search_backend()
    backend.rebuilder_class(backend.get_index_for_model(WagtailRecord)).start()
    index = backend.get_index_for_model(WagtailRecord)
    index.add_items(WagtailRecord, list(WagtailRecord.objects.all()))
    ends = time.perf_counter() + SECONDS
    for address in islice(addresses("words"), 40):
        words = dict(parse_qsl(urlsplit(address).query))["q"]
        started = time.perf_counter()
        results = backend.search(words, WagtailRecord.objects.filter(kind="organisation"))
        list(results[:20])
        results.facet("kind")
        results.facet("topic")
        print((time.perf_counter() - started) * 1000)
        if time.perf_counter() > ends:
            break


def queries():
    """Database queries of a warm result page with one hit, and with a full page of many."""
    setup_test_environment()
    client = Client()
    for words in (ALONE, "Beratung"):
        address = "/suche/?" + urlencode({"q": words})
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        total = response.context["result"].total
        assert total == 1 if words == ALONE else total >= 50
        print(len(captured))


if __name__ == "__main__":
    steps = {s.__name__: s for s in (fill, rebuild, save, wagtail, queries)}
    steps[sys.argv[1]](*sys.argv[2:])
