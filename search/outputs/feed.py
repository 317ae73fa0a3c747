"""A query as a news feed (RFC 4287): the newest records that match it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from hub.http import absolute, for_machines
from hub.models import HubSettings
from search import registry
from search.addresses import address_of
from search.describe import labels_of, words
from search.query import SearchQuery
from search.result import Hit
from search.views import answer

ENTRIES = 50
MAX_AGE = 300  # seconds
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, production 2


@require_safe
@conditional_page
def feed(request: HttpRequest, type: str = "") -> HttpResponse:
    """The newest hits of a list; without an index, none where only it knows which match."""
    query = SearchQuery.for_list(request.GET, type, today=timezone.localdate())
    result = answer(replace(query, sort="newest", page=1, size=ENTRIES, all_words=True))
    hits = result.hits if result.complete or not query.is_filtered else []
    drawn = _feed(query, "" if result.complete else _("Some entries may be missing right now."))
    labels = labels_of(hits)
    for hit in sorted(hits, key=_added, reverse=True):
        drawn.add_item(**_entry(hit, labels))
    response = HttpResponse(drawn.writeString("utf-8"), content_type=Feed.content_type)
    response.headers["Last-Modified"] = http_date(drawn.latest_post_date().timestamp())
    return for_machines(response, max_age=MAX_AGE, keep=result.complete)


class Feed(Atom1Feed):
    """Atom that stays the same while nothing changes, with entries in another language marked."""

    def latest_post_date(self) -> datetime:
        if self.items:
            return super().latest_post_date()
        return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))

    def item_attributes(self, item: dict) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}


def _feed(query: SearchQuery, notice: str) -> Feed:
    hub = HubSettings.load()
    own = absolute(address_of(query, "feed", sort=query.default_sort))
    subtitle = " ".join([*query.remarks, notice]).strip()
    return Feed(
        title=_text(f"{words(query)} – {hub.title}"),
        link=absolute(address_of(query)),
        feed_url=own,
        feed_guid=own,
        description="",
        subtitle=_text(subtitle) or None,
        language=get_language(),
        author_name=_text(hub.title),
        author_link=f"{settings.HUB_URL}/",
    )


def _entry(hit: Hit, labels: dict[str, dict[str, str]]) -> dict[str, object]:
    def said(name: str) -> list[str]:
        return [_text(labels[name][c]) for c in hit.facets.get(name, ()) if c in labels[name]]

    return {
        "title": _text(hit.plain_title),
        "link": absolute(hit.address),
        "description": escape(_text(" ".join(filter(None, (hit.plain_summary, _checked(hit)))))),
        "unique_id": _tag(hit),
        "pubdate": _added(hit),
        "updateddate": hit.updated_at or _added(hit),
        "author_name": ", ".join(said("organisation")) or None,
        "categories": [_text(str(registry.get(hit.type).label)), *said("topic")],
        "item_copyright": hit.licence if hit.licence not in ("", "none") else None,
        "language": hit.text_language,
    }


def _checked(hit: Hit) -> str:
    """A sentence, because Atom has no element for it."""
    if not hit.checked_on:
        return ""
    words = {"day": date_format(hit.checked_on, _("j F Y")), "who": hit.checked_by}
    return (
        _("Checked on %(day)s by %(who)s.") if hit.checked_by else _("Checked on %(day)s.")
    ) % words


def _tag(hit: Hit) -> str:
    """A name that stays when the address changes (RFC 4151), dated by the record's first day."""
    day = _added(hit).astimezone(UTC).date()
    return f"tag:{urlsplit(settings.HUB_URL).hostname},{day.isoformat()}:{hit.id}"


def _added(hit: Hit) -> datetime:
    return hit.date_added or hit.updated_at or datetime(2000, 1, 1, tzinfo=UTC)


def _text(text: str) -> str:
    """Without what may not stand in XML."""
    return NOT_IN_XML.sub("", text)
