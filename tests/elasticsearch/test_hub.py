"""The hub on a real Elasticsearch: what visitors and staff see when its index has a problem."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from elasticsearch import Elasticsearch

from search import outbox, tasks
from search.engines import current_engine
from search.engines.elastic.engine import ElasticEngine
from search.models import IndexRequest
from tests.factories import make_organisation

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


@pytest.fixture
def engine(settings, elasticsearch_hosts):
    settings.SEARCH_URL = f"http://{elasticsearch_hosts}/hub-{os.getpid()}"
    engine = current_engine()
    assert isinstance(engine, ElasticEngine)
    yield engine
    engine.drop()
    engine.close()


def block(hosts, engine, value):
    with Elasticsearch([f"http://{host}" for host in hosts.split(",")]) as cluster:
        cluster.indices.put_settings(
            index=engine._generations.serving,
            settings={"index.blocks.read_only_allow_delete": value},
        )


def test_a_missing_index_is_built_by_the_worker(engine, client):
    make_organisation(title="Werkzeugbau Muster")
    page = client.get("/verzeichnis/?q=werkzeugbau")
    assert page.context["from_database"]
    assert not page.context["result"].engine_down
    assert "Werkzeugbau Muster" in page.content.decode()
    assert b"the index is missing or being built" in client.get("/healthz").content

    tasks.sweep()
    DBTaskResult.objects.get(task_path=tasks.rebuild_index.module_path).task.call()
    page = client.get("/verzeichnis/?q=werkzeugbau")
    assert not page.context["from_database"]
    assert page.context["result"].total == 1
    caches["process"].clear()
    assert client.get("/healthz").content == b"ok\n"


def test_a_full_disk_keeps_changes_waiting_until_there_is_room(
    engine, elasticsearch_hosts, client, admin_client
):
    engine.rebuild([])
    make_organisation(title="Werkzeugbau Muster")
    outbox.work_off()
    block(elasticsearch_hosts, engine, True)
    for number in range(3):
        make_organisation(title=f"Werkzeugbau Nummer {number}")
    IndexRequest.objects.update(requested_at=timezone.now() - timedelta(minutes=2))
    tasks.sweep()
    assert IndexRequest.objects.count() == 3
    page = client.get("/verzeichnis/?q=werkzeugbau")
    assert not page.context["from_database"]
    assert page.context["result"].total == 1
    report = client.get("/healthz").content.decode()
    assert report.startswith("degraded\nsearch: the engine takes no changes; 3 changes wait since ")
    assert "read-only or disk full" in admin_client.get("/admin/").content.decode()

    block(elasticsearch_hosts, engine, None)
    tasks.sweep()
    assert not IndexRequest.objects.exists()
    assert client.get("/verzeichnis/?q=werkzeugbau").context["result"].total == 4
    assert client.get("/healthz").content == b"ok\n"


def test_commands_name_the_state_of_the_index(engine, capsys):
    with pytest.raises(CommandError, match="no usable index"):
        call_command("check_index")
    make_organisation()
    call_command("rebuild_index", "--if-needed")
    call_command("check_index")
    assert "Database and index agree." in capsys.readouterr().out


def test_a_mistyped_question_gets_its_answer_and_a_proposal(engine, client):
    make_organisation(title="Energieberatung Kassel")
    outbox.rebuild()
    page = client.get("/suche/?q=Energieberatnug")
    assert page.context["result"].total == 1
    assert page.context["suggestion"]["text"] == "Energieberatung"
