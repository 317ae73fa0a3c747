"""What HUB_OIDC may hold; people sign in at a real server in tests/browser."""

import json
import os
import subprocess
import sys

import pytest

READ = """
import dotenv, json
dotenv.load_dotenv = lambda *path: None
from hub import settings
apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
print(json.dumps([apps, settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]]))
"""
UNI = {
    "id": "uni",
    "name": "Universität Musterstadt",
    "server": "https://idp.uni.example/realms/x",
    "client": "hub",
    "secret": "geheim",
    "domains": ["uni.example"],
}


def read(folder, value):
    environment = {"PATH": os.environ["PATH"], "HUB_VAR": str(folder), "SECRET_KEY": "secret"}
    return subprocess.run(
        [sys.executable, "-c", READ],
        env={**environment, "HUB_OIDC": value},
        capture_output=True,
        text=True,
    )


def test_a_server_gets_a_button_and_may_receive_the_form(tmp_path):
    apps, allowed = json.loads(read(tmp_path, json.dumps([UNI])).stdout)
    assert apps[0]["provider_id"] == "uni"
    assert apps[0]["settings"]["verified_email"] == ["uni.example"]
    assert allowed == ["'self'", "https://idp.uni.example"]


def test_without_domains_its_word_counts_for_nobody(tmp_path):
    apps, _allowed = json.loads(read(tmp_path, json.dumps([{**UNI, "domains": []}])).stdout)
    assert apps[0]["settings"] == {
        "server_url": UNI["server"],
        "verified_email": [],
        "email_authentication": False,
    }


@pytest.mark.parametrize(
    "value",
    [
        "kein JSON",
        '{"id": "uni"}',
        json.dumps([{**UNI, "server": "http://idp.uni.example"}]),
        json.dumps([{**UNI, "domains": "uni.example"}]),
        json.dumps([{"id": "uni"}]),
    ],
)
def test_what_cannot_be_used_stops_the_start_and_says_so(tmp_path, value):
    done = read(tmp_path, value)
    assert done.returncode != 0
    assert "HUB_OIDC must be a JSON list" in done.stderr
