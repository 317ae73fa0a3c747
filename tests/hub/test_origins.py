"""What may stand in the policy about frames, and what may not."""

import pytest
from django.core.exceptions import ValidationError

from hub.models import HubSettings
from hub.origins import read, validate


def test_origins_are_read_line_by_line_in_one_spelling():
    text = "https://www.Stadt.example/\n\n  https://kammer.example:8443 \nhttps://a.example:443"
    assert read(text) == [
        "https://www.stadt.example",
        "https://kammer.example:8443",
        "https://a.example",
    ]


def test_umlauts_are_written_as_browsers_send_them():
    assert read("https://förderung.example") == ["https://xn--frderung-n4a.example"]


@pytest.mark.parametrize(
    "line",
    [
        "http://stadt.example",
        "stadt.example",
        "https://*.example",
        "*",
        "https://",
        "https://localhost",
        "https://stadt.example/seite",
        "https://user@stadt.example",
        "https://stadt.example:0",
        "https://stadt.example:99999",
        "https://stadt.example; script-src *",
        "https://stadt.example 'unsafe-inline'",
        "https://stadt.example,https://b.example",
        "https://" + "a" * 300 + ".example",
        "https://.example",
        "javascript:alert(1)",
        "'self'",
    ],
)
def test_what_is_no_origin_is_refused_and_never_reaches_the_policy(line):
    with pytest.raises(ValidationError) as refusal:
        HubSettings(embed_origins=f"https://gut.example\n{line}").clean_fields()
    assert "embed_origins" in refusal.value.message_dict
    assert read(f"https://gut.example\n{line}") == ["https://gut.example"]


def test_an_empty_list_is_fine():
    validate("\n \n")
