"""Who has posted something, and what fits somebody on the first page of their own area."""

from django import template
from django.db.models import Prefetch

from directory.documents import organisation_document, organisation_records
from directory.models import Organisation, Topic
from directory.postings import matching
from directory.rights import Rights
from search.fallback import as_hit

register = template.Library()


@register.simple_tag
def owner_hit(record, shown):
    """The public organisation of a posting as a hit; from then on it is `shown` on the page."""
    (document,) = map(organisation_document, organisation_records().filter(pk=record.owner_id))
    shown.add(document.id)
    return as_hit(document)


@register.inclusion_tag("directory/postings/_fitting.html")
def fitting_postings(user):
    """Postings of others that fit the person's organisations, and the same to be told by mail."""
    topics = Prefetch("topics", Topic.objects.all(), to_attr="topic_list")
    organisations = list(
        Organisation.objects.live()
        .filter(pk__in=Rights(user).organisations)
        .prefetch_related(topics)
        .order_by("title", "pk")[: matching.ASKED_ABOUT]
    )
    return {
        "hits": matching.postings_for(organisations),
        "query": matching.query_of(organisations),
        "has_organisation": bool(organisations),
    }
