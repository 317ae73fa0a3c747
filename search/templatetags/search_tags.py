"""Search results inside any page."""

from dataclasses import replace
from html import escape

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from hub.templatetags.hub_tags import number
from search import addresses, registry, views
from search.outputs import calendar, embed
from search.query import SearchQuery
from search.result import SearchResult

register = template.Library()


@register.simple_tag
def shown(document_id):
    """The documents that a page shows; `hits` and `similar` leave these out and add their own."""
    return {document_id}


@register.simple_tag
def hits(query, count=3, shown=None):
    """The SearchResult of an address query, at most `count` hits, none that are `shown` already."""
    parsed = SearchQuery.parse_kept(QueryDict(query), today=timezone.localdate())
    size = count + len(shown or ())
    result = views.answer(replace(parsed, page=1, size=size))
    # Without an index, or without a filter that is no more, these would be anybody's records.
    if not result.complete or parsed.remarks:
        return SearchResult(total=0, hits=[], complete=False)
    result.hits = _fresh(result.hits, count, shown)
    return result


@register.simple_tag
def similar(document_id, query="", count=3, shown=None):
    """Hits about the same as a published document, none that are `shown` already.

    Where its words find too few, others of its kind that `query` finds follow.
    """
    if not document_id:
        return []
    shown = {document_id} if shown is None else shown
    found = _fresh(views.similar(document_id, count=count + len(shown)), count, shown)
    if query and len(found) < count:
        kind = document_id.partition(":")[0]
        found += hits(f"type={kind}&{query}", count - len(found), shown).hits
    return found


def _fresh(hits, count, shown):
    fresh = [hit for hit in hits if hit.id not in (shown or ())][:count]
    if shown is not None:
        shown.update(hit.id for hit in fresh)
    return fresh


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


FACET_VALUE = (
    '<li><label class="value">'
    '<input type="checkbox" id="{0}-{1}" name="{0}" value="{1}"{2}><span class="word">{3}</span> '
    '<span class="count">{4}<span class="visually-hidden"> {5}</span></span></label></li>'
)


@register.simple_tag
def facet_values(name, values):
    """The boxes of a facet; as templates they would be a sixth of the work of a result page."""
    one, many = escape(ngettext("hit", "hits", 1)), escape(ngettext("hit", "hits", 2))
    rows = [
        FACET_VALUE.format(
            name,
            escape(value["value"]),
            " checked" if value["selected"] else "",
            escape(str(value["label"])),
            number(value["count"]),
            one if value["count"] == 1 else many,
        )
        for value in values
    ]
    return SafeString(f"<ul>{''.join(rows)}</ul>")


@register.simple_tag
def form_address(query, form):
    """Where a query is found in another form (a name of search.urls.FORMS)."""
    return addresses.address_of(query, form)


@register.filter
def has_calendar(query):
    """Whether a query asks for anything that has dates."""
    return bool(calendar.kinds(query))


@register.filter
def further_forms(query):
    """The forms that only the kind of record of this query has."""
    types = query.all_facets.get("type", ())
    return registry.get(types[0]).further_forms if query.fixed and len(types) == 1 else ()


@register.simple_tag
def kept_address(query, name):
    """The address of a page that takes any query."""
    return addresses.kept_address(name, query)


@register.simple_tag
def embed_code(query):
    """The HTML that shows a query on a partner's site."""
    return embed.code(query)


@register.simple_tag
def list_address(query, form=""):
    """The address of the result page of a query: the list of its kind where it names one.

    With a `form` that of the same list in another form, which has an order of its own.
    """
    params = QueryDict(query, mutable=True)
    if form:
        params.pop("sort", None)
    types = params.getlist("type")
    name = "search"
    if len(types) == 1 and types[0] in registry.types():
        name = registry.get(types[0]).list_url_name
        del params["type"]
    path = reverse(f"{name}_{form}" if form else name)
    return f"{path}?{params.urlencode()}" if params else path
