"""Whether somebody has listed this organisation already: by name, website and address.

All public entries are kept by every process in a compact form, because nobody waits for twenty
thousand comparisons in the database at every key.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from urllib.parse import urlsplit

from django.core.cache import caches
from rapidfuzz import fuzz, process

from directory.gazetteer import fold_place
from directory.models import Location, Organisation
from search.word_list import word_set

KEEP_SECONDS = 300
REMEMBERED = 100_000  # folded names, so that to read all entries again is quick
SURE, ALIKE = 92, 80  # per cent of letters of two names; the lower one where the place agrees
SHORTEST = 3
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
    rows: list[tuple[int, str, str, str]]  # key, slug, title, place
    names: list[str]
    postcodes: list[frozenset[str]]
    by_host: dict[str, list[int]]
    by_address: dict[tuple[str, str], list[int]]


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
    entries = _entries()
    reasons: dict[int, list[str]] = defaultdict(list)
    name = fold_name(title)
    if len(name) >= SHORTEST:
        found = process.extract(
            name, entries.names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20
        )
        for _name, score, at in found:
            if score >= SURE or (postcode and postcode in entries.postcodes[at]):
                reasons[at].append("name")
    if host := own_host(website):
        for at in entries.by_host.get(host, [])[:20]:
            reasons[at].append("website")
    if street and postcode:
        for at in entries.by_address.get((fold_street(street), postcode), [])[:20]:
            reasons[at].append("address")
    # Many share a house, and its address alone says little.
    likely = [at for at, why in reasons.items() if entries.rows[at][0] != without]
    likely.sort(key=lambda at: (reasons[at] == ["address"], -len(reasons[at]), at))
    return [Duplicate(*entries.rows[at][1:], tuple(reasons[at])) for at in likely[:count]]


@lru_cache(maxsize=REMEMBERED)
def fold_name(title: str) -> str:
    """“Müller & Söhne GmbH & Co. KG” and “Soehne Mueller” are one; words are put in order."""
    text = title.lower().translate(UMLAUTS)
    text = re.sub(r"\be\.\s*([vkg])\.?", r"e\1", text)
    for double, single in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        text = text.replace(double, single)
    words = re.findall(r"\w+", text)
    kept = [word for word in words if word not in LEGAL_FORMS and word not in {"und", "and"}]
    return " ".join(sorted(kept or words))


@lru_cache(maxsize=REMEMBERED)
def fold_street(street: str) -> str:
    """“Königs-Str. 12 A” and “Königsstraße 12a” are one."""
    text = street.lower().replace("straße", "str").replace("strasse", "str")
    return fold_place(text.replace(",", " "))


@lru_cache(maxsize=REMEMBERED)
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


def _entries() -> Entries:
    return _read(caches["process"].get_or_set("listing_duplicates", monotonic, KEEP_SECONDS))


@lru_cache(maxsize=1)
def _read(read_at: float) -> Entries:
    live = Organisation.objects.live()
    places: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    sites = Location.objects.filter(organisation__live=True).order_by("-is_primary", "pk")
    for pk, *site in sites.values_list("organisation_id", "street", "postcode", "place"):
        places[pk].append(tuple(site))
    entries = Entries([], [], [], defaultdict(list), defaultdict(list))
    rows = live.order_by("pk").values_list("pk", "slug", "title", "website")
    for at, (pk, slug, title, website) in enumerate(rows):
        own = places.get(pk, [])
        entries.rows.append((pk, slug, title, own[0][2] if own else ""))
        entries.names.append(fold_name(title))
        entries.postcodes.append(frozenset(postcode for _street, postcode, _place in own))
        if host := own_host(website):
            entries.by_host[host].append(at)
        for street, postcode, _place in own:
            if street and postcode:
                entries.by_address[fold_street(street), postcode].append(at)
    return entries
