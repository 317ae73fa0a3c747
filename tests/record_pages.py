"""How the tests of detail pages read a page."""

import json
import re

from django.utils.translation import override

from search import outbox


def page(client, record, language="de"):
    """The text of a record's page; the outbox is worked off, as after a commit."""
    outbox.work_off()
    response = client.get(record.url_in(language))
    assert response.status_code == 200
    return response.content.decode()


def structured_data(html):
    """All JSON-LD objects of a page by their type."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return {data["@type"]: data for data in map(json.loads, blocks)}


def status(client, record):
    with override("de"):
        return client.get(record.get_absolute_url()).status_code
