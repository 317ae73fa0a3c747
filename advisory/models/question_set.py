"""The questions of the Digital-Check. What was published once can still be answered later."""

import secrets

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, Revision, RevisionMixin

from advisory.models.subject import Subject
from search.addresses import read


def new_key():
    """Names a question in all versions, in forms and in the browser."""
    return secrets.token_hex(4)


class Dimension(models.TextChoices):
    """Those of the Digital Maturity Assessment for SMEs (see advisory.maturity)."""

    STRATEGY = "strategy", _("Digital strategy")
    READINESS = "readiness", _("Equipment and readiness")
    PEOPLE = "people", _("People and skills")
    DATA = "data", _("Data and security")
    AUTOMATION = "automation", _("Automation and AI")
    GREEN = "green", _("Digital and sustainable")


class QuestionSetQuerySet(models.QuerySet):
    def current(self):
        """The set that was published last, None where there is none."""
        rows = self.filter(live=True).exclude(live_revision=None)
        return rows.order_by("-last_published_at", "-pk").first()

    def with_version(self, version):
        """The set as it was when the hub gave out this mark (`version`); None for any other."""
        if not version.isprintable():
            return None
        try:
            pk = signing.Signer(salt=QuestionSet.SALT).unsign(version)
        except signing.BadSignature:
            return None
        kind = ContentType.objects.get_for_model(QuestionSet)
        revision = Revision.objects.filter(base_content_type=kind, pk=pk).first()
        if revision is None:
            return None
        found = revision.as_object()
        found.revision_id = revision.pk
        return found


class QuestionSet(PreviewableMixin, DraftStateMixin, RevisionMixin, ClusterableModel):
    """Statements that a company rates, by dimension. Each published revision is a version: who
    began with it ends with it."""

    SALT = "advisory.question_set"
    revision_id = None  # of an earlier version

    title = models.CharField(_("title"), max_length=120)
    subject = models.ForeignKey(
        Subject,
        verbose_name=_("subject of requests"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # old versions may name one that is no more
        related_name="+",
        help_text=_("A result can become a request with this subject; without one it cannot."),
    )
    source_name = models.CharField(max_length=20, blank=True, editable=False)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("questions of the Digital-Check")
        verbose_name_plural = _("questions of the Digital-Check")

    def __str__(self):
        return self.title

    @property
    def version(self):
        """Names the published revision; signed, so that nobody reads drafts by guessing."""
        return signing.Signer(salt=self.SALT).sign(self.revision_id or self.live_revision_id)

    @property
    def is_outdated(self):
        return self.revision_id is not None and self.revision_id != self.live_revision_id

    @cached_property
    def asked(self):
        """The questions, by dimension."""
        order = Dimension.values
        return sorted(self.questions.all(), key=lambda question: order.index(question.dimension))

    @property
    def preview_modes(self):
        return settings.LANGUAGES

    def get_preview_template(self, request, mode_name):
        return "advisory/digital_check/preview.html"

    def get_preview_context(self, request, mode_name):
        from advisory.digital_check.answers import screens  # which are made of these questions

        shown, _result = screens(self, {})
        searches = [(screen.dimension, self.search_of(screen.name)) for screen in shown]
        return {"questions": self, "screens": shown, "searches": searches}

    def serve_preview(self, request, mode_name):
        """In the language that is the mode; the admin may have another one."""
        with override(mode_name):
            return super().serve_preview(request, mode_name).render()

    def search_of(self, dimension):
        """The search that finds what helps in a dimension."""
        return next((row.search for row in self.searches.all() if row.dimension == dimension), "")


class CheckQuestion(Orderable):
    """A statement that may hold for a company: not yet, a little, mostly, throughout."""

    question_set = ParentalKey(QuestionSet, related_name="questions", on_delete=models.CASCADE)
    key = models.CharField(max_length=12, default=new_key, editable=False)
    dimension = models.CharField(_("topic"), max_length=10, choices=Dimension.choices)
    text = models.CharField(_("statement"), max_length=200)
    text_en = models.CharField(_("statement (English)"), max_length=200)
    help = models.CharField(_("example"), max_length=200, blank=True)
    help_en = models.CharField(_("example (English)"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "key"],
                name="advisory_checkquestion_key",
                violation_error_message=_("Two statements have the same key."),
            )
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        return self.text_en if get_language() == "en" else self.text

    @property
    def hint(self):
        return self.help_en if get_language() == "en" else self.help


class CheckSearch(models.Model):
    """What helps in a dimension, as a search of the hub."""

    question_set = ParentalKey(QuestionSet, related_name="searches", on_delete=models.CASCADE)
    dimension = models.CharField(_("topic"), max_length=10, choices=Dimension.choices)
    search = models.CharField(
        _("search"),
        max_length=500,
        help_text=_(
            "Search on the site until the result page shows what you want, then copy its whole "
            "address into this field."
        ),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("search for offers")
        verbose_name_plural = _("searches for offers")
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "dimension"],
                name="advisory_checksearch_dimension",
                violation_error_message=_("There is a search for this topic already."),
            )
        ]

    def __str__(self):
        return self.get_dimension_display()

    def clean(self):
        if self.search:
            try:
                self.search = read(self.search)
            except ValidationError as error:
                raise ValidationError({"search": error}) from error
