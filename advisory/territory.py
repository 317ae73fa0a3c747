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


def _read():
    """Name by key of every county and municipality, in one query."""
    found = {}
    for ags, name, county in Municipality.objects.values_list("ags", "short_name", "county"):
        found[ags] = name
        found[ags[:5]] = name if ags.endswith("000") else county.split(",")[0]
    return found
