"""The text of a mail as HTML: what is a button, and what must never be one."""

import pytest
from django.test import override_settings

from hub.mailbox.letter import Block, blocks
from hub.mailbox.models import OutgoingMail
from hub.mailbox.sending import message

HOME = "https://hub.example/"
LONG = f"{HOME}pruefung/{'x' * 43}/"


def of(text):
    return list(blocks(text, HOME))


def test_an_address_of_the_hub_is_a_button():
    assert of(f"Lesen Sie hier:\n\n{LONG}\n\nDanke.") == [
        Block("text", "Lesen Sie hier:"),
        Block("button", "", LONG),
        Block("text", "Danke."),
    ]


def test_a_short_line_above_it_names_the_button():
    text = f"Werkstatt\n\nStimmt noch:\n{LONG}\n\nEtwas ändern:\n{HOME}b/"
    assert of(text)[1:] == [
        Block("button", "Stimmt noch", LONG),
        Block("button", "Etwas ändern", f"{HOME}b/"),
    ]


def test_a_title_above_it_is_a_link_in_a_list():
    assert of(f"Fuldawerk GmbH\n{LONG}") == [Block("link", "Fuldawerk GmbH", LONG)]


def test_a_long_sentence_above_it_stays_a_sentence():
    sentence = "Das ist ein Satz, der viel zu lang ist, um auf einem Knopf zu stehen, oder?"
    assert of(f"{sentence}\n{LONG}") == [Block("text", sentence), Block("button", "", LONG)]


@pytest.mark.parametrize(
    "line",
    [
        "https://evil.example/",
        "https://hub.example.evil.example/",
        "javascript:alert(1)",
        f"> {LONG}",
        f"{HOME} und mehr",
    ],
)
def test_what_leads_elsewhere_or_is_quoted_is_no_button(line):
    assert {block.kind for block in of(f"Klicken Sie hier:\n{line}")} <= {"text", "quote"}


def test_titles_quotations_and_the_foot():
    text = f"    Fuldawerk GmbH\n\n> Guten Tag,\n> wir suchen\n\n-- \nRegion vernetzt\n{HOME}"
    assert of(text) == [
        Block("title", "Fuldawerk GmbH"),
        Block("quote", "Guten Tag,\nwir suchen"),
        Block("foot", "Region vernetzt", HOME),
    ]


@pytest.mark.django_db
@override_settings(HUB_URL="https://hub.example")
def test_the_html_escapes_names_the_button_and_shows_its_address_below():
    row = OutgoingMail(key="x", to="a@example.org", language="en", kind="review")
    row.text = f"Hello,\n\n<b>bold</b>\n\nStill right:\n{LONG}\n\nRead:\n\n{HOME}a/?b=1&c=2\n"
    html = message(row).alternatives[0].content
    assert '<html lang="en">' in html
    assert "&lt;b&gt;bold" in html
    assert ">Still right</a>" in html
    assert f">{LONG}</a>" in html  # for those who copy it
    assert ">Open the page</a>" in html
    assert 'href="https://hub.example/a/?b=1&amp;c=2"' in html
    assert "<img" not in html
    assert "<script" not in html
