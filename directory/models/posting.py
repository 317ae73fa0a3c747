"""What organisations look for and offer, until when, and messages that wait for a proof."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase

from directory.freshness.rhythm import Opening
from directory.models.listing import Listing, ListingQuerySet
from directory.models.place import Address


class PostingTag(TaggedItemBase):
    content_object = ParentalKey(
        "directory.Posting", related_name="tagged_items", on_delete=models.CASCADE
    )


class PostingQuerySet(ListingQuerySet):
    def open(self, *, today=None):
        """Public ones that nobody has wished to be closed by now; the rule is kept by the clock."""
        today = today or timezone.localdate()
        return self.live().filter(Q(open_until=None) | Q(open_until__gte=today))


class Posting(Listing, Address):
    """A seek or an offer (schema.org Demand and Offer) that is open for some months at most.

    `open_until` is the last day that its author wishes. Without it, and after it was renewed, the
    rule of its kind counts from the day on which somebody last stood by it.
    """

    class Direction(models.TextChoices):
        SEEK = "seek", _("Seek")
        OFFER = "offer", _("Offer")

    class Kind(models.TextChoices):
        PILOT_CUSTOMER = "pilot_customer", _("Pilot customer")
        THESIS = "thesis", _("Thesis")
        LABORATORY = "laboratory", _("Laboratory and tests")
        CO_FOUNDER = "co_founder", _("Co-founder")
        PARTNER = "partner", _("Partner for a project")
        EQUIPMENT = "equipment", _("Rooms and machines")

    MOST_DAYS = {Kind.THESIS: 180, Kind.LABORATORY: 180}
    USUAL_DAYS = 90

    direction = models.CharField(
        _("seek or offer"), max_length=5, choices=Direction.choices, default=Direction.SEEK
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    open_until = models.DateField(
        _("open until"),
        null=True,
        blank=True,
        help_text=_("The last day. Without one it is open for as long as is usual for its kind."),
    )
    renewal_months = None
    tags = ClusterTaggableManager(through=PostingTag, verbose_name=_("free tags"), blank=True)

    objects = PostingQuerySet.as_manager()

    RESERVED_SLUGS = frozenset({"neu", "new"})
    is_over_by_itself = True
    ON_CONFIRMING = {"open_until": None}
    TERM_FIELDS = (*Listing.DATES, "kind", "open_until")
    url_name = "posting_detail"
    template = "directory/posting_detail.html"

    class Meta(Listing.Meta):
        ordering = ["-first_published_at", "-pk"]
        verbose_name = _("seek or offer")
        verbose_name_plural = _("seeks and offers")
        constraints = [
            *Listing.Meta.constraints,
            *Address.Meta.constraints,
            models.CheckConstraint(
                condition=Q(direction__in=["seek", "offer"]),
                name="directory_posting_direction",
                violation_error_message=_("It is either looked for or offered."),
            ),
        ]

    @classmethod
    def most_days(cls, kind):
        """For how many days a posting of this kind is open at most, until it is renewed."""
        return cls.MOST_DAYS.get(kind, cls.USUAL_DAYS)

    @property
    def days_by_rule(self):
        return self.most_days(self.kind)

    @property
    def closes_on(self):
        """The last day on which it is open."""
        by_rule = self.checked_on + timedelta(days=self.days_by_rule)
        return min(self.open_until, by_rule) if self.open_until else by_rule

    @property
    def term(self):
        return Opening(self.closes_on)

    def is_open(self, today=None):
        return self.live and self.closes_on >= (today or timezone.localdate())

    @property
    def site(self):
        """Where it is: its own place, else the main one of the organisation; None for nowhere."""
        if self.place or self.postcode:
            return self
        owner = self.owner
        return owner.main_location() if owner and owner.live else None

    def clean(self):
        super().clean()
        if not self.open_until:
            return
        today, most = timezone.localdate(), self.days_by_rule
        if self.open_until < today:
            raise ValidationError({"open_until": _("This day has passed. Choose a later one.")})
        if self.open_until > today + timedelta(days=most):
            problem = _("At most %(days)d days from today; it can be renewed then.")
            raise ValidationError({"open_until": problem % {"days": most}})

    def with_content_json(self, content):
        """A text that was written before a renewal does not shorten what was renewed."""
        record = super().with_content_json(content)
        if self.confirmed_on and str(self.confirmed_on) > str(content.get("confirmed_on") or ""):
            record.open_until = self.open_until
        return record


class PostingMessage(models.Model):
    """What somebody wants to tell whoever has posted; kept until the address is proved, not longer.

    Only the hash of the key in the mail is stored.
    """

    posting = models.ForeignKey(Posting, related_name="messages", on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    text = models.TextField(_("message"), max_length=3000)
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("message about a posting")
        verbose_name_plural = _("messages about postings")

    def __str__(self):
        return f"{self.posting_id} {self.pk}"
