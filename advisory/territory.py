"""Words for areas that are given by official keys (AGS)."""

from directory.models import Municipality

# Destatis, key positions 1-2 and, for the districts of Hesse, position 3.
STATES = {
    "01": "Schleswig-Holstein",
    "02": "Hamburg",
    "03": "Niedersachsen",
    "04": "Bremen",
    "05": "Nordrhein-Westfalen",
    "06": "Hessen",
    "07": "Rheinland-Pfalz",
    "08": "Baden-Württemberg",
    "09": "Bayern",
    "10": "Saarland",
    "11": "Berlin",
    "12": "Brandenburg",
    "13": "Mecklenburg-Vorpommern",
    "14": "Sachsen",
    "15": "Sachsen-Anhalt",
    "16": "Thüringen",
}
DISTRICTS = {
    "064": "Regierungsbezirk Darmstadt",
    "065": "Regierungsbezirk Gießen",
    "066": "Regierungsbezirk Kassel",
}
_register: dict[str, str] = {}


def names(keys):
    """Names for keys of states, districts, counties and municipalities; unknown ones left out.

    The register is read once per process, and again only for a key that it did not know.
    """
    keys = [key for key in keys if isinstance(key, str)]
    wanted = [key for key in keys if len(key) in {5, 8}]
    if any(key not in _register for key in wanted):
        _register.update(_read())
    known = STATES | DISTRICTS | _register
    return list(dict.fromkeys(known[key] for key in keys if key in known))


def choices():
    """(key, name) of the states, districts and counties that the register has a part of."""
    register = _read()
    counties = sorted(key for key in register if len(key) == 5)
    states = sorted({key[:2] for key in counties} & STATES.keys())
    districts = sorted({key[:3] for key in counties} & DISTRICTS.keys())
    found = [(key, STATES[key]) for key in states] + [(key, DISTRICTS[key]) for key in districts]
    return found + [(key, register[key]) for key in counties]


def town(key):
    """The name of a municipality when no other has it, else an empty string."""
    name = _read().get(key, "") if isinstance(key, str) and len(key) == 8 else ""
    return name if name and keys_of(name) == [key] else ""


def keys_of(name):
    """Keys of the municipalities with this name, capital or small letters."""
    wanted = name.casefold()
    towns = Municipality.objects.values_list("ags", "short_name")
    return sorted(ags for ags, short_name in towns if short_name.casefold() == wanted)


def _read():
    """Name by key of every county and municipality, in one query."""
    found = {}
    for ags, name, county in Municipality.objects.values_list("ags", "short_name", "county"):
        found[ags] = name
        found[ags[:5]] = name if ags.endswith("000") else _county(county.split(",")[0])
    return found


def _county(name):
    """“Kassel” is a city and a county: the county says so."""
    return name if "kreis" in name.lower() else f"Landkreis {name}"
