"""A real hub with the demo content on a port of its own, and a real browser."""

import os
import shutil
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest
from playwright.sync_api import sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
PORT = 18432


@pytest.fixture(scope="session")
def hub(tmp_path_factory):
    """The address of a hub that was set up the way `make run` does it."""
    environment = {
        **os.environ,
        "HUB_VAR": str(tmp_path_factory.mktemp("hub")),
        "HUB_URL": f"http://127.0.0.1:{PORT}",
        "DATABASE_URL": "",
    }
    for command in (
        "migrate --verbosity 0",
        "set_up_hub",
        "load_demo",
        "rebuild_index",
        "collectstatic --noinput --verbosity 0",
    ):
        subprocess.run([sys.executable, "manage.py", *command.split()], env=environment, check=True)
    server = subprocess.Popen(
        [sys.executable, "manage.py", "run_hub", "--bind", f"127.0.0.1:{PORT}"], env=environment
    )
    try:
        wait_for_server()
        yield environment["HUB_URL"]
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for_server():
    for _attempt in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=10)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the hub does not answer")


@pytest.fixture(scope="session")
def browser():
    path = shutil.which("chromium")
    assert path, "Install Debian's package chromium; .ci/run does it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, hub):
    """Open an address; checks that the page answers and the console stays silent."""
    contexts = []

    def open_page(address="/", *, width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((hub, "data:")) else page.complaints.append(r.url),
        )
        response = page.goto(hub + address)
        page.status = response.status
        return page

    yield open_page
    for context in contexts:
        context.close()
