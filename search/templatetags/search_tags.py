"""Search results inside any page."""

from dataclasses import replace

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from search import registry
from search.query import SearchQuery
from search.result import SearchResult
from search.views import answer

register = template.Library()


@register.simple_tag
def hits(query, count=3, exclude=""):
    """The SearchResult of an address query, at most `count` hits, one document left out."""
    params = QueryDict(query)
    parsed = SearchQuery.parse(params, today=timezone.localdate())
    size = count + 1 if exclude else count
    result = answer(replace(parsed, page=1, size=size))
    if not result.complete:  # without an index these would be anybody's records
        return SearchResult(total=0, hits=[])
    result.hits = [hit for hit in result.hits if hit.id != exclude][:count]
    return result


@register.simple_tag(takes_context=True)
def card(context, hit, level=3):
    """The card of a hit, drawn by the template of its kind; `level` is that of its heading."""
    code = hit.text_language
    drawn = {
        "hit": hit,
        "card": hit.card,
        "level": str(level),  # a number would be written in the reader's language, every time
        "lang": format_html(' lang="{}"', code) if code else "",
    }
    # Straight from the engine: a page draws twenty, and none needs the context of a request.
    template = context.template.engine.get_template(registry.get(hit.type).card_template)
    return template.render(Context(drawn))


@register.simple_tag
def list_address(query):
    """The address of the result page of a query: the list of its kind where it names one."""
    params = QueryDict(query, mutable=True)
    types = params.getlist("type")
    name = "search"
    if len(types) == 1 and types[0] in registry.types():
        name = registry.get(types[0]).list_url_name
        del params["type"]
    return f"{reverse(name)}?{params.urlencode()}" if params else reverse(name)
