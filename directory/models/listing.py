"""What every published record carries."""

import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from directory.freshness.rhythm import State, Term
from directory.models.topic import Topic
from hub.fields import ChoiceListField
from search import registry


class Audience(models.TextChoices):
    FOUNDER = "founder", _("Founders")
    STARTUP = "startup", _("Startups")
    SME = "sme", _("Small and medium-sized companies")
    CRAFT = "craft", _("Crafts")
    INDUSTRY = "industry", _("Industrial companies")
    EMPLOYEE = "employee", _("Employees")
    JOBSEEKER = "jobseeker", _("People looking for work")
    RESEARCHER = "researcher", _("Researchers")
    STUDENT = "student", _("Students")
    PUBLIC = "public", _("Public bodies")
    ASSOCIATION = "association", _("Associations")


class Language(models.TextChoices):
    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")


class Source(models.TextChoices):
    MANUAL = "manual", _("typed by hand")
    SELF_SERVICE = "self_service", _("self-service")
    IMPORT = "import", _("import")


class Licence(models.TextChoices):
    """SPDX identifiers where they exist."""

    CC0 = "CC0-1.0", _("CC0 1.0 (no conditions)")
    CC_BY = "CC-BY-4.0", _("CC BY 4.0 (name the source)")
    DL_DE_BY = "DL-DE-BY-2.0", _("Data licence Germany 2.0 (name the source)")
    NONE = "none", _("not for reuse")


def renewal_months_field(default):
    """For how many months a check is good; kinds of records differ in what is usual."""
    return models.PositiveSmallIntegerField(
        _("check again after months"), default=default, help_text=_("0 means never.")
    )


ANY_SLUG = "any-slug"


@cache  # finding a route took an eighth of a rebuild
def _address(url_name, language):
    with override(language):
        return reverse(url_name, args=[ANY_SLUG])


class ListingQuerySet(models.QuerySet):
    def live(self):
        return self.filter(live=True)

    def newest(self):
        return self.live().order_by("-first_published_at", "-pk")

    def known_as(self, ids, *source_names):
        """Records by their ids in sources; the index that finds them holds no empty ids."""
        found = self.filter(source_name__in=source_names, external_id__in=ids)
        return found.exclude(external_id="")

    def fill_slugs(self, records):
        """Give new records the slugs that `fill_slug` would, with two queries for all."""
        stems = [record.slug_stem for record in records if not record.slug]
        taken = {*self.model.RESERVED_SLUGS, *(record.slug for record in records)}
        taken.update(self.filter(slug__in=stems).values_list("slug", flat=True))
        if begun := {stem for stem in stems if stem in taken or stems.count(stem) > 1}:
            like = Q(*[("slug__startswith", stem) for stem in begun], _connector=Q.OR)
            taken.update(self.filter(like).values_list("slug", flat=True))
        for record in records:
            record.slug = record.slug or free_slug(record.slug_stem, taken)
            taken.add(record.slug)


class Listing(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """The abstract record: texts, topics, where it comes from, and who vouches for it until when.

    Publishing a revision writes the whole row back, so what is not edited as text (`OPERATIONAL`)
    keeps the value of the row.
    """

    RESERVED_SLUGS: frozenset[str] = frozenset()  # pages that stand beside those of the records
    is_renewed = True  # has to be checked again some day; what ends by itself has not
    is_over_by_itself = False  # its author has said until when; others are asked first
    ON_CONFIRMING: Mapping[str, object] = MappingProxyType({})  # what else a confirmation sets
    DATES = ("confirmed_on", "created_at", "first_published_at", "last_published_at")
    TERM_FIELDS: tuple[str, ...] = (*DATES, "renewal_months")  # what `term` reads
    OPERATIONAL = ("confirmed_on", "confirmed_by", "source", "source_name", "external_id")

    title = models.CharField(
        _("title"), max_length=200, validators=[MinLengthValidator(3, _("At least 3 characters."))]
    )
    slug = models.SlugField(
        _("short name in addresses"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("Made from the title when left empty."),
    )
    summary = models.CharField(
        _("summary"), max_length=300, help_text=_("One or two sentences, shown in lists.")
    )
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("A blank line begins a paragraph, “- ” at its start a list."),
    )
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=300, blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("topics"), blank=True, related_name="%(class)ss"
    )
    audiences = ChoiceListField(verbose_name=_("for whom"), choices_class=Audience)
    language = models.CharField(
        _("language of the text"),
        max_length=2,
        choices=Language.choices,
        default=Language.GERMAN,
    )
    owner = models.ForeignKey(
        "directory.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )

    source = models.CharField(
        _("source"), max_length=20, choices=Source.choices, default=Source.MANUAL
    )
    source_name = models.CharField(_("name of the source"), max_length=120, blank=True)
    external_id = models.CharField(_("id in the source"), max_length=255, blank=True)
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, default=Licence.CC_BY
    )
    confirmed_on = models.DateField(_("last checked on"), null=True, blank=True)
    confirmed_by = models.CharField(_("checked by"), max_length=160, blank=True)
    renewal_months = renewal_months_field(12)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    endorsements = GenericRelation("directory.Endorsement")

    objects = ListingQuerySet.as_manager()

    url_name = ""  # of the record's own page, set by the subclass

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source_name", "external_id"],
                condition=~models.Q(external_id=""),
                name="%(app_label)s_%(class)s_external_id",
                violation_error_message=_("This source has a record with this id already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="%(app_label)s_%(class)s_title",
                violation_error_message=_("A record needs a title."),
            ),
            models.CheckConstraint(
                condition=models.Q(go_live_at__isnull=True)
                | models.Q(expire_at__isnull=True)
                | models.Q(expire_at__gt=models.F("go_live_at")),
                name="%(app_label)s_%(class)s_published_until",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        self.fill_slug()
        if self.slug in self.RESERVED_SLUGS:
            raise ValidationError(
                {"slug": _("Another page has this address. Choose a different one.")}
            )
        if self.go_live_at and self.expire_at and self.expire_at <= self.go_live_at:
            raise ValidationError({"expire_at": _("The end lies before the beginning.")})

    @transaction.atomic(savepoint=False)
    def save(self, *args, **kwargs):
        """With topics, tags and children in one transaction, so that the index sees all of it."""
        self.fill_slug()
        super().save(*args, **kwargs)

    def fill_slug(self):
        """Make a free slug from the title."""
        if self.slug:
            return
        stem = self.slug_stem
        others = type(self).objects.exclude(pk=self.pk)
        if stem not in self.RESERVED_SLUGS and not others.filter(slug=stem).exists():
            self.slug = stem  # as of most; to look for beginnings reads the whole table
            return
        taken = self.RESERVED_SLUGS.union(
            others.filter(slug__startswith=stem).values_list("slug", flat=True)
        )
        self.slug = free_slug(stem, taken)

    @property
    def slug_stem(self):
        """The title as an address has it; German letters become ae, oe, ue, ss."""
        return slugify(self.title.lower().translate(GERMAN_LETTERS))[:110] or "eintrag"

    @classmethod
    def belonging_to(cls, organisations):
        """The condition for records of these organisations (ids, or a query for them)."""
        return models.Q(owner__in=organisations)

    def with_content_json(self, content):
        """A revision never brings back the state of what happened to the row since."""
        record = super().with_content_json(content)
        for name in self.OPERATIONAL:
            setattr(record, name, getattr(self, name))
        return record

    @property
    def checked_on(self):
        """The day on which somebody last stood by the text: confirmed or published it."""
        published = self.last_published_at or self.first_published_at or self.created_at
        return max(filter(None, (self.confirmed_on, timezone.localdate(published))))

    @property
    def term(self):
        """How long that is good for; None where nobody has to look again."""
        if not self.is_renewed or not self.renewal_months:
            return None
        return Term(self.checked_on, self.renewal_months)

    @property
    def is_held_back(self):
        """Not public, and locked: it does not come back before a moderator lets it."""
        return self.locked and not self.live

    def is_overdue(self, today=None):
        """Whether its last check is so long ago that it stands behind others."""
        term = self.term
        return term is not None and term.state(today or timezone.localdate()) == State.OVERDUE

    def get_absolute_url(self):
        return reverse(self.url_name, args=[self.slug])

    def url_in(self, language):
        return _address(self.url_name, language).replace(ANY_SLUG, self.slug)

    def in_language(self, field):
        """The text of the active language; the record's own language where it is missing."""
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def headline(self):
        return self.in_language("title")

    @property
    def lead(self):
        return self.in_language("summary")

    @property
    def text(self):
        return self.in_language("description")

    @cached_property
    def topic_list(self):
        """Its topics; many records have them fetched together (`documents.listing_records`)."""
        return list(self.topics.all())

    @cached_property
    def tag_list(self):
        """Its tags with their words, fetched like the topics."""
        return list(self.tagged_items.all())

    def identity(self):
        """The texts that say what it is, as far as others vouch for it; not how it describes it."""
        return [self.title, str(self.owner_id or "")]

    @property
    def substance(self):
        """A mark of its identity; capitals and blanks are not counted."""
        lines = [" ".join(text.lower().split()) for text in self.identity()]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def source_label(self):
        """What readers are told of the source; names of calendars are for the import alone."""
        technical = ("ics:", "jsonld:", "csv:", "courses:", "demo")
        if not self.source_name or self.source_name.startswith(technical):
            return self.get_source_display()
        return self.source_name

    @property
    def audience_labels(self):
        return self._meta.get_field("audiences").labels(self.audiences)

    def review_words(self):
        """Texts for fields whose value says little to whoever reviews it, by name of the field."""
        return {}

    def get_preview_template(self, request, mode_name):
        return self.template

    def get_preview_context(self, request, mode_name):
        """With the name of its document, so that it is not proposed beside itself."""
        kind = registry.for_model(type(self))
        return {"record": self, "document_id": f"{kind.name}:{self.pk}"}


def free_slug(stem, taken):
    """The stem, or the stem with the first number that nobody has."""
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


GERMAN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
