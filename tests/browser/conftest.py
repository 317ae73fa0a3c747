"""A running hub with the demo content, and a real browser."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import houses
from tests.browser.tiles import tile_server
from tests.mailbox import mailbox
from tests.running import free_port, running_hub

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def tiles():
    """The server of the map pictures."""
    with tile_server() as server:
        yield server


@pytest.fixture(scope="session")
def house_ports():
    """Of the two servers where people of other houses may sign in."""
    return free_port(), free_port()


@pytest.fixture(scope="session")
def installation(tmp_path_factory, tiles, house_ports):
    settings = {"HUB_MAP_TILES": tiles.address, "HUB_OIDC": houses.setting(house_ports)}
    with running_hub(tmp_path_factory.mktemp("hub"), **settings) as hub:
        yield hub


@pytest.fixture(scope="session")
def hub(installation):
    """The address of the hub."""
    return installation.address


@pytest.fixture
def box(installation):
    """The mail server of the hub."""
    with mailbox(installation.mail_port) as box:
        yield box


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
    """Open an address; `complaints` gathers errors of the console and requests to others."""
    contexts = []

    def open_page(address="/", *, width=1280, height=900, **options):
        options.setdefault("reduced_motion", "reduce")  # what glides slips from under a click
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((hub, "data:")) else page.complaints.append(r.url),
        )
        page.status = page.goto(hub + address).status
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def administrator(installation):
    """The cookies of the first administrator, with a second factor."""
    return state_of(installation.session_of_administrator())


def state_of(key):
    """What a browser keeps in which the session with this key is signed in."""
    cookie = {"name": "sessionid", "value": key, "domain": "127.0.0.1", "path": "/"}
    cookie |= {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
    return {"cookies": [cookie], "origins": []}


@pytest.fixture
def admin(open_page, administrator):
    """Opens an address of the admin as its first administrator."""

    def open_admin(address, **options):
        return open_page(address, storage_state=administrator, **options)

    return open_admin
