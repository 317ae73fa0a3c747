"""The register of places in memory: what a typed place means, and how a started one may go on."""

import re
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

from django.core.cache import caches

from directory.models import Municipality
from search.registry import Place, PlaceOption

KEEP_SECONDS = 300
POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
STARTED_POSTCODE = re.compile(r"(?<!\d)\d{1,5}(?!\d)")
UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A municipality; `keys` are its folded name and what remains of it from each later word on."""

    place: Place
    keys: tuple[str, ...]
    area: str
    postcodes: tuple[str, ...]

    def begins(self, key):
        return self.keys[0].startswith(key)

    def has_word(self, key):
        return any(own.startswith(key) for own in self.keys)


def find_place(text):
    """The municipality with this postcode or name, or whose name begins with it, else None."""
    if postcode := POSTCODE.search(text):
        found = [entry for entry in _entries() if postcode[0] in entry.postcodes]
        name = fold_place(POSTCODE.sub(" ", text))
        found.sort(key=lambda entry: not (name and entry.begins(name)))
        return found[0].place if found else None
    wanted = fold_place(text)
    if len(wanted) < 2:
        return None
    found = [entry for entry in _entries() if entry.keys[0] == wanted]
    if not found and len(wanted) > 2:
        found = [entry for entry in _entries() if entry.has_word(wanted)]
        found.sort(key=lambda entry: not entry.begins(wanted))
    return found[0].place if found else None


def complete_place(text, count=8):
    """Municipalities with a name that has a word, or with a postcode, beginning like the text.

    Those whose name itself begins so come first, then the larger ones.
    """
    digits = STARTED_POSTCODE.search(text)
    name = fold_place(STARTED_POSTCODE.sub(" ", text))
    if not digits and len(name) < 2:
        return []
    found = []
    for entry in _entries():
        postcodes = [p for p in entry.postcodes if digits and p.startswith(digits[0])]
        if entry.has_word(name) and (postcodes or not digits):
            option = PlaceOption(entry.place.name, entry.area, tuple(postcodes))
            found.append((not entry.begins(name), option))
    found.sort(key=lambda pair: pair[0])
    return [option for _later, option in found[:count]]


def place_names():
    return Municipality.objects.values_list("short_name", flat=True)


def fold_place(text):
    """A key under which ä, ae and a are one; “Gründau”, “Gruendau” and “GRUNDAU” agree."""
    text = text.split(",")[0].split("(")[0].lower().translate(UMLAUTS)
    text = text.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return re.sub(r"[^a-z0-9]", "", text)


def _entries():
    """All entries, the largest place first; read again every few minutes by every process."""
    return _read(caches["process"].get_or_set("gazetteer", monotonic, KEEP_SECONDS))


@lru_cache(maxsize=1)
def _read(read_at):
    entries, taken = [], set()
    for town in Municipality.objects.order_by("-inhabitants", "ags"):
        name, postcodes = town.short_name, tuple(town.postcodes.split())
        words = re.split(r"[\s-]+", name)
        keys = [fold_place(" ".join(words[start:])) for start in range(len(words))]
        if name in taken and postcodes:  # its name alone would lead to the larger one
            name = f"{postcodes[0]} {name}"
        taken.add(name)
        entries.append(
            Entry(
                place=Place(name, town.latitude, town.longitude),
                keys=tuple(filter(None, keys)) or ("",),
                area=_area(town),
                postcodes=postcodes,
            )
        )
    return entries


def _area(town):
    """The county as people name it; nothing for a town that is its own."""
    if town.county == town.short_name:
        return ""
    return town.county if "kreis" in town.county.lower() else f"Kreis {town.county}"
