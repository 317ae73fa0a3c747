"""From the mail that asks whether a record is still right to its page, and a day's tasks."""

import subprocess
import sys

import pytest

from tests.browser.looks import is_accessible, looks_well
from tests.browser.markup import errors, needs_checker
from tests.browser.test_calendar import press_tab_until
from tests.browser.test_saved_search import (
    WITH_AND_WITHOUT,
    link,
    mail_to,
    press,
    run,
)

PHONE = {"width": 360, "height": 740}
DUE = """
from datetime import timedelta
from django.utils import timezone
from directory.freshness.clock import look_after
from directory.models import Organisation
from tests.factories import make_member, make_organisation, make_person, make_service
old = timezone.now() - timedelta(days=900)
day = timezone.localdate() - timedelta(days={days})
dates = dict(confirmed_on=day, first_published_at=old, last_published_at=old)
house = make_organisation(title="{title}", **dates)
user = make_person(email="{email}", username="{email}")
make_member(house, user=user)
make_service(owner=house, title="Sprechstunde {title}", **dates)
look_after()
"""
CLOSED = """
from datetime import timedelta
from django.utils import timezone
from directory.freshness.clock import look_after
from directory.freshness.reminders import hash_of
from directory.models import Membership, Organisation, Reminder
from tests.factories import make_member, make_organisation
old = timezone.now() - timedelta(days=900)
day = timezone.localdate() - timedelta(days=370)
dates = dict(confirmed_on=day, first_published_at=old, last_published_at=old)
names = ("expired", "role_lost", "withdrawn", "deleted")
houses = {name: make_organisation(title=f"Altes {name}", **dates) for name in names}
users = {name: make_member(house) for name, house in houses.items()}
look_after()
for name, user in users.items():
    Reminder.objects.filter(user=user).update(secret_hash=hash_of(name))
Reminder.objects.filter(user=users["expired"]).update(sent_on=day)
Membership.objects.filter(user=users["role_lost"]).delete()
Organisation.objects.filter(pk=houses["withdrawn"].pk).update(live=False)
houses["deleted"].delete()
"""
CLOSED_PAGES = {
    "unknown": (404, "über zwei Zeilen"),
    "expired": (410, "älter als 60 Tage"),
    "role_lost": (403, "betreut diesen Eintrag nicht mehr"),
    "withdrawn": (409, "inzwischen zurückgezogen"),
    "deleted": (410, "gelöscht"),
}
SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
user = get_user_model().objects.get(email="{email}")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key)
"""


def printed(installation, script):
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", script]
    done = subprocess.run(
        command, env=installation.environment, check=True, timeout=120, capture_output=True
    )
    return done.stdout.decode().strip()


@pytest.fixture
def signed_in(installation, hub, open_page):
    """The list of tasks of a person who is signed in, by e-mail."""

    def open_signed_in(email, **options):
        key = printed(installation, SIGN_IN.format(email=email))
        page = open_page("/", **options)
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": hub}])
        page.status = page.goto(f"{hub}/mein/aufgaben/").status
        return page

    return open_signed_in


def due(installation, title, email, days=370):
    run(installation, DUE.format(title=title, email=email, days=days))


@WITH_AND_WITHOUT
def test_from_the_mail_to_the_checked_page_on_a_phone(installation, hub, box, open_page, script):
    word = "mit" if script else "ohne"
    title, email = f"Prüfwerk {word}", f"pruefwerk-{word}@example.org"
    due(installation, title, email)
    message = mail_to(box, email)
    assert title in message["Subject"] or title in message.get_body(["plain"]).get_content()
    page = open_page(link(message, hub, "/"), java_script_enabled=script, **PHONE)
    first = page.get_by_role("heading", level=2).first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    press(page, "Ja, stimmt noch")
    assert "ist aktuell" in page.get_by_role("status").inner_text()
    press(page, "Auch diese stimmen noch")
    assert page.get_by_role("heading", name="Noch ein Eintrag").count() == 0
    with page.expect_navigation():
        page.get_by_role("link", name="Zur Seite").click()
    assert page.get_by_role("heading", level=1).inner_text() == first
    assert f"von {title}" in page.locator(".checked").first.inner_text()


def test_the_pages_of_a_reminder_are_accessible(installation, hub, box, open_page):
    email = "barrierefrei@example.org"
    due(installation, "Barrierefrei GmbH", email)
    address = link(mail_to(box, email), hub, "/")
    page = open_page(address)
    is_accessible(page)
    press(page, "Alles stimmt noch")
    is_accessible(page)
    assert open_page("/stimmt-noch/falsch/").status == 404


def test_a_link_that_asks_nothing_any_more_says_why(installation, hub, open_page, tmp_path):
    run(installation, CLOSED)
    page = open_page("/", width=360, height=740)
    for name, (status, words) in CLOSED_PAGES.items():
        assert page.goto(f"{hub}/stimmt-noch/{name}/").status == status
        assert page.get_by_role("heading", level=1).inner_text() == "Dieser Link gilt nicht mehr"
        assert words in page.locator("main").inner_text()
        page.complaints.clear()  # for statuses above 399
        looks_well(page, tmp_path)
    assert not errors(tmp_path)


@needs_checker
def test_the_markup_is_valid(installation, hub, box, signed_in, tmp_path):
    email = "gueltig@example.org"
    due(installation, "Gültig GmbH", email)
    page = signed_in(email, java_script_enabled=False)
    for number, address in enumerate((page.url, link(mail_to(box, email), hub, "/"))):
        answer = page.request.get(address if number == 0 else hub + address)
        (tmp_path / f"{number}.html").write_bytes(answer.body())
    assert errors(tmp_path) == []


@WITH_AND_WITHOUT
def test_a_day_of_tasks_ends(installation, signed_in, script):
    word = "mit" if script else "ohne"
    title, email = f"Tagewerk {word}", f"tagewerk-{word}@example.org"
    due(installation, title, email)
    page = signed_in(email, java_script_enabled=script, **PHONE)
    assert page.status == 200
    assert page.locator(".errand").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for _number in range(2):
        if script:
            press_tab_until(page, ".errand button")
        else:
            page.locator(".errand button").first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.get_by_text("Alles erledigt").count() == 1
    assert page.get_by_text("Heute sind 2 erledigt").count() == 1


def test_the_tasks_are_accessible(installation, signed_in):
    email = "aufgaben@example.org"
    due(installation, "Aufgaben GmbH", email)
    page = signed_in(email)
    is_accessible(page)
