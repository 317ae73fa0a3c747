"""Records in the words of schema.org, for JSON-LD; plain dictionaries without empty values."""

from directory.models import Organisation

CONTEXT = "https://schema.org"
KINDS = {
    Organisation.Kind.COMPANY: "LocalBusiness",
    Organisation.Kind.STARTUP: "LocalBusiness",
    Organisation.Kind.UNIVERSITY_GROUP: "ResearchOrganization",
    Organisation.Kind.PUBLIC_BODY: "GovernmentOrganization",
    Organisation.Kind.EDUCATION_PROVIDER: "EducationalOrganization",
}
# What schema.org calls a QuantitativeValue; the upper end of “250+” stays open.
SIZES = {"1-9": (1, 9), "10-49": (10, 49), "50-249": (50, 249), "250+": (250, None)}


def compact(data):
    """Without what is not known."""
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def organisation(record, *, absolute):
    """An Organization or one of its subtypes; `absolute` makes full addresses of paths."""
    locations = list(record.locations.all())
    main = record.main_location()
    kind = KINDS.get(record.kind, "Organization")
    if kind == "LocalBusiness" and not (main and main.one_line):
        kind = "Organization"  # a LocalBusiness is a place
    return compact(
        {
            "@context": CONTEXT,
            "@type": kind,
            "@id": absolute(record.get_absolute_url()),
            "name": record.headline,
            "description": record.lead,
            "url": record.website or absolute(record.get_absolute_url()),
            "foundingDate": str(record.founded) if record.founded else "",
            "isicV4": record.wz_code[:2] if record.wz_code[:2].isdigit() else "",
            "numberOfEmployees": _size(record.size_class),
            "address": postal_address(main) if main else None,
            "geo": geo(main) if main else None,
            "location": [place(site) for site in locations[1:]],
            "contactPoint": [_contact(point) for point in record.contact_points.all()],
            "sameAs": [link.url for link in record.social_links.all()],
            "parentOrganization": reference(record.owner, absolute=absolute),
            "knowsAbout": [topic.label for topic in record.topic_list],
        }
    )


def checked_page(record, *, absolute):
    """The page about a record, with who has looked last whether it is right; None if nobody has.

    Of all that is described only a WebPage has lastReviewed; everything can have such a page.
    """
    if not record.confirmed_on:
        return None
    by = record.confirmed_by
    return compact(
        {
            "@type": "WebPage",
            "url": absolute(record.get_absolute_url()),
            "lastReviewed": record.confirmed_on.isoformat(),
            "reviewedBy": {"@type": "Organization", "name": by} if by else None,
        }
    )


def reference(record, *, absolute):
    """A short mention of an organisation that has its own page; None when it is not public."""
    if record is None or not record.live:
        return None
    address = absolute(record.get_absolute_url())
    return {"@type": "Organization", "@id": address, "name": record.headline, "url": address}


def references(records, *, absolute):
    found = [reference(record, absolute=absolute) for record in records]
    return [mention for mention in found if mention]


def postal_address(address):
    return compact(
        {
            "@type": "PostalAddress",
            "streetAddress": address.street,
            "postalCode": address.postcode,
            "addressLocality": address.place,
            "addressCountry": "DE" if address.postcode or address.place else "",
        }
    )


def geo(address):
    if not address.has_position:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": round(address.latitude, 6),
        "longitude": round(address.longitude, 6),
    }


def place(address, *, name=""):
    """A Place of an address, None when nothing is known about it."""
    name = name or getattr(address, "name", "") or address.place
    if not name and not address.one_line:
        return None
    return compact(
        {
            "@type": "Place",
            "name": name,
            "address": postal_address(address) if address.one_line else None,
            "geo": geo(address),
        }
    )


def offer(amount, *, url="", **further):
    """An Offer in euros; None when the price is not known."""
    if amount is None:
        return None
    return compact(
        {"@type": "Offer", "price": str(amount), "priceCurrency": "EUR", "url": url, **further}
    )


def audience(record):
    return [{"@type": "Audience", "audienceType": str(word)} for word in record.audience_labels]


def breadcrumbs(trail, *, absolute):
    """A BreadcrumbList of (name, path) pairs from the top down."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": str(name), "item": absolute(path)}
            for number, (name, path) in enumerate(trail, start=1)
        ],
    }


def _contact(point):
    return compact(
        {
            "@type": "ContactPoint",
            "contactType": point.label,
            "email": point.email,
            "telephone": point.phone,
            "url": point.url,
        }
    )


def _size(size_class):
    if size_class not in SIZES:
        return None
    low, high = SIZES[size_class]
    return compact({"@type": "QuantitativeValue", "minValue": low, "maxValue": high})
