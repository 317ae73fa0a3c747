"""What search knows about seeks and offers."""

from django.utils.translation import gettext_lazy as _

from directory.documents import (
    body,
    end_of,
    in_both,
    iso,
    listing_fields,
    listing_records,
    owner_title,
    position,
)
from directory.models import Posting
from search import registry
from search.documents import Document

# What people type; German, because it is searched, never shown.
DIRECTION_KEYWORDS = {
    Posting.Direction.SEEK: "Gesuch gesucht sucht",
    Posting.Direction.OFFER: "Angebot geboten bietet",
}
KIND_KEYWORDS = {
    Posting.Kind.PILOT_CUSTOMER: "Pilotkunde Pilotprojekt Testkunde Erprobung",
    Posting.Kind.THESIS: "Abschlussarbeit Bachelorarbeit Masterarbeit Studienarbeit Thesis",
    Posting.Kind.LABORATORY: "Labor Prüfung Messung Prüfstand Analyse",
    Posting.Kind.CO_FOUNDER: "Mitgründer Mitgründerin Gründungsteam Cofounder",
    Posting.Kind.PARTNER: "Partner Projektpartner Kooperation Konsortium",
    Posting.Kind.EQUIPMENT: "Räume Halle Werkstatt Maschine Mitnutzung",
}


def register():
    registry.register(
        registry.DocumentType(
            name="posting",
            label=_("Seek or offer"),
            label_plural=_("Seeks and offers"),
            model=Posting,
            records=records,
            build=build,
            card_template="directory/posting_card.html",
            list_url_name="posting_list",
            facets=("direction", "kind", "topic", "organisation"),
            sorts=("newest", "name"),
            default_sort="newest",
            current=current,
            depends_on={
                "directory.organisation": ("owner",),
                "directory.location": ("owner__locations",),
                "directory.topic": ("topics", "topics__parent"),
            },
        )
    )
    registry.register_choices("direction", Posting.Direction)
    registry.register_choices("kind", Posting.Kind)


def records():
    return listing_records(Posting, "owner__locations")


def current():
    return records().filter(pk__in=Posting.objects.open().values("pk")).newest()


def build(record):
    """Nothing of how to reach anybody: whoever has posted is written to by the form only."""
    site = record.site
    kind, direction = Posting.Kind(record.kind), Posting.Direction(record.direction)
    facets = {"kind": [kind.value], "direction": [direction.value]}
    words = [DIRECTION_KEYWORDS[direction], KIND_KEYWORDS[kind]]
    return Document(
        **listing_fields(record, organisers=[record.owner], facets=facets, words=words),
        body=body(record.description),
        **position(site),
        expires_at=end_of(record.closes_on),
        place=site.place if site else "",
        card={
            "kind": in_both(kind),
            "direction": in_both(direction),
            "is_offer": direction is Posting.Direction.OFFER,
            "closes_on": iso(record.closes_on),
            "place": site.place if site else "",
            "owner": owner_title(record),
        },
    )
