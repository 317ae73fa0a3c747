"""What search knows about organisations, and what all records have in common."""

from datetime import date, datetime, time
from functools import lru_cache

from django.core.cache import caches
from django.db import models
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext_lazy as _

from directory import gazetteer, industries
from directory.models import Audience, Endorsement, Licence, Listing, Organisation, Topic
from search import registry
from search.documents import Document

KEEP_SECONDS = 60


class Format(models.TextChoices):
    """Where and how something takes place, one set of codes for all kinds of records."""

    ONSITE = "onsite", _("on site")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("on site and online")
    BLENDED = "blended", _("partly on site, partly online")
    SELF_PACED = "self_paced", _("at your own pace")
    AT_COMPANY = "at_company", _("at your company")
    PHONE = "phone", _("by phone")
    VIDEO = "video", _("by video")
    EMAIL = "email", _("by e-mail")


class Funding(models.TextChoices):
    """What something costs, who pays for it, and whether one can apply."""

    FREE = "free", _("free of charge")
    SUBSIDISED = "subsidised", _("subsidised")
    PAID = "paid", _("with a fee")
    EDUCATIONAL_LEAVE = "educational_leave", _("recognised as educational leave")
    AZAV = "azav", _("certified after AZAV")
    EDUCATION_VOUCHER = "education_voucher", _("with education voucher")
    UPGRADING_GRANT = "upgrading_grant", _("with upgrading grant (Aufstiegs-BAföG)")
    QUALIFICATION_ALLOWANCE = (
        "qualification_allowance",
        _("with qualification allowance (§ 82a SGB III)"),
    )
    EMPLOYEE_TRAINING = "employee_training", _("training of employees (§ 82 SGB III)")
    OPEN = "open", _("open for applications")
    ANNOUNCED = "announced", _("announced")
    PAUSED = "paused", _("paused")
    CLOSED = "closed", _("closed")
    REGIONAL = "regional", _("funded by the region")
    STATE = "state", _("funded by the federal state")
    FEDERAL = "federal", _("funded by Germany")
    EU = "eu", _("funded by the European Union")


# What people type for a kind of organisation; German, because it is searched, never shown.
KIND_KEYWORDS = {
    Organisation.Kind.COMPANY: "Unternehmen Firma Betrieb",
    Organisation.Kind.STARTUP: "Startup Start-up Gründung Unternehmen Firma",
    Organisation.Kind.UNIVERSITY_GROUP: "Forschungsgruppe Fachgebiet Hochschule Forschung",
    Organisation.Kind.CHAMBER: "Kammer",
    Organisation.Kind.PUBLIC_BODY: "Behörde Verwaltung öffentliche Einrichtung",
    Organisation.Kind.NETWORK: "Netzwerk Cluster",
    Organisation.Kind.EDUCATION_PROVIDER: "Bildungsträger Weiterbildungsanbieter",
    Organisation.Kind.ASSOCIATION: "Verein Verband",
}
# Names of the WZ sections, short enough for a filter; the classification itself is German only.
SECTIONS = {
    "A": _("Agriculture, forestry and fishing"),
    "B": _("Mining and quarrying"),
    "C": _("Manufacturing"),
    "D": _("Energy supply"),
    "E": _("Water, waste and remediation"),
    "F": _("Construction"),
    "G": _("Trade"),
    "H": _("Transport and storage"),
    "I": _("Hotels and restaurants"),
    "J": _("Publishing, broadcasting and content"),
    "K": _("Telecommunications, software and IT services"),
    "L": _("Finance and insurance"),
    "M": _("Real estate"),
    "N": _("Professional, scientific and technical services"),
    "O": _("Other business services"),
    "P": _("Public administration"),
    "Q": _("Education"),
    "R": _("Health and social work"),
    "S": _("Arts, sports and recreation"),
    "T": _("Other services"),
    "U": _("Private households"),
    "V": _("International organisations"),
}


def register():
    registry.register(
        registry.DocumentType(
            name="organisation",
            label=_("Organisation"),
            label_plural=_("Organisations"),
            model=Organisation,
            records=organisation_records,
            build=organisation_document,
            card_template="directory/organisation_card.html",
            list_url_name="organisation_list",
            facets=("kind", "topic", "industry", "organisation"),
            sorts=("name", "newest"),
            default_sort="name",
            depends_on={
                "directory.organisation": ("owner", "endorsements__organisation"),
                "directory.endorsement": ("endorsements",),
                "directory.trust": ("endorsements__organisation__trust",),
                "directory.location": ("locations",),
                "directory.topic": ("topics", "topics__parent"),
            },
        )
    )
    registry.register_labels("topic", topic_labels)
    registry.register_labels("organisation", organisation_labels)
    registry.register_labels("industry", section_labels)
    registry.register_labels("language", language_labels)
    registry.register_choices("audience", Audience)
    registry.register_choices("kind", Organisation.Kind)
    registry.register_choices("format", Format)
    registry.register_choices("funding", Funding)
    registry.register_choices("licence", Licence)
    registry.register_places(
        find_place=gazetteer.find_place,
        names=gazetteer.place_names,
        complete=gazetteer.complete_place,
    )


# --- Words for codes --------------------------------------------------------------------------


def topic_labels(codes):
    """Of some topics, else of all; a page asks several times, and a new name may wait a minute."""
    cache, key = caches["process"], f"topic-labels-{get_language()}"
    words = cache.get(key)
    if words is None or not words.keys() >= set(codes or ()):
        rows = Topic.objects.values_list("slug", "title", "title_en")
        in_english = get_language() == "en"
        words = {slug: in_english and title_en or title for slug, title, title_en in rows}
        cache.set(key, words, KEEP_SECONDS)
    return words if codes is None else {slug: words[slug] for slug in words if slug in codes}


def organisation_labels(codes):
    """Titles by slug; none without codes, because there are too many to list."""
    if not codes:
        return {}
    found = Organisation.objects.live().filter(slug__in=codes)
    return {o.slug: o.headline for o in found.only("slug", "title", "title_en")}


def section_labels(codes):
    letters = industries.sections() if codes is None else codes
    return {letter: str(SECTIONS[letter]) for letter in letters if letter in SECTIONS}


def language_labels(codes):
    words = {}
    for code in ("de", "en") if codes is None else codes:
        try:
            words[code] = str(get_language_info(code)["name_translated"])
        except KeyError:
            continue
    return words


# --- What every record says -------------------------------------------------------------------


def listing_records(model, *prefetch) -> QuerySet:
    """Live records with all that `listing_fields` reads, in a constant number of queries."""
    # Plain lists: related managers would make a query set for every record.
    topics = Prefetch("topics", Topic.objects.select_related("parent"), to_attr="topic_list")
    tags = Prefetch(
        "tagged_items",
        model.tags.through.objects.select_related("tag"),
        to_attr="tag_list",
    )
    return model.objects.live().select_related("owner").prefetch_related(topics, tags, *prefetch)


def listing_fields(record: Listing, *, organisers=(), facets, words) -> dict:
    """Fields of Document that all kinds of records fill alike; `words` are further keywords."""
    type_name = registry.for_model(type(record)).name
    topics = list(record.topic_list)
    topics += [topic.parent for topic in topics if topic.parent]
    live_organisers = [o for o in organisers if o and o.live]
    # Texts without suffix are the record's own; an English-only record is English on both sides.
    is_english = record.language == "en"
    keywords = [
        *(item.tag.name for item in record.tag_list),
        *(text for topic in topics for text in (topic.title, topic.title_en)),
        *(organiser.title for organiser in live_organisers),
        *words,
    ]
    common = {
        "topic": [topic.slug for topic in topics],
        "audience": record.audiences,
        "organisation": [organiser.slug for organiser in live_organisers],
    }
    return {
        "id": f"{type_name}:{record.pk}",
        "type": type_name,
        "title": record.title,
        "summary": record.summary,
        "title_en": record.title_en or (record.title if is_english else ""),
        "summary_en": record.summary_en or (record.summary if is_english else ""),
        "body_en": record.description_en or (record.description if is_english else ""),
        "url": record.url_in("de"),
        "url_en": record.url_in("en"),
        "keywords": " ".join(filter(None, dict.fromkeys(keywords))),
        "facets": {
            name: list(dict.fromkeys(codes)) for name, codes in (common | facets).items() if codes
        },
        "date_added": record.first_published_at or record.created_at,
        "updated_at": record.updated_at,
        "licence": record.licence,
        "is_overdue": record.is_overdue(),
        "checked_on": record.confirmed_on,
        "checked_by": record.confirmed_by if record.confirmed_on else "",
    }


def body(*texts):
    """Several texts as one body."""
    return "\n\n".join(text for text in texts if text)


@lru_cache(maxsize=512, typed=True)  # codes of two sets may be equal, their words are not
def in_both(choice):
    """The word of a choice in both languages of the site, for cards."""
    return {language: _in(language, choice.label) for language in ("de", "en")}


def _in(language, words):
    with override(language):
        return str(words)


def iso(day):
    return day.isoformat() if day else None


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The last second of a local day."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def position(place) -> dict:
    """Fields of Document for an address, nothing when it has no position."""
    if place is None or not place.has_position:
        return {}
    return {"latitude": place.latitude, "longitude": place.longitude}


def owner_title(record):
    return record.owner.title if record.owner and record.owner.live else ""


# --- Organisations ----------------------------------------------------------------------------


def organisation_records():
    return listing_records(
        Organisation,
        Prefetch("locations", to_attr="location_list"),
        Prefetch("endorsements", Endorsement.objects.by_public(), to_attr="endorsement_list"),
    )


def organisation_document(record):
    location = next(iter(record.location_list), None)  # the main one comes first
    places = [place.place for place in record.location_list]
    facets = {
        "kind": [record.kind],
        "industry": [industries.section(record.wz_code)] if record.wz_code else [],
    }
    words = [KIND_KEYWORDS.get(record.kind, ""), *places, *industry_titles(record.wz_code)]
    return Document(
        **listing_fields(record, organisers=[record.owner], facets=facets, words=words),
        body=body(record.description, record.offers, record.seeks),
        **position(location),
        place=location.place if location else "",
        card={
            "kind": in_both(Organisation.Kind(record.kind)),
            "is_group": record.kind == Organisation.Kind.UNIVERSITY_GROUP,
            "initials": record.initials,
            "place": location.place if location else "",
            "size": in_both(Organisation.SizeClass(record.size_class)) if record.size_class else {},
            "industry": record.industry,
            "owner": owner_title(record),
            "vouched_by": vouched_by(record),
        },
    )


def vouched_by(record):
    """The names of those who vouch for the organisation as it is now."""
    given = record.endorsement_list
    substance = record.substance if given else ""
    return [each.organisation.title for each in given if each.substance == substance]


@lru_cache(maxsize=2048)
def industry_titles(code):
    """The titles of a WZ code and of all levels above it, so that “Maschinenbau” finds 28.41."""
    if not code or not industries.classification().exists(code):
        return ()
    entry = industries.classification().get(code)
    return (entry.title, *(above.title for above in entry.ancestors))
