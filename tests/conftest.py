"""What every test needs: an index of its own, no network, one place for uploads."""

import socket
import sqlite3
from contextlib import closing

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import translation

from search import picks
from search.engines import current_engine
from tests.migrated import keep, path, put_into
from tests.signed_in import SignedInClient

pytest_plugins = ["tests.elasticsearch.fixtures"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Name the tests that meet the database; the others need no second run on another one."""
    for item in items:
        if "db" in item.fixturenames or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Begin where the run before began; `migrate` then finds nothing to do."""
    if connection.vendor != "sqlite":
        yield
        return
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as kept_open:  # memory lives as long
        put_into(kept_open)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep the database for the next run, if this one had to migrate it."""
    if connection.vendor == "sqlite" and not path().exists():
        with django_db_blocker.unblock():
            connection.ensure_connection()
            keep(connection.connection)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """The index and files of a test live and die with it."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.ADMIN_PASSWORD_FILE = tmp_path / "admin-password.txt"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    caches["process"].clear()
    picks.forget()


@pytest.fixture(autouse=True)
def german():
    """The language of a page that the test before has asked for ends with it."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Nothing but this machine can be reached."""
    connect = socket.socket.connect

    def local_only(self, address):
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"A test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture
def client():
    """A browser; `force_login` signs somebody in who has shown a second factor."""
    return SignedInClient()


@pytest.fixture
def admin_client(admin_user):
    """The browser of somebody who may everything, in place of that of pytest-django."""
    client = SignedInClient()
    client.force_login(admin_user)
    return client


@pytest.fixture
def engine(db):
    """The engine with an empty index."""
    engine = current_engine()
    engine.rebuild([])
    return engine
