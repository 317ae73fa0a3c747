"""The pages that every check looks at: each kind of page in both languages."""

GERMAN = [
    "/",
    "/suche/?q=Beratung",
    "/suche/?q=Quastenflosser&topic=ki",
    "/suche/?near=Atlantis&page=99&topic=nix",
    "/suche/merken/?q=Beratung",
    "/suche/merken/?topic=nix",
    "/suche/merken/gesendet/?q=Beratung",
    "/verzeichnis/",
    "/veranstaltungen/",
    "/veranstaltungen/monat/",
    "/veranstaltungen/monat/?audience=sme&near=34117",
    "/veranstaltungen/monat/2031-02/?q=Quastenflosser",
    "/veranstaltungen/woche/",
    "/veranstaltungen/tag/2026-12-09/",
    "/weiterbildung/",
    "/beratung/",
    "/foerderung/",
    "/foerderung/check/",
    "/foerderung/check/?purpose=capital&postcode=34117&size=10-49&age=5-9",
    "/foerderung/check/?purpose=martian&postcode=10115",
    "/foerderung/check/?postcode=3411",
    "/verzeichnis/steuerwerk-nord/",
    "/verzeichnis/ihk-kassel-marburg/",
    "/verzeichnis/steuerwerk-nord/karte/",
    "/mein/eintragen/",
    "/mein/eintragen/gesendet/",
    "/veranstaltungen/start-up-stammtisch-kassel/",
    "/veranstaltungen/azubi-speed-dating-hofgeismar/",
    "/veranstaltungen/energie-rundgang-backstube/",
    "/veranstaltungen/energie-rundgang-backstube/anmelden/",
    "/veranstaltungen/energie-rundgang-backstube/anmelden/gesendet/",
    "/veranstaltungen/sprechtag-gruendung-homberg/anmelden/",
    "/weiterbildung/datenschutzschulung-kleine-betriebe/",
    "/beratung/ki-im-mittelstand/",
    "/foerderung/digi-zuschuss-hessen/",
    "/themen/kuenstliche-intelligenz/",
    "/wissen/die-richtige-beratung-finden/",
    "/imprint/",
]
WORDS = {
    "karte": "card",
    "mein": "my",
    "eintragen": "list",
    "suche": "search",
    "merken": "keep",
    "gesendet": "sent",
    "verzeichnis": "directory",
    "veranstaltungen": "events",
    "monat": "month",
    "woche": "week",
    "tag": "day",
    "anmelden": "register",
    "weiterbildung": "courses",
    "beratung": "advice",
    "foerderung": "funding",
    "themen": "topics",
    "wissen": "guides",
}


def in_english(address):
    path, mark, query = address.partition("?")
    return "/en" + "/".join(WORDS.get(word, word) for word in path.split("/")) + mark + query


ALL = [*GERMAN, *(in_english(address) for address in GERMAN)]
