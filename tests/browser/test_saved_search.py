"""A kept search from the form to the end of its mails, in a browser and a mailbox."""

import re
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.browser.looks import findings, fits_every_width, is_accessible
from tests.mailbox import addresses

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
PUBLISH = """
from tests.factories import make_organisation
make_organisation(title="{title}")
"""
TOMORROW = """
from datetime import timedelta
from django.utils import timezone
from search.saved import sending
sending.send_due(at=timezone.now() + timedelta(days=1, hours=1))
"""


def run(installation, script):
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", script]
    subprocess.run(command, env=installation.environment, check=True, timeout=120)


def mail_to(box, recipient):
    """The next mail to an address."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for message in box.messages:
            if message["To"] == recipient:
                box.messages.remove(message)
                return message
        time.sleep(0.1)
    raise AssertionError("no mail has come")


def link(message, hub, ending=""):
    """The path of the first link that ends so."""
    return next(a for a in addresses(message) if a.endswith(ending)).removeprefix(hub)


def press(page, words):
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


@WITH_AND_WITHOUT
def test_from_the_form_to_the_mail_to_the_end(open_page, installation, box, script):
    hub, reader = installation.address, f"anna{script}@example.org".lower()
    page = open_page("/suche/merken/?q=Quastenflosser", java_script_enabled=script)
    page.get_by_label("E-Mail-Adresse").fill(reader)
    page.get_by_label("wöchentlich").check()
    press(page, "Diese Suche merken")
    assert "/suche/merken/gesendet/?" in page.url
    confirm = link(mail_to(box, reader), hub, "/bestaetigen/")

    page.goto(hub + confirm)
    assert "Quastenflosser" in page.locator("main").inner_text()
    press(page, "Ja, merken")
    assert re.search(r"/suche/merken/[\w-]{32}/$", page.url)
    page.get_by_label("täglich").check()
    press(page, "Speichern")
    assert page.get_by_label("täglich").is_checked()

    run(installation, PUBLISH.format(title=f"Quastenflosser {script}"))
    run(installation, TOMORROW)
    news = mail_to(box, reader)
    assert f"Quastenflosser {script}" in news.get_body(("plain",)).get_content()
    run(installation, TOMORROW)
    assert [message for message in box.messages if message["To"] == reader] == []

    page.goto(hub + link(news, hub, "/"))  # the first link is that of the first hit
    assert page.get_by_role("heading", level=1).inner_text() == f"Quastenflosser {script}"
    page.goto(hub + link(news, hub, "/beenden/"))
    press(page, "Ja, beenden")
    assert page.get_by_role("heading", level=1).inner_text() == "Keine Mails mehr zu dieser Suche"
    with pytest.raises(HTTPError, match="404"):
        urlopen(hub + confirm)


def test_one_click_in_the_mail_program_ends_it(open_page, installation, box):
    hub, reader = installation.address, "bert@example.org"
    page = open_page("/en/search/keep/?type=event&q=Quastenflosser")
    page.get_by_label("e-mail address").fill(reader)
    press(page, "Keep this search")
    assert "/en/search/keep/sent/?" in page.url
    message = mail_to(box, reader)
    end = message["List-Unsubscribe"].strip("<> ")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with urlopen(Request(end, data=b"List-Unsubscribe=One-Click")) as answer:
        assert answer.status == 200
        assert answer.url == end
    with pytest.raises(HTTPError, match="404"):
        urlopen(hub + link(message, hub, "/confirm/"))


def test_a_mistyped_address_is_told_at_the_field_and_kept(open_page):
    page = open_page("/suche/merken/?q=Beratung")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_label("E-Mail-Adresse").fill("anna@")
    page.get_by_label("wöchentlich").check()
    press(page, "Diese Suche merken")
    field = page.get_by_label("E-Mail-Adresse")
    assert field.input_value() == "anna@"
    assert page.locator(f"#{field.get_attribute('aria-describedby')}").is_visible()
    assert page.get_by_label("wöchentlich").is_checked()
    is_accessible(page)


def test_every_page_of_a_link_is_accessible_at_every_width(open_page, installation, box):
    hub, reader = installation.address, "links@example.org"
    page = open_page("/suche/merken/?topic=x&q=Beratung&type=event")
    page.get_by_label("E-Mail-Adresse").fill(reader)
    press(page, "Diese Suche merken")
    confirm = link(mail_to(box, reader), hub, "/bestaetigen/")
    page.goto(hub + confirm)
    is_accessible(page)
    press(page, "Ja, merken")
    for end in ("", "verlaengern/", "beenden/"):
        page.goto(hub + confirm.replace("bestaetigen/", end))
        fits_every_width(page)
        is_accessible(page)
    press(page, "Ja, beenden")
    is_accessible(page)
    assert page.goto(hub + confirm).status == 404
    assert findings(page) == []
