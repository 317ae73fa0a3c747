"""How records are written on a page: dates, prices, texts, links to maps, structured data."""

import json
import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import mark_safe
from django.utils.timezone import get_default_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.templatetags.hub_tags import euro
from search import registry

register = template.Library()

FIXED_SPACE = "\u00a0"
LICENCE_URLS = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "DL-DE-BY-2.0": "https://www.govdata.de/dl-de/by-2-0",
}
_SCRIPT_UNSAFE = str.maketrans({c: f"\\u{ord(c):04x}" for c in ("<", ">", "&", "\u2028", "\u2029")})


# --- Dates ------------------------------------------------------------------------------------


@register.filter
def day(value):
    """“3. Dezember 2026” for a date, a time or an ISO string; empty for nothing."""
    value = _as_date(value)
    return _written(value, _("j F Y"), get_language()) if value else ""


@register.filter
def weekday_and_day(value):
    value = _as_date(value)
    return _written(value, _("l, j F Y"), get_language()) if value else ""


@register.filter
def checked_on(value):
    return _("checked on %(day)s") % {"day": day(value)}


@register.simple_tag
def checked(hit):
    """“geprüft am 3. Dezember 2026 von IHK”, as far as it is known."""
    if not hit.checked_by:
        return checked_on(hit.checked_on)
    words = {"day": day(hit.checked_on), "who": hit.checked_by}
    return _("checked on %(day)s by %(who)s") % words


@register.simple_tag
def leaf(day):
    """The leaf of a calendar on the left of a card, for a day as ISO text: “Do 03 Dez 2026”."""
    return _leaf(day, get_language())


@lru_cache(maxsize=2048)  # a page has twenty, most of them of the same weeks
def _leaf(day, language):
    if not (date := _as_date(day)):
        return ""
    weekday, number, month = (_written(date, words, language) for words in ("D", "d", "M Y"))
    return format_html(
        '<p class="day"><time datetime="{}"><span>{}</span> <b>{}</b> <span>{}</span></time></p>',
        *(day, weekday, number, month),
    )


@lru_cache(maxsize=2048)
def _written(date, words, language):  # `language` is part of the key only
    return date_format(date, words)


@register.simple_tag
def day_range(first, last=None):
    """“11.–15. Januar 2027”; one day when there is no other."""
    first, last = _as_date(first), _as_date(last)
    if not first or not last or first == last:
        return day(first or last)
    if (first.year, first.month) == (last.year, last.month):
        return _("%(first)s–%(last)s") % {"first": first.day, "last": day(last)}
    return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}


@register.simple_tag
def event_dates(record):
    """“Donnerstag, 3. Dezember 2026, 17:00–19:30 Uhr” in the event's own time zone."""
    start, end, last_day = record.local_start, record.local_end, record.last_day
    first = weekday_and_day(start)
    if record.all_day:
        if start.date() == last_day:
            return first
        return _("%(first)s to %(last)s") % {"first": first, "last": weekday_and_day(last_day)}
    zone = "" if record.time_zone == get_default_timezone_name() else f" ({record.time_zone})"
    if start.date() == end.date():
        return f"{first}, {_times(start, end)}{zone}"
    moments = {
        "first": f"{first}, {_time(start)}",
        "last": f"{weekday_and_day(end)}, {_time(end)}",
    }
    return _("%(first)s to %(last)s") % moments + zone


@register.simple_tag
def clock(starts, ends=""):
    """“17:00–19:30 Uhr” for times that are written already."""
    if starts and ends:
        return _("%(start)s–%(end)s") % {"start": starts, "end": ends}
    return _("%(start)s") % {"start": starts} if starts else ""


def _times(start, end):
    return clock(f"{start:%H:%M}", f"{end:%H:%M}" if end != start else "")


def _time(moment):
    return clock(f"{moment:%H:%M}")


def _as_date(value):
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).date()
        except ValueError:
            return None
    return value.date() if isinstance(value, datetime) else value


# --- Numbers ----------------------------------------------------------------------------------


@register.filter
def price(value):
    """“1 200 €”, “49,50 €”, “kostenfrei” for 0, and nothing where the price is not known."""
    if value is None or value == "":
        return ""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return ""
    return euro(amount) if amount else _("free of charge")


@register.filter
def percent(value):
    """“50 %” that never breaks over two lines; “50%” in English."""
    return f"{value}%" if get_language() == "en" else f"{value}{FIXED_SPACE}%"


# --- Texts ------------------------------------------------------------------------------------


@register.filter
def paragraphs(text):
    """Plain text as HTML: a blank line begins a paragraph, lines with “- ” make a list."""
    blocks = re.split(r"\n[ \t]*\n", (text or "").replace("\r\n", "\n").strip())
    return mark_safe("\n".join(_block(block) for block in blocks if block.strip()))  # noqa: S308


def _block(block):
    """One block; a line after a list item that is no item itself goes on with that item."""
    sentences, items = [], []
    for line in (line.strip() for line in block.splitlines()):
        if line.startswith(("- ", "– ", "* ", "• ")):
            items.append(line[2:].strip())
        elif items:
            items[-1] += f" {line}"
        else:
            sentences.append(line)
    html = format_html("<p>{}</p>", _linked(" ".join(sentences))) if sentences else ""
    if items:
        listed = format_html_join("", "<li>{}</li>", ((_linked(item),) for item in items))
        html += format_html("<ul>{}</ul>", listed)
    return html


def _linked(text):
    return mark_safe(urlize(text, nofollow=True, autoescape=True))  # noqa: S308


@register.filter
def in_language(words):
    """The word of the active language out of what a card stores for both."""
    return words.get(get_language()) or words.get("de", "") if words else ""


@register.filter
def language_names(codes):
    return registry.labels("language", codes).values()


@register.filter
def lang_of(record, field):
    """A lang attribute where the shown text of a field is not in the page's language."""
    in_english = get_language() == "en" and getattr(record, f"{field}_en")
    shown = "en" if in_english else record.language
    return lang_attribute(shown)


@register.filter
def lang_attribute(code):
    """A lang attribute for text in a language that is not the page's."""
    return format_html(' lang="{}"', code) if code and code != get_language() else ""


@register.filter
def is_missing_in_language(record):
    """Whether the page's language has to borrow the text of the other one."""
    return bool(lang_of(record, "description" if record.description else "summary"))


@register.filter
def shown_topics(record):
    """The topics of a record, fine ones first."""
    return sorted(record.topic_list, key=lambda topic: topic.parent_id is None)


@register.filter
def other_tags(record):
    """The free tags of a record that are not the name of one of its topics, in any case."""
    names = {topic.label.casefold() for topic in record.topic_list}
    tags = [item.tag.name for item in record.tag_list]
    return [name for name in tags if name.casefold() not in names]


@register.filter
def topic_query(record):
    """“topic=ki&topic=software” for the topics of a record, the fine ones where there are some."""
    topics = record.topic_list
    fine = [topic for topic in topics if topic.parent_id] or topics
    return urlencode([("topic", topic.slug) for topic in fine])


# --- Addresses --------------------------------------------------------------------------------


@register.filter
def map_url(place):
    """The place on OpenStreetMap; by address where only the town's position is known."""
    if _is_exact(place):
        position = {"mlat": f"{place.latitude:.6f}", "mlon": f"{place.longitude:.6f}"}
        point = f"{place.latitude:.6f}/{place.longitude:.6f}"
        return f"https://www.openstreetmap.org/?{urlencode(position)}#map=17/{point}"
    return f"https://www.openstreetmap.org/search?{urlencode({'query': place.one_line})}"


@register.filter
def route_url(place):
    """Directions to the place on OpenStreetMap, the start left to the reader."""
    target = place.one_line
    if _is_exact(place):
        target = f"{place.latitude:.6f},{place.longitude:.6f}"
    return f"https://www.openstreetmap.org/directions?{urlencode({'to': target})}"


def _is_exact(place):
    """Whether the position is the address's own, not the middle of its municipality."""
    town = place.municipality
    is_town = town and (town.latitude, town.longitude) == (place.latitude, place.longitude)
    return place.has_position and not (is_town and place.one_line)


@register.filter
def phone_url(number):
    """A tel: address; the “(0)” of “+49 (0) 561” is not dialled."""
    digits = re.sub(r"[^\d+]", "", number.replace("(0)", ""))
    return f"tel:{digits}"


@register.filter
def licence_url(code):
    return LICENCE_URLS.get(code, "")


@register.filter
def host(url):
    """Whose address it is, as people read it; never what stands before an @."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


# --- Structured data --------------------------------------------------------------------------


@register.simple_tag
def json_ld(data):
    """Structured data (JSON-LD 1.1) as a data block that no text can break out of."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False, cls=DjangoJSONEncoder)
    safe = mark_safe(text.translate(_SCRIPT_UNSAFE))  # noqa: S308
    return format_html('<script type="application/ld+json">{}</script>', safe)
