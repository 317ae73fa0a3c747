"""Nobody learns whether an address has an account: same answer, same kind of work."""

import re
from itertools import count

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.directory.own_area.typing import NEW, stamp, typed
from tests.factories import make_organisation
from tests.hub.accounts.people import make_person
from tests.hub.accounts.test_signing_in import SIGN_IN, SIGN_UP, read_form

pytestmark = pytest.mark.django_db
FORMS = {
    "password": (SIGN_IN, lambda email: {"login": email, "password": "geraten, geraten"}),
    "code": (SIGN_IN, lambda email: {"login": email}),
    "forgotten": ("/konto/passwort/vergessen/", lambda email: {"email": email}),
    "sign-up": (SIGN_UP, lambda email: {"email": email, "shown": read_form()}),
    "list something": (NEW, lambda email: typed(email=email)),
    "take over": (
        "/verzeichnis/werk/uebernehmen/",
        lambda email: {"email": email, "shown": stamp()},
    ),
}
# Where nothing is found by the proved address, the other is asked; a name for a new account is
# looked for.
READS_MORE = {"sign-up": 8}


@pytest.fixture
def hashes(monkeypatch):
    """How often a password was hashed; the only work that takes long."""
    made, encode = [], MD5PasswordHasher.encode

    def counting(self, *args, **kwargs):
        made.append(1)
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return made


@pytest.fixture
def ask(hashes, django_capture_on_commit_callbacks):
    """Send a form from a new browser; gives the page that follows and the work before it."""

    machines = count(1)

    def ask(form, email):
        address, fields = FORMS[form]
        # Each from a machine of its own, else limits answer.
        browser = Client(REMOTE_ADDR=f"203.0.113.{next(machines)}")
        hashes.clear()
        with (
            CaptureQueriesContext(connection) as queries,
            django_capture_on_commit_callbacks(execute=True),
        ):
            answer = browser.post(address, fields(email))
        verbs = [query["sql"].split(None, 1)[0] for query in queries.captured_queries]
        page = answer if answer.status_code == 200 else browser.get(answer.url)
        text = re.sub(r'value="[^"]*"', "", page.content.decode()).replace(email, "")
        work = {"reads": verbs.count("SELECT"), "hashes": len(hashes)}
        work["writes"] = sum(verbs.count(verb) for verb in ("INSERT", "UPDATE", "DELETE"))
        return (answer.status_code, answer.headers.get("Location"), text), work

    return ask


def make_known():
    yield make_person("kennwort@hub.example", password="lange Wanderung")
    yield make_person("code@hub.example")
    yield make_person("zu@hub.example", password="lange Wanderung", is_active=False)
    yield make_person("unbewiesen@hub.example", verified=False)


@pytest.mark.parametrize("form", FORMS)
def test_an_unknown_address_gets_the_answer_of_a_known_one_for_the_same_work(ask, form):
    make_organisation(title="Werk")
    known = [person.email for person in make_known()]
    ask(form, "erste@hub.example")  # fills what is kept for everybody
    answer, work = ask(form, "niemand@hub.example")
    for email in known:
        its_answer, its_work = ask(form, email)
        assert its_answer == answer, email
        assert its_work["hashes"] == work["hashes"], email
        assert its_work["writes"] == work["writes"], email
        more = abs(its_work["reads"] - work["reads"])
        assert more <= READS_MORE.get(form, 1), (email, its_work, work)
