"""How tests walk through the site by its own list of addresses."""

import re
from urllib.parse import urlsplit


def addresses(client, path="/sitemap.xml"):
    """The paths that a sitemap lists."""
    response = client.get(path)
    assert response.status_code == 200
    return [
        urlsplit(url).path for url in re.findall(r"<loc>(.*?)</loc>", response.content.decode())
    ]


def unanswered(client, paths):
    """The paths that do not answer with a page, and what they say instead."""
    statuses = {path: client.get(path, follow=True).status_code for path in paths}
    return {path: status for path, status in statuses.items() if status != 200}
