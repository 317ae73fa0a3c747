"""What editors put above the hits, without a query to the database for each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import gettext as _

from search import targets
from search.engines import current_analyser
from search.fresh import Fresh
from search.models import Pick
from search.query import SearchQuery
from search.result import Hit

SHOWN = 5
KEPT = 30  # seconds in which a record that was withdrawn may still stand there


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """One pick as it is shown; `hit` draws the usual card where it is a record of this hub."""

    title: str
    summary: str
    address: str
    label: str = ""
    hit: Hit | None = None

    @property
    def is_outside(self) -> bool:
        return not self.address.startswith("/")


def picks_for(query: SearchQuery, language: str) -> list[Picked]:
    """What stands above the hits of a question, on its first page and without filters."""
    if not query.q or query.page > 1 or query.is_filtered:
        return []
    today = timezone.localdate()
    fitting = [
        pick
        for pick in _table.get().get(_stems(query.q), ())
        if pick.language in ("", language) and pick.is_shown_on(today)
    ]
    types = query.fixed.get("type")
    shown = [picked for picked in _kept(fitting, language) if picked]
    return [p for p in shown if not types or (p.hit and p.hit.type in types)][:SHOWN]


def forget() -> None:
    """Begin anew, as in a new process."""
    _table.forget()


def public_targets(picks: Sequence[Pick]) -> dict[str, Hit | targets.Page]:
    """What the picks lead to, as far as it is public, by their `target`."""
    wanted = {pick.target for pick in picks if pick.target}
    return targets.hits(wanted) | targets.pages(wanted)


def _read() -> dict[frozenset[str], tuple[Pick, ...]]:
    table: dict[frozenset[str], tuple[Pick, ...]] = {}
    for pick in Pick.objects.order_by("rank", "pk"):
        for stems in {_stems(question) for question in pick.question_list}:
            table[stems] = (*table.get(stems, ()), pick)
    return table


_table = Fresh(Pick, _read, {})


def _stems(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in current_analyser().query(text))


def _kept(picks: Sequence[Pick], language: str) -> list[Picked | None]:
    """The picks as they are shown, from memory for half a minute; None for what has gone."""
    keys = {pick.pk: f"pick:{pick.pk}:{pick.changed_at.timestamp()}:{language}" for pick in picks}
    known = caches["process"].get_many(keys.values())
    if missing := [pick for pick in picks if keys[pick.pk] not in known]:
        public = public_targets(missing)
        made = {keys[pick.pk]: _picked(pick, public.get(pick.target)) for pick in missing}
        caches["process"].set_many(made, KEPT)
        known |= made
    return [known[keys[pick.pk]] for pick in picks]


def _picked(pick: Pick, target: Hit | targets.Page | None) -> Picked | None:
    if isinstance(target, Hit):
        title, summary = target.plain_title, target.plain_summary
        return Picked(title=title, summary=summary, address=target.address, hit=target)
    if target:
        intro = getattr(target, "intro", "") or target.search_description
        title, summary = pick.title or target.title, pick.text or intro
        return Picked(title=title, summary=summary, address=target.url, label=_("Page"))
    if pick.target:
        return None
    label = urlsplit(pick.address).hostname or _("List")
    return Picked(title=pick.title, summary=pick.text, address=pick.address, label=label)
