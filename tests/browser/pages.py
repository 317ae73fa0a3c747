"""The pages that every check looks at: each kind of page in both languages."""

GERMAN = [
    "/",
    "/suche/?q=Beratung",
    "/suche/?q=Quastenflosser&topic=ki",
    "/suche/?near=Atlantis&page=99&topic=nix",
    "/verzeichnis/",
    "/veranstaltungen/",
    "/weiterbildung/",
    "/beratung/",
    "/foerderung/",
    "/verzeichnis/steuerwerk-nord/",
    "/verzeichnis/ihk-kassel-marburg/",
    "/veranstaltungen/start-up-stammtisch-kassel/",
    "/veranstaltungen/azubi-speed-dating-hofgeismar/",
    "/weiterbildung/datenschutzschulung-kleine-betriebe/",
    "/beratung/ki-im-mittelstand/",
    "/foerderung/digi-zuschuss-hessen/",
    "/themen/kuenstliche-intelligenz/",
    "/wissen/die-richtige-beratung-finden/",
    "/imprint/",
]
WORDS = {
    "suche": "search",
    "verzeichnis": "directory",
    "veranstaltungen": "events",
    "weiterbildung": "courses",
    "beratung": "advice",
    "foerderung": "funding",
    "themen": "topics",
    "wissen": "guides",
}


def in_english(address):
    first, slash, rest = address[1:].partition("/")
    return f"/en/{WORDS.get(first, first)}{slash}{rest}" if first else "/en/"


ALL = [*GERMAN, *(in_english(address) for address in GERMAN)]
