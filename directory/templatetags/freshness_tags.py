"""The score of a record for whoever looks after it."""

from django import template

from directory.freshness.score import score_of

register = template.Library()


@register.inclusion_tag("directory/freshness/score.html")
def score(record):
    """Points of 100, and the three most worthwhile things that raise them."""
    return {"score": score_of(record)}
