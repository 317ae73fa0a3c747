"""What is different between two states of a record, in words and for every kind of record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from django.db import models
from django.utils import timezone
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

from directory.models import Listing

# What Wagtail and the hub keep about a record, not what it says.
INTERNAL = {
    *("id", "live", "has_unpublished_changes", "first_published_at", "last_published_at"),
    *("latest_revision", "live_revision", "expired", "locked", "locked_at", "locked_by"),
    *("created_at", "updated_at", "sort_order", "renewal_months"),
}
WORD = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
MOST_WORDS = 4000  # a longer text is shown whole, before and after
KEEP, OUT, IN = "=", "-", "+"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text that stayed (=), went (-) or came (+)."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field; `parts` are its text before and after, woven together."""

    name: str
    label: str
    parts: tuple[Part, ...]
    is_list: bool = False  # each part is one thing


def changes(old: Listing | None, new: Listing) -> list[Change]:
    """What `new` says otherwise; all that it says when there is nothing before it."""
    found = []
    for name, label, after in _texts(new):
        before = _text(old, name) if old is not None else ""
        if before != after:
            found.append(Change(name, label, weave(before, after)))
        elif old is not None and _key(old, name) != _key(new, name):  # a logo of the same title
            found.append(Change(name, label, (Part(OUT, before), Part(IN, after))))
    for name, label, after in _lists(new):
        before = _list(old, name) if old is not None else []
        parts = [Part(OUT, text) for text in before if text not in after]
        parts += [Part(IN, text) for text in after if text not in before]
        if parts:
            found.append(Change(name, label, tuple(parts), is_list=True))
    return found


def weave(before: str, after: str) -> tuple[Part, ...]:
    """Both texts as one: equal pieces, what went and what came, by words."""
    if not before or not after:
        return tuple(Part(s, t) for s, t in ((OUT, before), (IN, after)) if t)
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return (Part(OUT, before), Part(IN, after))
    if not any(text.isspace() for text in old + new):  # an address, a number, one word
        return (Part(OUT, before), Part(IN, after))
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    if matcher.ratio() < 0.4:  # shreds of two different texts help nobody
        return (Part(OUT, before), Part(IN, after))
    parts = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            parts.append(Part(KEEP, "".join(old[a:b])))
            continue
        parts += [Part(OUT, "".join(old[a:b]))] if a < b else []
        parts += [Part(IN, "".join(new[c:d]))] if c < d else []
    return tuple(parts)


def in_words(record: models.Model, field: models.Field) -> str:
    """The value of a field as people write it; empty when there is none."""
    value = getattr(record, field.name)
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return str(localize(timezone.localtime(value)))
    if isinstance(value, date):
        return str(localize(value))
    if isinstance(value, list):
        words = field.labels(value) if hasattr(field, "labels") else value
        return ", ".join(map(str, words))
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    return str(value)


def _texts(record: Listing) -> Iterator[tuple[str, str, str]]:
    for field in record._meta.fields:
        hidden = field.name in INTERNAL or field.name in record.OPERATIONAL
        if field.editable and not hidden:
            yield field.name, capfirst(str(field.verbose_name)), _text(record, field.name)


def _text(record: Listing, name: str) -> str:
    """A record may know better words for a field: a series says when it takes place."""
    words = record.review_words().get(name)
    return in_words(record, record._meta.get_field(name)) if words is None else words


def _key(record: Listing, name: str) -> object:
    """What a field points to, if it points to anything."""
    field = record._meta.get_field(name)
    return getattr(record, field.attname) if field.is_relation else None


def _lists(record: Listing) -> Iterator[tuple[str, str, list[str]]]:
    for field in record._meta.many_to_many:
        yield field.name, capfirst(str(field.verbose_name)), _list(record, field.name)
    for relation in get_all_child_relations(type(record)):
        name = relation.get_accessor_name()
        if name != "tagged_items":  # the tags, which are there already
            label = capfirst(str(relation.related_model._meta.verbose_name_plural))
            yield name, label, _list(record, name)


def _list(record: Listing, name: str) -> list[str]:
    if name == "tags":
        return [str(item.tag) for item in record.tagged_items.all()]
    children = [relation.get_accessor_name() for relation in get_all_child_relations(type(record))]
    rows = getattr(record, name).all()
    return [_child(row) for row in rows] if name in children else [str(row) for row in rows]


def _child(row: models.Model) -> str:
    """A location, contact point or date as one line: “street: Weg 1 · place: Kassel”."""
    return " · ".join(
        f"{field.verbose_name}: {text}"
        for field in row._meta.fields
        if field.editable
        and field.name not in INTERNAL
        and not isinstance(field, ParentalKey)
        and (text := in_words(row, field))
    )
