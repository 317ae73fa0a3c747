"""An organisation as the values of its form, and back."""

from __future__ import annotations

from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

from directory.models import ContactPoint, Location, Organisation, SocialLink

TEXTS = (
    *("title", "kind", "summary", "website", "wz_code", "description", "offers", "seeks"),
    *("legal_form", "size_class", "title_en", "summary_en", "description_en"),
)


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


def rows_of(organisation: Organisation) -> dict[str, list]:
    """What is saved with it, by the name of the relation, as it is in memory."""
    names = [relation.get_accessor_name() for relation in get_all_child_relations(organisation)]
    names += [field.name for field in get_all_child_m2m_relations(organisation)]
    return {name: list(getattr(organisation, name).all()) for name in names}


def _fill_site(organisation: Organisation, cleaned: dict) -> None:
    address = {name: cleaned.get(name, "") for name in ("street", "postcode", "place")}
    organisation.locations.get_object_list()  # from now on they are changed in memory
    site = organisation.main_location()
    if site is None:
        site = Location(is_primary=True)
        organisation.locations.add(site)
    elif {name: getattr(site, name) for name in address} == address:
        return
    for name, value in address.items():
        setattr(site, name, value)
    site.municipality = site.latitude = site.longitude = None
    site.locate()  # the position is that of the new place


def _fill_contact(organisation: Organisation, cleaned: dict, label: str) -> None:
    contact = next(iter(organisation.contact_points.get_object_list()), None)
    email = cleaned.get("contact_email", "")
    phone = cleaned.get("contact_phone", contact.phone if contact else "")
    if contact is None:
        if email or phone:
            organisation.contact_points.add(ContactPoint(label=label, email=email, phone=phone))
        return
    contact.email, contact.phone = email, phone
    if not (email or phone or contact.url):
        organisation.contact_points.remove(contact)
