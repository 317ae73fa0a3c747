"""A seek as a Demand, an offer as an Offer; no address of a person, no address to write to."""

from django.utils.timezone import localdate

from directory.models import Posting
from directory.schema_org import CONTEXT, compact, place, reference


def posting(record, *, absolute):
    """schema.org has no property from a Demand to who has it; JSON-LD reads `seeks` backwards."""
    address = absolute(record.get_absolute_url())
    is_offer = record.direction == Posting.Direction.OFFER
    who = reference(record.owner, absolute=absolute)
    by = {"offeredBy": who} if is_offer else {"@reverse": {"seeks": who} if who else None}
    published = record.first_published_at
    return compact(
        {
            "@context": CONTEXT,
            "@type": "Offer" if is_offer else "Demand",
            "@id": address,
            "url": address,
            "name": record.headline,
            "description": record.lead,
            "itemOffered": {"@type": "Service", "serviceType": record.get_kind_display()},
            "validFrom": localdate(published).isoformat() if published else "",
            "validThrough": record.closes_on.isoformat(),
            "availableAtOrFrom": place(record.site) if record.site else None,
            **by,
        }
    )
