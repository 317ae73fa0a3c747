import pytest
from django.db import transaction
from django.http import HttpResponseNotFound

from tests.directory.rights.world import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once for all tests of a module; what a test changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def plain_not_found(monkeypatch):
    """Wagtail draws its whole menu around each of the thousand answers that are asserted here."""
    monkeypatch.setattr(
        "wagtail.admin.urls.page_not_found", lambda *_, **__: HttpResponseNotFound()
    )
