"""An organisation as the values of its form, and back."""

from __future__ import annotations

from directory.models import ContactPoint, Location, Organisation, SocialLink

TEXTS = (
    "title kind summary website wz_code description offers seeks legal_form size_class "
    "title_en summary_en description_en"
).split()


def values_of(organisation: Organisation) -> dict[str, object]:
    """What the form would hold if somebody had typed this organisation (or a revision of it)."""
    site = organisation.main_location()
    contact = next(iter(organisation.contact_points.all()), None)
    return {
        **{name: getattr(organisation, name) for name in TEXTS},
        "founded": str(organisation.founded or ""),
        "audiences": list(organisation.audiences),
        "topics": [str(topic.pk) for topic in organisation.topics.all()],
        "street": site.street if site else "",
        "postcode": site.postcode if site else "",
        "place": site.place if site else "",
        "contact_email": contact.email if contact else "",
        "contact_phone": contact.phone if contact else "",
        "social_links": "\n".join(link.url for link in organisation.social_links.all()),
        "activity": "",
    }


def fill(organisation: Organisation, cleaned: dict, *, contact_label: str) -> None:
    """Put the values of a valid form into an organisation, in memory; the rest of it stays.

    A second site or contact is nothing that this form knows, so it is left alone.
    """
    for name in TEXTS:
        if name in cleaned:
            setattr(organisation, name, cleaned[name])
    if "founded" in cleaned:
        organisation.founded = cleaned["founded"]
        organisation.audiences = cleaned["audiences"]
        links = [SocialLink(url=address) for address in cleaned["social_links"]]
        organisation.social_links.set(links)
    organisation.topics.set(cleaned["topics"])
    _fill_site(organisation, cleaned)
    _fill_contact(organisation, cleaned, contact_label)


def _fill_site(organisation: Organisation, cleaned: dict) -> None:
    address = {name: cleaned.get(name, "") for name in ("street", "postcode", "place")}
    site = organisation.main_location()
    if site and {name: getattr(site, name) for name in address} == address:
        return
    new = Location(**address, is_primary=True, name=site.name if site else "")
    others = [other for other in organisation.locations.all() if other is not site]
    if site:
        new.pk = site.pk
    new.locate()  # the position is that of the new place
    organisation.locations.set([new, *others])


def _fill_contact(organisation: Organisation, cleaned: dict, label: str) -> None:
    first, *others = list(organisation.contact_points.all()) or [None]
    email = cleaned.get("contact_email", "")
    phone = cleaned.get("contact_phone", first.phone if first else "")
    if first is None:
        first = ContactPoint(label=label)
    first.email, first.phone = email, phone
    kept = [first] if email or phone or first.url else []
    organisation.contact_points.set([*kept, *others])
