"""The review of what was handed in: a step of Wagtail's workflow, and the keys that mails carry."""

import hashlib
import secrets

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from directory.models.organisation import Organisation

SHOWN = 5  # reviews on the home page of the admin: each costs ten queries there


class Circle(models.TextChoices):
    """Who is asked, in this order."""

    VOUCHER = "voucher", _("the organisations that vouch for it")
    MODERATOR = "moderator", _("the moderators")
    OPERATOR = "operator", _("the operators of the hub")


class ReviewState(TaskState):
    """One review of one revision. `due_on` is the last day on which the circle is waited for."""

    circle = models.CharField(max_length=9, choices=Circle.choices, default=Circle.VOUCHER)
    due_on = models.DateField(null=True)
    is_refused = models.BooleanField(default=False)  # for good, not “please change”
    vouched_by = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    @property
    def author(self):
        """Who handed it in."""
        return self.workflow_state.requested_by

    @property
    def is_open(self):
        return self.status == self.STATUS_IN_PROGRESS


class ReviewTask(Task):
    """Who may decide follows from the record (directory.rights), not from a group."""

    task_state_class = ReviewState

    class Meta:
        verbose_name = _("review of a record")
        verbose_name_plural = _("reviews of records")

    @classmethod
    def get_description(cls):
        return _("Whoever vouches for, moderates or operates decides")

    def start(self, workflow_state, user=None):
        from directory.moderation import inviting

        state = super().start(workflow_state, user=user)
        inviting.open_review(state=state)
        return state

    def on_action(self, task_state, user, action_name, **kwargs):
        from directory.moderation import decisions

        decisions.decide_in_admin(
            state=task_state, decision=action_name, reason=kwargs.get("comment", ""), user=user
        )

    def get_actions(self, obj, user):
        from directory.moderation import decisions

        state = obj.current_workflow_task_state
        if not isinstance(state, ReviewState) or not decisions.may_decide(user, state):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("refuse", _("Refuse"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_form_for_action(self, action):
        from directory.moderation.forms import CommentForm, ReasonForm

        return CommentForm if action == "approve" else ReasonForm

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """The most urgent ones."""
        from directory.moderation import decisions

        waiting = ReviewState.objects.filter(task=self, status=ReviewState.STATUS_IN_PROGRESS)
        urgent = decisions.to_decide(user, waiting).order_by("due_on", "pk")[:SHOWN]
        return TaskState.objects.filter(pk__in=[state.pk for state in urgent])


class DecisionLinkQuerySet(models.QuerySet):
    def with_token(self, token):
        return self.filter(digest=digest_of(token)).first()


class DecisionLink(models.Model):
    """The key of one person to one decision. Only a hash is stored; the key stands in the mail.

    It outlives what it is about, so that its page can say what became of that.
    """

    digest = models.CharField(max_length=64, unique=True)
    about = models.CharField(max_length=200)  # the title, as long as the record was there
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", on_delete=models.CASCADE
    )
    state = models.ForeignKey(
        ReviewState, null=True, related_name="links", on_delete=models.SET_NULL
    )
    correction = models.ForeignKey(
        "directory.Correction", null=True, related_name="links", on_delete=models.SET_NULL
    )
    report = models.ForeignKey(
        "directory.Report", null=True, related_name="links", on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    objects = DecisionLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=None, correction=None)
                | Q(state=None, report=None)
                | Q(correction=None, report=None),
                name="directory_decisionlink_one_thing",
            )
        ]

    def __str__(self):
        return self.about


def new_token():
    """256 random bits: nobody guesses them."""
    return secrets.token_urlsafe(32)


def digest_of(token):
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class EndorsementQuerySet(models.QuerySet):
    def by_public(self):
        """Those that can be shown: by organisations that have a page and still may vouch."""
        shown = self.filter(organisation__live=True, organisation__trust__may_vouch=True)
        return shown.select_related("organisation")

    def of_public(self, record):
        content_type = ContentType.objects.get_for_model(record)
        return self.by_public().filter(content_type=content_type, object_id=record.pk)


class Endorsement(models.Model):
    """An organisation vouches for a record: one of its people has approved this revision.

    It holds for a record of this `substance` (Listing.substance). When the record is another one in
    what matters, it is not shown any more, and its organisation is asked anew (vouching).
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    organisation = models.ForeignKey(
        Organisation, related_name="endorsements_given", on_delete=models.CASCADE
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, related_name="+", on_delete=models.SET_NULL
    )
    revision_id = models.PositiveBigIntegerField()
    substance = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "organisation"],
                name="directory_endorsement_unique",
            )
        ]

    def __str__(self):
        return f"{self.organisation} → {self.record}"
