"""The mails about kept searches, as messages that can be sent."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from hub.http import absolute
from hub.mail_parts import message_id, one_line, plain_text, sender
from hub.models import HubSettings
from search import describe, registry
from search.addresses import address_of, kept_address
from search.models import SavedSearch
from search.result import Hit
from search.saved import query as saved_query
from search.saved.news import News

SHOWN = 20  # hits in one mail
# What mail programs make a link of: nobody shall send advertisements by way of a confirmation.
# The last part of a host begins with a letter; what stands before its dot may end in anything.
LINKED = re.compile(r"://|(?<=[^\s„“\"'(])[.。．｡](?=[^\W\d])")


def confirmation(saved: SavedSearch) -> EmailMultiAlternatives:
    """Asks an address whether it wants this search; may go to somebody who never asked for it."""
    with override(saved.language):
        words = LINKED.sub(". ", describe.words(saved_query.stored(saved)))
        subject = _("Please confirm: %(words)s") % {"words": words}
        context = {"words": words, "confirm_url": absolute(saved.url("confirm"))}
        return _message(saved, "confirmation", subject, context, saved.created_at)


def already_kept(saved: SavedSearch) -> EmailMultiAlternatives:
    """Tells somebody who kept a search twice that it is kept."""
    with override(saved.language):
        words = describe.words(saved_query.stored(saved))
        subject = _("You keep this search already: %(words)s") % {"words": words}
        return _message(saved, "already_kept", subject, {"words": words}, timezone.now())


def news(saved: SavedSearch, found: News) -> EmailMultiAlternatives:
    """What is new, as a list of at most 20."""
    with override(saved.language):
        query = saved_query.stored(saved)
        words, count = describe.words(query), len(found.hits)
        subject = ngettext("%(count)d new hit: %(words)s", "%(count)d new hits: %(words)s", count)
        context = {
            "words": words,
            "count": count,
            "hits": [_lines(hit) for hit in found.hits[:SHOWN]],
            "others": max(0, count - SHOWN),
            "many_others": found.more,
            "remarks": query.remarks,
            "results_url": absolute(address_of(query, sort="newest")),
        }
        subject %= {"count": count, "words": words}
        return _message(saved, "news", subject, context, found.until)


def question(saved: SavedSearch) -> EmailMultiAlternatives:
    """Asks whether to go on for another year."""
    with override(saved.language):
        query = saved_query.stored(saved)
        words = describe.words(query)
        subject = _("Shall we go on searching? %(words)s") % {"words": words}
        context = {
            "words": words,
            "expires_on": timezone.localdate(saved.expires_at),
            "extend_url": absolute(saved.url("extend")),
            "new_url": absolute(kept_address("saved_search_new", query)),
            "has_lost_a_filter": saved_query.has_lost_a_filter(saved),
        }
        return _message(saved, "question", subject, context, saved.expires_at)


def _message(
    saved: SavedSearch, name: str, subject: str, context: dict[str, object], moment: datetime
) -> EmailMultiAlternatives:
    """A mail with all that lets programs treat it as what it is (RFC 2369, 2919, 3834, 8058).

    No `Precedence`: it is no standard, and absence notes heed List-Id and Auto-Submitted. `moment`
    makes the id, by which mail programs know a mail that a lost connection sent twice.
    """
    hub = HubSettings.load()
    host = urlsplit(settings.HUB_URL).hostname
    home, end = reverse("wagtail_serve", args=[""]), absolute(saved.url("unsubscribe"))
    context |= {"hub_title": hub.title, "hub_url": absolute(home), "end_url": end}
    context["manage_url"] = absolute(saved.url("manage"))
    message = EmailMultiAlternatives(
        subject=one_line(subject),
        body=plain_text(f"search/saved/mail/{name}.txt", context),
        from_email=sender(hub.title),
        to=[saved.email],
        reply_to=[hub.contact_email] if hub.contact_email else None,
        headers={
            "Message-ID": message_id(saved.token, name, moment.isoformat()),
            "Auto-Submitted": "auto-generated",
            "List-Id": f"<kept-searches.{host}>",
            "List-Unsubscribe": f"<{end}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    html = render_to_string(f"search/saved/mail/{name}.html", context)
    message.attach_alternative(html, "text/html")
    return message


def _lines(hit: Hit) -> dict[str, object]:
    """What a mail says about a hit, in the active language."""
    return {
        "title": hit.plain_title,
        "kind": registry.get(hit.type).label,
        "when": _when(hit),
        "place": hit.place,
        "summary": hit.plain_summary,
        "url": absolute(hit.address),
        "lang": hit.text_language,
    }


def _when(hit: Hit) -> str:
    """“1. Dezember 2026, 18:00” or “1. Dezember 2026 – 3. Januar 2027”; whole days have no time."""
    if not hit.starts_at:
        return ""
    start = timezone.localtime(hit.starts_at)
    end = timezone.localtime(hit.ends_at) if hit.ends_at else start
    first, last = (date_format(day, _("j F Y")) for day in (start, end))
    if first != last:
        return f"{first} – {last}"
    return f"{first}, {start:%H:%M}" if start.hour or start.minute else first
