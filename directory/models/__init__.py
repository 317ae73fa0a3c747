from directory.models.listing import Audience, Licence, Listing, ListingQuerySet, Source
from directory.models.membership import Membership, Moderator, Trust
from directory.models.organisation import (
    ContactPoint,
    Location,
    Organisation,
    OrganisationTag,
    Relation,
    SocialLink,
)
from directory.models.place import Address, Municipality
from directory.models.renewal import Reminder, Renewal
from directory.models.topic import Topic, TopicPage

__all__ = [
    "Address",
    "Audience",
    "ContactPoint",
    "Licence",
    "Listing",
    "ListingQuerySet",
    "Location",
    "Membership",
    "Moderator",
    "Municipality",
    "Organisation",
    "OrganisationTag",
    "Relation",
    "Reminder",
    "Renewal",
    "SocialLink",
    "Source",
    "Topic",
    "TopicPage",
    "Trust",
]
