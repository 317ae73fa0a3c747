from directory.models.feedback import Correction, Report
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
from directory.models.posting import Posting, PostingMessage, PostingTag
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
    "Claim",
    "ContactPoint",
    "Correction",
    "DecisionLink",
    "Endorsement",
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
    "Posting",
    "PostingMessage",
    "PostingTag",
    "Relation",
    "Reminder",
    "Renewal",
    "Report",
    "ReviewState",
    "ReviewTask",
    "SocialLink",
    "Source",
    "Topic",
    "TopicPage",
    "Trust",
]
