from directory.models.invitation import Claim, Invitation
from directory.models.listing import Audience, Licence, Listing, ListingQuerySet, Source
from directory.models.listing_draft import ListingDraft
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
from directory.models.topic import Topic, TopicPage

__all__ = [
    "Address",
    "Audience",
    "Claim",
    "ContactPoint",
    "Invitation",
    "Licence",
    "Listing",
    "ListingDraft",
    "ListingQuerySet",
    "Location",
    "Membership",
    "Moderator",
    "Municipality",
    "Organisation",
    "OrganisationTag",
    "Relation",
    "SocialLink",
    "Source",
    "Topic",
    "TopicPage",
    "Trust",
]
