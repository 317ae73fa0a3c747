"""What /healthz and the admin say about the search."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import DatabaseError
from django.utils import timezone

from search.engines import current_engine
from search.models import IndexRequest
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def test_all_is_well_with_an_index_and_changes_that_just_came(engine, client):
    make_organisation()
    report = client.get("/healthz")
    assert (report.status_code, report.content) == (200, b"ok\n")


def test_a_missing_index_is_named_but_no_reason_to_send_people_elsewhere(client):
    report = client.get("/healthz")
    assert report.status_code == 200
    assert report.content.startswith(b"degraded\nsearch: the index is missing or being built")


def test_changes_that_wait_for_long_are_counted(engine, client):
    make_organisation()
    IndexRequest.objects.update(requested_at=timezone.now() - timedelta(minutes=2))
    report = client.get("/healthz").content.decode()
    assert report.startswith("degraded\nsearch: the engine takes no changes; 1 changes wait since ")


def test_the_engine_is_not_asked_for_every_call(engine, client, monkeypatch):
    client.get("/healthz")
    engine.drop()
    assert client.get("/healthz").content == b"ok\n"
    caches["process"].clear()
    assert client.get("/healthz").content != b"ok\n"


def test_without_the_database_nothing_can_be_served(client, monkeypatch):
    def broken():
        raise DatabaseError

    monkeypatch.setattr("hub.middleware.problems", broken)
    assert client.get("/healthz").status_code == 503


def test_administrators_see_in_the_admin_how_the_search_is(engine, admin_client):
    page = admin_client.get("/admin/").content.decode()
    assert "Die Suche läuft." in page or "The search works." in page
    current_engine().drop()
    caches["process"].clear()
    page = admin_client.get("/admin/").content.decode()
    assert "help-critical" in page
