"""What holds for the site as a whole: addresses for machines, safety, error pages, set-up."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from wagtail.models import Locale, Page, Site

from hub import views
from hub.models import User

INLINE = "'unsafe-inline'"


# --- Addresses for machines -------------------------------------------------------------------


@pytest.mark.parametrize("host", ["testserver", "10.0.0.7:8000", "somebody-else.example"])
def test_the_health_address_answers_by_any_host_name(client, engine, host):
    response = client.get("/healthz", headers={"host": host})
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_other_addresses_answer_by_the_name_of_the_hub_only(client):
    assert client.get("/robots.txt", headers={"host": "somebody-else.example"}).status_code == 400


def test_robots_stay_out_of_admin_and_results_and_learn_the_sitemap(client, settings):
    settings.HUB_URL = "https://hub.example"
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Disallow: /suche/?" in lines
    assert "Disallow: /en/search/?" in lines
    assert "Sitemap: https://hub.example/sitemap.xml" in lines


# --- Content security policy ------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/suche/", "/en/search/", "/beratung/", "/administration/"])
def test_public_pages_forbid_inline_scripts_and_styles(engine, client, path):
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_the_admin_has_a_looser_policy_of_its_own(client):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]
    assert f"script-src 'self' {INLINE}" in policy
    assert "default-src 'self'" in policy


# --- Error pages: without `django_db`, every query would fail ---------------------------------


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_need_neither_database_nor_context(status):
    page = render_to_string(f"{status}.html")
    assert page.lstrip().startswith("<!doctype html>")
    assert "<h1" in page


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views.bad_request, 400),
        (views.forbidden, 403),
        (views.csrf_failure, 403),
        (views.not_found, 404),
        (views.server_error, 500),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_error_is_answered_without_the_database(rf, view, status):
    response = view(rf.get("/"))
    assert response.status_code == status
    assert response.content.decode() == render_to_string(f"{status}.html")


@pytest.mark.django_db
def test_a_form_from_elsewhere_gets_our_page():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "admin"})
    assert response.status_code == 403
    assert response.content.decode() == render_to_string("403.html")


# --- Set-up -----------------------------------------------------------------------------------


def set_up():
    call_command("set_up_hub", stdout=StringIO())


@pytest.mark.django_db
def test_setting_up_twice_changes_nothing(settings):
    set_up()

    def state():
        rows = [list(m.objects.order_by("pk").values()) for m in (Page, Site, Locale, User)]
        return rows, settings.ADMIN_PASSWORD_FILE.read_text()

    before = state()
    set_up()
    assert state() == before


@pytest.mark.django_db
def test_the_first_password_is_for_the_eyes_of_this_account_only(settings):
    path = settings.ADMIN_PASSWORD_FILE
    path.write_text("left over from an earlier installation")
    path.chmod(0o644)
    set_up()
    assert path.stat().st_mode & 0o777 == 0o600
    words = dict(line.split(": ") for line in path.read_text().splitlines())
    assert Client().login(email=words["e-mail"], password=words["password"])


# --- Settings ---------------------------------------------------------------------------------

READ = """
import dotenv, json
dotenv.load_dotenv = lambda *path: None
from hub import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if "SECURE" in name}))
"""


@pytest.mark.parametrize(
    ("address", "secure"), [("https://hub.example", True), ("http://hub.example", False)]
)
def test_cookies_are_secure_where_the_hub_is(tmp_path, address, secure):
    environment = {"PATH": os.environ["PATH"], "HUB_VAR": str(tmp_path), "SECRET_KEY": "secret"}
    run = subprocess.run(
        [sys.executable, "-c", READ],
        env={**environment, "HUB_URL": address},
        capture_output=True,
        text=True,
        check=True,
    )
    read = json.loads(run.stdout)
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert read[name] is secure
    assert bool(read["SECURE_HSTS_SECONDS"]) is secure
