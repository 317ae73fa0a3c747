"""What every test needs: an index of its own, no network, one place for uploads."""

import socket
from io import StringIO

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from search.engines import current_engine


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
def engine(db):
    """The engine with an empty index."""
    engine = current_engine()
    engine.rebuild([])
    return engine


@pytest.fixture(scope="module")
def demo_index(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo content in the database, and the folder of its index, for a whole module."""
    folder = tmp_path_factory.mktemp("demo") / "index"
    with django_db_blocker.unblock(), override_settings(SEARCH_INDEX_DIR=folder):
        with transaction.atomic():
            call_command("set_up_hub", stdout=StringIO())
            call_command("load_demo", stdout=StringIO())
            call_command("rebuild_index", stdout=StringIO())
            yield folder
            transaction.set_rollback(True)
    current_engine.cache_clear()


@pytest.fixture
def demo(demo_index, settings, db):
    """A test on the demo content."""
    settings.SEARCH_INDEX_DIR = demo_index
