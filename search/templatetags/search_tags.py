"""Search results inside any page."""

from dataclasses import replace

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from search import registry
from search.query import SearchQuery
from search.views import answer

register = template.Library()


@register.simple_tag
def hits(query, count=3, exclude=""):
    """The SearchResult of an address query, at most `count` hits, one document left out."""
    params = QueryDict(query)
    parsed = SearchQuery.parse(params, today=timezone.localdate())
    size = count + 1 if exclude else count
    result, _complete = answer(replace(parsed, page=1, size=size))
    result.hits = [hit for hit in result.hits if hit.id != exclude][:count]
    return result


@register.simple_tag
def card(hit, level=3):
    """The card of a hit, drawn by the template of its kind; `level` is that of its heading."""
    context = {"hit": hit, "card": hit.card, "level": level}
    template_name = registry.get(hit.type).card_template
    return mark_safe(render_to_string(template_name, context))  # noqa: S308 (escaped by the template)


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
