from directory.models.feedback import Correction, Report
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
from directory.models.renewal import Reminder, Renewal
from directory.models.review import (
    Circle,
    DecisionLink,
    Endorsement,
    ReviewState,
    ReviewTask,
)
from directory.models.topic import Topic, TopicPage

__all__ = [
    "Address",
    "Audience",
    "Circle",
    "ContactPoint",
    "Correction",
    "DecisionLink",
    "Endorsement",
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
    "Report",
    "ReviewState",
    "ReviewTask",
    "Reminder",
    "Renewal",
    "SocialLink",
    "Source",
    "Topic",
    "TopicPage",
    "Trust",
]
