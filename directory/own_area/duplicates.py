"""Whether somebody has listed this organisation already: by name, website and address.

Every process keeps the names and websites of all public entries, because nobody waits for twenty
thousand comparisons in the database at every key. It reads them once, when it starts, and then what
was saved since; what is told of an entry comes from the database, so that one withdrawn a moment
ago is not.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import compress
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import caches
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from rapidfuzz import fuzz, process

from directory.gazetteer import fold_place
from directory.models import Location, Organisation
from search.word_list import word_set

KEEP_SECONDS = 60
# Rows are read again for so long: one saved in a long transaction shows later than its time says,
# and the clock of another machine may be slow.
OVERLAP = timedelta(minutes=15)
SURE, ALIKE = 92, 80  # per cent of letters of two names; the lower one where the place agrees
READ = ("pk", "title", "website")
SHORTEST, MOST = 3, 20  # letters of a name; names that are compared on
MOST_READ = 200  # from the database: a house may have many
# As they stand at the end of names, folded; “GmbH & Co. KG” is three of them.
LEGAL_FORMS = word_set(
    """
    gmbh ggmbh ag kg ohg gbr ug ev ek eg mbh co haftungsbeschrankt gemeinnutzige stiftung se partg
    partgmbb beispiel
    """
)
UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e"})
# Sites where many have a page; to be there says nothing.
SHARED_HOSTS = word_set(
    """
    facebook.com instagram.com linkedin.com xing.com youtube.com github.io wixsite.com
    jimdofree.com wordpress.com business.site linktr.ee sites.google.com
    """
)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An entry that may be the same; `reasons` are codes: name, website, address."""

    slug: str
    title: str
    place: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """What is compared; complete for all saved before `read_at`. Entries deleted since are there.

    The keys of the organisations stand beside their names: of 40,000 a dictionary takes 5.8 MB
    instead of 4.
    """

    read_at: datetime
    keys: array[int]
    names: list[str]
    hosts: dict[int, str]


def find_duplicates(
    *,
    title: str = "",
    website: str = "",
    street: str = "",
    postcode: str = "",
    without: int | None = None,
    count: int = 3,
) -> list[Duplicate]:
    """Public entries that look like this one, the likeliest first; `without` is its own key."""
    entries, sure, alike = _entries(), set[int](), set[int]()
    name, host = fold_name(title), own_host(website)
    if len(name) >= SHORTEST:
        # One by one: to sort them itself the library would copy all names at every key.
        near = process.extract_iter(name, entries.names, scorer=fuzz.ratio, score_cutoff=ALIKE)
        for _name, score, place in nlargest(MOST, near, key=itemgetter(1)):
            (sure if score >= SURE else alike).add(entries.keys[place])
    found = {
        "website": {key for key, own in entries.hosts.items() if own == host},
        "address": _at(postcode, fold_street(street)),
    }
    likely = dict.fromkeys([*sure, *alike, *found["website"], *found["address"]])
    likely.pop(without, None)
    duplicates = []
    for key, slug, title, town, is_near in _public([*likely][:MOST_READ], postcode):
        is_named = key in sure or (key in alike and is_near)
        reasons = ("name",) if is_named else ()
        reasons += tuple(reason for reason, keys in found.items() if key in keys)
        if reasons:
            duplicates.append(Duplicate(slug, title, town or "", reasons))
    # Many share a house, and its address alone says little.
    duplicates.sort(key=lambda each: (each.reasons == ("address",), -len(each.reasons)))
    return duplicates[:count]


def fold_name(title: str) -> str:
    """“Müller & Söhne GmbH & Co. KG” and “Soehne Mueller” are one; words are put in order."""
    text = title.lower().translate(UMLAUTS)
    text = re.sub(r"\be\.\s*([vkg])\.?", r"e\1", text)
    for double, single in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        text = text.replace(double, single)
    words = re.findall(r"\w+", text)
    kept = [word for word in words if word not in LEGAL_FORMS and word not in {"und", "and"}]
    return " ".join(sorted(kept or words))


def fold_street(street: str) -> str:
    """“Königs-Str. 12 A” and “Königsstraße 12a” are one."""
    text = street.lower().replace("straße", "str").replace("strasse", "str")
    return fold_place(text.replace(",", " "))


def own_host(website: str) -> str:
    """The host of a website without www; nothing for a page at one of the large sites."""
    address = website.strip().lower()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.").rstrip(".")
    is_shared = any(host == shared or host.endswith(f".{shared}") for shared in SHARED_HOSTS)
    return "" if is_shared or "." not in host else host


def _at(postcode: str, folded_street: str) -> set[int]:
    """The organisations that have a site there."""
    if not (postcode.isdigit() and folded_street):
        return set()
    sites = Location.objects.filter(postcode=postcode).order_by()
    rows = sites.values_list("organisation_id", "street").iterator()
    return {key for key, street in rows if fold_street(street) == folded_street}


def _public(keys: list[int], postcode: str) -> list[tuple[int, str, str, str | None, bool]]:
    """Key, slug, title, place, whether it has a site at the postcode: of those public by now."""
    if not keys:
        return []
    sites = Location.objects.filter(organisation=OuterRef("pk")).order_by("-is_primary", "pk")
    rows = Organisation.objects.live().filter(pk__in=keys)
    rows = rows.annotate(
        town=Subquery(sites.values("place")[:1]),
        is_near=Exists(sites.filter(postcode=postcode).exclude(postcode="")),
    )
    return list(rows.order_by("pk").values_list("pk", "slug", "title", "town", "is_near"))


_newest: Entries | None = None


def _entries() -> Entries:
    """While one request reads what has changed, the others go on with what was there."""
    global _newest
    is_old = caches["process"].add("listing_duplicates", True, KEEP_SECONDS)
    if _newest is None or is_old:
        _newest = _read(_newest)
    return _newest


def _read(before: Entries | None) -> Entries:
    """All entries; or those of before with what was saved since."""
    now, rows = timezone.now(), Organisation.objects.order_by()
    if before is None:
        entries = Entries(now, array("Q"), [], {})
        _put(entries, rows.live().values_list(*READ).iterator())
        return entries
    changed = list(rows.filter(updated_at__gt=before.read_at - OVERLAP).values_list(*READ, "live"))
    if not changed:
        return replace(before, read_at=now)
    gone = {key for key, *_said in changed}
    hosts = {key: host for key, host in before.hosts.items() if key not in gone}
    stays = [key not in gone for key in before.keys]
    keys = array("Q", compress(before.keys, stays))
    entries = Entries(now, keys, list(compress(before.names, stays)), hosts)
    _put(entries, (said for *said, is_live in changed if is_live))
    return entries


def _put(entries: Entries, rows: Iterable[Sequence[Any]]) -> None:
    for key, title, website in rows:
        entries.keys.append(key)
        entries.names.append(fold_name(title))
        if host := own_host(website):
            entries.hosts[key] = host
