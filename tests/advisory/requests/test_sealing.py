"""What people write lies under a key in the database, and the key can change."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from advisory import sealing
from advisory.models import AdviceRequest, RequestEvent
from tests.advisory.requests.factories import TYPED, make_draft, make_sent

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def in_database():
    """All text of all tables about requests."""
    with connection.cursor() as cursor:
        found = []
        for model in (AdviceRequest, RequestEvent):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
            found += [str(value) for row in cursor.fetchall() for value in row]
    return " ".join(found)


def test_nothing_that_was_typed_can_be_read_in_the_database(bank, grants):
    request = make_sent(grants)
    text = in_database()
    assert "Drehmaschine" not in text
    assert "anna" not in text.lower()
    assert AdviceRequest.objects.get(pk=request.pk).typed == TYPED


def test_without_keys_of_its_own_a_hub_seals_too(settings):
    settings.REQUEST_KEYS = []
    assert sealing.unseal(sealing.seal({"a": "ü"})) == {"a": "ü"}
    settings.SECRET_KEY = "another"
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealing.seal({"a": "ü"})[:-4] + "AAAA")


def test_a_newer_key_seals_and_older_ones_still_open(settings):
    settings.REQUEST_KEYS = [OLD]
    sealed = sealing.seal("geheim")
    settings.REQUEST_KEYS = [NEW, OLD]
    assert sealing.unseal(sealed) == "geheim"
    again = sealing.seal_again(sealed)
    settings.REQUEST_KEYS = [NEW]
    assert sealing.unseal(again) == "geheim"
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed)


def test_what_is_no_key_stops_the_start(settings):
    settings.REQUEST_KEYS = ["short"]
    with pytest.raises(ImproperlyConfigured, match="HUB_REQUEST_KEYS"):
        sealing.check()


def test_the_command_seals_everything_anew_and_may_run_twice(settings, bank, grants):
    request = make_sent(grants)  # under the key made from SECRET_KEY
    settings.REQUEST_KEYS = [NEW]
    for _ in range(2):
        call_command("rotate_request_key", stdout=(out := StringIO()))
        assert "0 could not be read" in out.getvalue()
    settings.SECRET_KEY = "another"
    assert AdviceRequest.objects.get(pk=request.pk).typed == TYPED


def test_the_command_says_when_a_key_is_missing_and_keeps_the_text(settings, db):
    settings.REQUEST_KEYS = [OLD]
    draft = make_draft()
    settings.REQUEST_KEYS = [NEW]
    with pytest.raises(CommandError, match="behind the first"):
        call_command("rotate_request_key", stdout=StringIO())
    assert AdviceRequest.objects.get(pk=draft.pk).typed == {}
    settings.REQUEST_KEYS = [NEW, OLD]
    assert AdviceRequest.objects.get(pk=draft.pk).typed == TYPED


def test_a_new_key_is_printed():
    call_command("rotate_request_key", "--new", stdout=(out := StringIO()))
    Fernet(out.getvalue().strip())
