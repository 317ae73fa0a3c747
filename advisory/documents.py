"""What search knows about advice and funding."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory import territory
from advisory.models import AdvisoryService, FundingProgramme
from directory.documents import (
    Format,
    body,
    end_of,
    in_both,
    iso,
    listing_fields,
    listing_records,
    owner_title,
    position,
)
from search import registry
from search.documents import Document

# What people type for a kind; German, because it is searched, never shown.
SERVICE_KEYWORDS = {
    AdvisoryService.Kind.ORIENTATION: "Erstberatung Orientierung Lotse",
    AdvisoryService.Kind.INDIVIDUAL: "Einzelberatung",
    AdvisoryService.Kind.HOTLINE: "Hotline Telefonberatung",
    AdvisoryService.Kind.CONSULTATION_DAY: "Sprechtag Sprechstunde",
    AdvisoryService.Kind.WORKSHOP: "Workshop",
    AdvisoryService.Kind.FINANCING: "Finanzierungsberatung Finanzierung",
    AdvisoryService.Kind.PLACEMENT: "Vermittlung",
    AdvisoryService.Kind.ON_SITE_CHECK: "Betriebsberatung Check vor Ort",
}
PROGRAMME_KEYWORDS = {
    FundingProgramme.Kind.GRANT: "Zuschuss",
    FundingProgramme.Kind.LOAN: "Kredit Darlehen Förderkredit",
    FundingProgramme.Kind.GUARANTEE: "Bürgschaft",
    FundingProgramme.Kind.EQUITY: "Beteiligung Eigenkapital Wagniskapital",
    FundingProgramme.Kind.TAX: "Steuervorteil Zulage",
    FundingProgramme.Kind.ADVICE_GRANT: "Zuschuss geförderte Beratung Beratungsförderung",
    FundingProgramme.Kind.PRIZE: "Preis Preisgeld Wettbewerb",
}
LEVEL_KEYWORDS = {
    FundingProgramme.Level.EU: "Europäische Union EU",
    FundingProgramme.Level.FEDERAL: "Bund Deutschland",
    FundingProgramme.Level.STATE: "Land",
    FundingProgramme.Level.REGIONAL: "Region",
}


def register():
    topics_and_owner = {
        "directory.organisation": ("owner",),
        "directory.topic": ("topics", "topics__parent"),
    }
    registry.register(
        registry.DocumentType(
            name="advice",
            label=_("Advice"),
            label_plural=_("Advice"),
            model=AdvisoryService,
            records=service_records,
            build=service_document,
            card_template="advisory/service_card.html",
            list_url_name="service_list",
            facets=("topic", "audience", "kind", "funding", "format", "language", "organisation"),
            sorts=("name", "newest"),
            default_sort="name",
            depends_on=topics_and_owner | {"directory.location": ("owner__locations",)},
        )
    )
    registry.register(
        registry.DocumentType(
            name="funding",
            label=_("Funding"),
            label_plural=_("Funding"),
            model=FundingProgramme,
            records=programme_records,
            build=programme_document,
            card_template="advisory/programme_card.html",
            list_url_name="programme_list",
            facets=("topic", "audience", "kind", "funding", "organisation"),
            sorts=("name", "newest"),
            default_sort="name",
            depends_on=topics_and_owner | {"advisory.fundingdeadline": ("deadlines",)},
        )
    )
    registry.register_choices("kind", AdvisoryService.Kind)
    registry.register_choices("kind", FundingProgramme.Kind)


def service_records():
    return listing_records(AdvisoryService, "owner__locations")


def service_document(record):
    owner = record.owner if record.owner and record.owner.live else None
    areas = territory.names(record.territory)
    codes = {format.value for format in Format}
    facets = {
        "kind": [record.kind],
        "format": [channel for channel in record.channels if channel in codes],
        "language": [code for code in record.languages if isinstance(code, str)]
        or [record.language],
        "funding": [record.cost],
    }
    words = ["Beratung", SERVICE_KEYWORDS[record.kind], *areas]
    return Document(
        **listing_fields(record, organisers=[record.owner], facets=facets, words=words),
        body=body(record.description, record.for_whom, record.cost_note),
        **position(owner.main_location() if owner else None),
        card={
            "kind": in_both(AdvisoryService.Kind(record.kind)),
            "answer_within_days": record.answer_within_days,
            "areas": areas[:3],
            "cost": in_both(AdvisoryService.Cost(record.cost)),
            "owner": owner_title(record),
            "initials": owner.initials if owner else "",
        },
    )


def programme_records():
    return listing_records(FundingProgramme, "deadlines")


def programme_document(record, *, today=None):
    today = today or timezone.localdate()
    state = record.state_on(today)
    facets = {"kind": [record.kind], "funding": [state, record.level]}
    words = [
        "Förderung Förderprogramm Fördermittel",
        PROGRAMME_KEYWORDS[record.kind],
        LEVEL_KEYWORDS[record.level],
        record.authority,
        *territory.names(record.territory),
    ]
    return Document(
        **listing_fields(record, organisers=[record.owner], facets=facets, words=words),
        body=body(record.description, record.who, record.amount_note),
        expires_at=end_of(record.deadline) if record.deadline else None,
        is_available=state != FundingProgramme.State.CLOSED,
        card={
            "kind": in_both(FundingProgramme.Kind(record.kind)),
            "state": state,
            "rate_percent": record.rate_percent,
            "amount_max": record.amount_max,
            "deadlines": [iso(day) for day in sorted({*record.cut_offs, record.deadline} - {None})],
            "authority": record.authority,
        },
    )
