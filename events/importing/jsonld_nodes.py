"""Finds schema.org events in a web page or a JSON file; every function is linear in its input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from directory.importing.text import FileProblem
from events.importing.ical_components import as_utf8, decode

MAX_BLOCKS = 200
MAX_BLOCK = 3_000_000  # characters of JSON, which take ten times as much memory
MAX_NODES = 200_000
MAX_DEPTH = 50
Node = dict[str, Any]

_SCRIPT = re.compile(r"<script\b([^<>]{0,500})>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>)\s*$")
_PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")


@dataclass(slots=True)
class Nodes:
    """The events in their order, what else has an @id, and blocks that are no JSON."""

    events: list[Node] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    is_whole: bool = True

    def follow(self, value: Any) -> Any:
        """The thing itself where only its @id is given."""
        if isinstance(value, dict) and set(value) == {"@id"}:
            return self.by_id.get(str(value["@id"]), value)
        return value


def find_nodes(data: bytes) -> Nodes:
    """Raises FileProblem for what is neither a page nor JSON, or has no event."""
    text = decode(as_utf8(data)).strip().replace("\0", "")
    nodes = Nodes()
    if text[:1] in {"[", "{"}:
        blocks = [text]
    elif text[:1] == "<":
        blocks = list(_blocks(text))
    else:
        raise FileProblem(_("The file is neither a web page nor JSON."))
    for number, block in enumerate(blocks[:MAX_BLOCKS], start=1):
        try:
            _gather(_read(block), nodes)
        except ValueError as problem:
            nodes.broken.append(
                _("Block %(number)s with data of the page cannot be read: %(reason)s")
                % {"number": number, "reason": problem}
            )
    if not nodes.events:
        reason = nodes.broken[0] if nodes.broken else ""
        raise FileProblem(
            " ".join(
                [_("The page names no event in the words of schema.org (JSON-LD)."), reason]
            ).strip()
        )
    return nodes


def _blocks(page: str) -> Iterator[str]:
    """What stands in the scripts of the type application/ld+json."""
    at = 0
    while script := _SCRIPT.search(page, at):
        end = _SCRIPT_END.search(page, script.end())
        at = end.start() if end else len(page)
        if "application/ld+json" in script[1].lower():
            yield page[script.end() : at]


def _read(block: str) -> Any:
    if len(block) > MAX_BLOCK:
        raise ValueError(_("It is too long."))
    try:
        return json.loads(_WRAPPING.sub("", block), strict=False)
    except RecursionError as problem:
        raise ValueError(_("It is nested too deeply.")) from problem


def _gather(thing: Any, nodes: Nodes) -> None:
    """All events of a block, from the top down; those within an event are left to it."""
    waiting, seen = [(thing, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if seen > MAX_NODES:
            nodes.is_whole = False
            break
        if depth > MAX_DEPTH:
            nodes.is_whole = False
        elif isinstance(value, list):
            waiting.extend((one, depth + 1) for one in reversed(value[:MAX_NODES]))
        elif isinstance(value, dict):
            node = {_PREFIX.sub("", name): one for name, one in value.items()}
            if isinstance(node.get("@id"), str) and len(node) > 1:
                nodes.by_id.setdefault(node["@id"], node)
            if is_event(node):
                nodes.events.append(node)
                continue
            waiting.extend((one, depth + 1) for one in reversed(node.values()))


def types_of(node: Any) -> list[str]:
    """The names of its types without the address of the vocabulary."""
    types = node.get("@type") if isinstance(node, dict) else None
    names = types if isinstance(types, list) else [types]
    return [_PREFIX.sub("", name) for name in names[:20] if isinstance(name, str)]


def is_event(node: Any) -> bool:
    return any(
        name.endswith("Event") or name in {"EventSeries", "Festival", "Hackathon"}
        for name in types_of(node)
    )


def unprefixed(value: Any) -> Node:
    """A node with the bare names of its properties; empty for anything else."""
    if not isinstance(value, dict):
        return {}
    return {_PREFIX.sub("", name): one for name, one in value.items()}


def term(value: Any) -> str:
    """“EventCancelled” of a term written out, or of the node of one."""
    value = text_of(unprefixed(value).get("@id", value))
    return _PREFIX.sub("", value.strip()) if len(value) < 200 else ""


def many(value: Any) -> list[Any]:
    return [] if value is None else value[:2000] if isinstance(value, list) else [value]


def text_of(value: Any) -> str:
    """A text, or the first of several, German before others; numbers as text."""
    if isinstance(value, list):
        ranked = sorted(value[:20], key=lambda one: unprefixed(one).get("@language") != "de")
        return next((text for text in map(text_of, ranked) if text), "")
    if isinstance(value, dict):
        return text_of(value.get("@value") or value.get("value") or value.get("name") or "")
    if isinstance(value, bool) or value is None:
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
