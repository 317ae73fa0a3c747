"""Tests on the demo content, which is loaded once for all of them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from search.engines import current_engine


@pytest.fixture(scope="package")
def demo_index(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo content in the database, and the folder of its index, for all tests here."""
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
