"""A search engine that fails in every way: visitors get a page in time, and nothing is lost."""

import time

import pytest
from django.core.cache import caches
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from search import outbox, tasks
from search.engines import EngineDown, current_engine
from search.engines.elastic.engine import ANSWER_SECONDS
from search.health import health
from search.models import IndexRequest
from tests.elasticsearch.liar import LIES, lying
from tests.elasticsearch.server import free_port
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def use(settings, client):
    """Turns a hub that has served a page before to an engine by its host."""
    visit(client)

    def use(host):
        settings.SEARCH_URL = f"http://{host}/hub"

    yield use
    current_engine().close()


def rebuilds():
    return DBTaskResult.objects.filter(task_path=tasks.rebuild_index.module_path)


def visit(client, address="/verzeichnis/?q=werkzeugbau"):
    started = time.monotonic()
    response = client.get(address)
    return response, time.monotonic() - started


def check_that_the_house_stands(client, seconds_of_the_first=3):
    organisation = make_organisation(title="Werkzeugbau Muster")
    response, seconds = visit(client)
    assert seconds < seconds_of_the_first
    assert response.status_code == 200
    assert response.context["from_database"]
    assert response.context["result"].engine_down
    assert "Werkzeugbau Muster" in response.content.decode()

    for _number in range(3):
        response, seconds = visit(client)
    assert seconds < ANSWER_SECONDS, "nobody waits for the engine by now"

    with pytest.raises(EngineDown):
        outbox.work_off()
    tasks.sweep()
    assert IndexRequest.objects.filter(document_id=f"organisation:{organisation.pk}").exists()
    assert not rebuilds().exists(), "what cannot be reached is not rebuilt"
    report = client.get("/healthz")
    assert report.status_code == 200
    assert report.content.startswith(b"degraded\nsearch: the engine does not answer")
    assert health().reason


@pytest.mark.parametrize("lie", list(LIES))
def test_whatever_the_engine_says_the_database_answers_in_time(client, use, lie):
    with lying(LIES[lie]) as host:
        use(host)
        check_that_the_house_stands(client)


def test_an_engine_that_is_not_there_is_no_reason_to_wait(client, use):
    use(f"127.0.0.1:{free_port()}")
    check_that_the_house_stands(client, seconds_of_the_first=ANSWER_SECONDS)


def test_saving_does_not_wait_for_a_silent_engine(use, django_capture_on_commit_callbacks):
    with lying(LIES["silent"]) as host:
        use(host)
        started = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            make_organisation()
        assert time.monotonic() - started < 3
    assert IndexRequest.objects.exists()


def test_one_dead_node_of_two_is_not_even_noticed_as_a_failure(client, use):
    with lying(LIES["other JSON"]) as host:
        use(f"127.0.0.1:{free_port()},{host}")
        for _number in range(4):
            with pytest.raises(EngineDown, match="what answers is no Elasticsearch"):
                current_engine().complete("x", now=timezone.now())


def test_a_rebuild_that_found_the_engine_down_is_tried_again_later(use):
    use(f"127.0.0.1:{free_port()}")
    assert tasks.rebuild_index.func() == 0
    assert rebuilds().get().run_after > timezone.now()


def test_the_admin_says_what_is_wrong_and_since_when(use, admin_client):
    caches["process"].clear()
    use(f"127.0.0.1:{free_port()}")
    make_organisation()
    tasks.sweep()
    page = admin_client.get("/admin/").content.decode()
    assert "The search engine does not answer." in page or "Suchmaschine antwortet nicht" in page
    assert "no connection to Elasticsearch" in page
