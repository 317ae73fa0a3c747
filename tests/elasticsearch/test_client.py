"""Talking to a server: certificates, keys, patience. The server is ours and tells what it got."""

from __future__ import annotations

import json

import pytest
import trustme

from search.engines.base import EngineDown
from search.engines.elastic import bulk
from search.engines.elastic.address import parse
from search.engines.elastic.client import NO_ELASTICSEARCH, Client
from tests.elasticsearch.liar import JSON, PRODUCT, Answer, error, lying

FINE = Answer(body=b'{"status": "green"}', headers=PRODUCT | JSON)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def ask(url, **options):
    client = Client(parse(url), **options)
    try:
        return client.ask(lambda es: es.cluster.health(), 2)["status"]
    finally:
        client.close()


def test_a_certificate_counts_only_with_its_authority(authority, tmp_path):
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    with lying(FINE, certificate=authority.issue_cert("127.0.0.1")) as host:
        assert ask(f"https://{host}", ca=str(file)) == "green"
        with pytest.raises(EngineDown, match="no safe connection"):
            ask(f"https://{host}")
    with lying(FINE, certificate=authority.issue_cert("elsewhere.example")) as host:
        with pytest.raises(EngineDown, match="no safe connection"):
            ask(f"https://{host}", ca=str(file))


def test_an_api_key_or_user_and_password_go_along():
    with lying(FINE) as host:
        ask(f"http://{host}", api_key="a2V5")
        ask(f"http://user:p%40ss@{host}")
    assert [headers["authorization"] for headers in FINE.asked[-2:]] == [
        "ApiKey a2V5",
        "Basic dXNlcjpwQHNz",
    ]


def test_a_busy_cluster_gets_the_documents_again_later():
    written = json.dumps({"errors": False, "items": [{"index": {"_id": "a", "status": 201}}]})
    busy = error(429, "es_rejected_execution_exception")
    one_busy = {"errors": True, "items": [{"index": {"_id": "a", "status": 429, "error": {}}}]}
    answers = [
        busy,
        Answer(body=json.dumps(one_busy).encode(), headers=PRODUCT | JSON),
        Answer(body=written.encode(), headers=PRODUCT | JSON),
    ]
    with lying(*answers) as host:
        client = Client(parse(f"http://{host}"))
        change = [bulk.put("a", 1, {"title": "x"})]
        client.ask(lambda es: bulk.write(es, "x", change, retries=2), 5)
        client.close()
    assert [len(answer.asked) for answer in answers] == [1, 1, 1]


def test_a_page_after_a_good_start_is_still_no_elasticsearch():
    page = Answer(body=b"<h1>Maintenance</h1>", headers={"Content-Type": "text/html"})
    with lying(FINE, page) as host:
        client = Client(parse(f"http://{host}"))
        client.ask(lambda es: es.cluster.health(), 2)
        with pytest.raises(EngineDown, match=NO_ELASTICSEARCH):
            client.ask(lambda es: es.cluster.health(), 2)
        client.close()
