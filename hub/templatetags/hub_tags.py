"""What the frame of every page needs, and how numbers, days and plain texts are written."""

import re
from decimal import Decimal

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext_lazy as _

from hub.http import absolute
from hub.models import HomePage, StandardPage

register = template.Library()
register.filter(absolute)

# Name of the section in the context (that of the record's kind), address, words.
NAVIGATION = (
    ({"advice", "service"}, "service_list", _("Advice")),
    ({"funding", "programme"}, "programme_list", _("Funding")),
    ({"event"}, "event_list", _("Events")),
    ({"course"}, "course_list", _("Training")),
    ({"organisation"}, "organisation_list", _("Directory")),
    ({"posting"}, "posting_list", _("Postings")),
)


@register.simple_tag(takes_context=True)
def main_navigation(context):
    """The sections as (address, words, value of aria-current or "")."""
    request, section = context.get("request"), context.get("section", "")
    items = []
    for names, url_name, words in NAVIGATION:
        address = reverse(url_name)
        current = ""
        if section and section in names:
            current = "page" if request and request.path == address else "true"
        items.append((address, words, current))
    return items


@register.simple_tag(takes_context=True)
def language_links(context):
    """The same page in every language: dicts of code, name, url, is_current."""
    active = get_language()
    links = []
    for code, _name in settings.LANGUAGES:
        name = get_language_info(code)["name_local"].capitalize()
        url = _in_language(context, code)
        links.append({"code": code, "name": name, "url": url, "is_current": code == active})
    return links


def _in_language(context, code):
    request, page = context.get("request"), context.get("page")
    if getattr(page, "translation_key", None) and page.pk:
        return _translated_page(page, request, code) or _front_page(code)
    if request is None:
        return _front_page(code)
    address = request.get_full_path()
    return address if code == get_language() else translate_url(address, code)


def _translated_page(page, request, code):
    if page.locale.language_code == code:
        return page.get_url(request)
    translation = page.get_translations().live().filter(locale__language_code=code).first()
    return translation.get_url(request) if translation else None


def _front_page(code):
    with override(code):
        try:
            return reverse("wagtail_serve", args=[""])
        except NoReverseMatch:
            return "/"


@register.simple_tag
def hub_address():
    """Scheme and host of absolute addresses; never what a visitor's browser claims."""
    return settings.HUB_URL


@register.filter
def webcal(path):
    """The full address of a calendar in the way that calendar programs open by themselves."""
    return "webcal://" + absolute(path).partition("://")[2]


@register.simple_tag
def home_address():
    """The front page in the active language."""
    return _front_page(get_language())


@register.simple_tag(takes_context=True)
def footer_pages(context):
    """Imprint, privacy and the like of the active language as (role, title, address)."""
    request = context.get("request")
    pages = StandardPage.objects.live().public().exclude(role="").order_by("path")
    pages = pages.filter(locale__language_code=get_language()).defer_streamfields()
    return [(page.role, page.title, page.get_url(request)) for page in pages]


@register.simple_tag(takes_context=True)
def page_trail(context):
    """The pages above the shown one, from the front page down, as (title, address)."""
    page, request = context.get("page"), context.get("request")
    if not getattr(page, "path", "") or page.depth <= 2:
        return []
    above = page.get_ancestors().filter(depth__gte=2).specific(defer=True)
    return [
        (_("Home") if isinstance(each, HomePage) else each.title, each.get_url(request))
        for each in above
    ]


@register.filter
def euro(value):
    """An amount as people write it: 1 200 € and 12,50 €, in English €1,200 and €12.50."""
    if value in (None, ""):
        return ""
    amount = Decimal(str(value))
    places = 0 if amount == amount.to_integral_value() else 2
    text = f"{amount:,.{places}f}"
    if get_language() == "en":
        return f"€{text}"
    return text.replace(",", "\u00a0").replace(".", ",") + "\u00a0€"


@register.filter
def number(value):
    """A number with separated thousands in the active language."""
    if value in (None, ""):
        return ""
    if isinstance(value, int) and 0 <= value < 1000:  # most of them, and formatting costs
        return str(value)
    text = number_format(value, use_l10n=True, force_grouping=True)
    return text if get_language() == "en" else text.replace(".", "\u00a0")


@register.filter
def opening(text, characters=160):
    """The first sentences of a text that fit, else its first words and an ellipsis."""
    text = " ".join(str(text).split())
    if len(text) <= characters:
        return text
    head = text[:characters]
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s)", head)]
    if ends and ends[-1] > characters / 2:
        return head[: ends[-1]]
    return head.rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"
