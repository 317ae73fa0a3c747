"""The web server and the worker are killed while people save; nothing may be lost."""

import os
import re
import signal
import threading
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import build_opener

import pytest

from tests.running import running_hub

RECORDS = 200
KILLS = 6
FORMSETS = ("locations", "contact_points", "social_links", "relations_out")


@pytest.fixture
def hub(tmp_path):
    with running_hub(tmp_path) as hub:
        yield hub


class Editor:
    """A person at the admin who presses the button again when the server was gone."""

    def __init__(self, hub):
        self.address = hub.address
        opener, session = build_opener(), hub.session_of_administrator()
        opener.addheaders.append(("Cookie", f"sessionid={session}; csrftoken={'a' * 32}"))
        self.open = opener.open

    def post(self, path, fields):
        with self.open(self.address + path, timeout=30) as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
        fields = {**fields, "csrfmiddlewaretoken": token[1]}
        with self.open(self.address + path, urlencode(fields).encode(), timeout=30) as page:
            return page.geturl()

    def publish_organisation(self, number):
        path = "/admin/snippets/directory/organisation/add/"
        fields = {
            "title": f"Absturzprobe {number}",
            "summary": "Gespeichert, während der Server stirbt.",
            "kind": "company",
            "language": "de",
            "licence": "CC-BY-4.0",
            "renewal_months": "12",
            "action-publish": "1",
        }
        for name in FORMSETS:
            fields |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
            fields |= {f"{name}-MIN_NUM_FORMS": "0", f"{name}-MAX_NUM_FORMS": "1000"}
        for _attempt in range(300):
            try:
                address = self.post(path, fields)
            except HTTPError:
                raise
            except (OSError, TypeError):
                time.sleep(0.1)
                continue
            assert not address.endswith("/add/"), "the form was refused"
            return
        raise AssertionError("the server did not come back")


def test_database_and_index_agree_after_kill_9(hub):
    editors = [Editor(hub), Editor(hub)]
    failures = []

    def work(editor, numbers):
        try:
            for number in numbers:
                editor.publish_organisation(number)
        except Exception as failure:
            failures.append(failure)

    threads = [
        threading.Thread(target=work, args=(editor, range(part, RECORDS, 2)))
        for part, editor in enumerate(editors)
    ]
    for thread in threads:
        thread.start()
    killed = 0
    while any(thread.is_alive() for thread in threads) and killed < KILLS:
        time.sleep(2)
        for name in ("gunicorn", "db_worker"):
            if pid := hub.child(name):
                os.killpg(pid, signal.SIGKILL)
        killed += 1
    for thread in threads:
        thread.join()

    assert failures == []
    assert killed == KILLS, "everything was saved before the last kill"
    hub.wait()
    deadline = time.monotonic() + 60
    while (checked := hub.manage("check_index")).returncode and time.monotonic() < deadline:
        time.sleep(1)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    saved = set(
        re.findall(r"Absturzprobe \d+", hub.manage(f"shell --verbosity 0 -c {TITLES}").stdout)
    )
    assert len(saved) == RECORDS


TITLES = "print(list(__import__('directory').models.Organisation.objects.values_list('title')))"
