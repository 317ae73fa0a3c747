"""What the web server writes: an access log that somebody switches on holds no keys."""

import pytest
from gunicorn.config import Config

from hub.management.commands import run_hub
from hub.server_log import ServerLog

TOKEN = "x7KaQ_-9x7KaQ_-9x7KaQ_-9x7KaQ_-9"


@pytest.fixture
def server(tmp_path):
    config = Config()
    config.set("accesslog", str(tmp_path / "access"))
    config.set("errorlog", str(tmp_path / "error"))
    log = ServerLog(config)
    yield log
    for each in (log.access_log, log.error_log):
        for handler in [*each.handlers]:
            handler.close()
            each.removeHandler(handler)


def test_neither_log_of_the_server_holds_a_link_that_opens_something(server, tmp_path):
    line = f'"GET /pruefung/{TOKEN}/ HTTP/1.1" 200 "https://hub.example/pruefung/{TOKEN}/"'
    server.access_log.info(line)
    server.error_log.error("Error handling request /mein/eintragen/entwurf/%s/", TOKEN)
    text = (tmp_path / "access").read_text() + (tmp_path / "error").read_text()
    assert TOKEN not in text
    assert text.count("x7Ka…/") == 3


def test_the_hub_starts_its_web_server_with_this_log(monkeypatch):
    started = []
    monkeypatch.setattr(run_hub, "supervise", started.extend)
    run_hub.Command().handle(bind="127.0.0.1:1")
    web = next(child.command for child in started if child.name == "web")
    assert web[web.index("--logger-class") + 1] == "hub.server_log.ServerLog"
