"""Requests of companies, who had them, and what happened. No revision and no index knows them."""

import secrets

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advisory import sealing
from advisory.models.desk import AdviceDesk
from advisory.models.entrance import Entrance
from advisory.models.funding import Industry
from advisory.models.service import AdviceLanguage
from advisory.models.subject import Subject
from directory.models import Organisation
from hub.working_days import working_days_between


def new_nonce():
    """192 random bits."""
    return secrets.token_urlsafe(24)


def _opened(token, salt):
    """What was signed into an address, empty for a forged one."""
    if not token.isprintable():
        return ""
    try:
        return signing.Signer(salt=salt).unsign(token)
    except signing.BadSignature:
        return ""


class AdviceRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=AdviceRequest.OPEN)

    def with_token(self, token):
        nonce = _opened(token, AdviceRequest.SALT)
        rows = self.select_related(
            "subject__parent", "desk__organisation", "entrance__organisation"
        )
        return rows.filter(nonce=nonce).first() if nonce else None


class AdviceRequest(models.Model):
    """What a company wants to know. `sealed` holds whatever it typed and how to reach it
    (advisory.sealing), so no search, log or report can show it; the rest is what rules and
    reports need. `nonce` makes the secret address of its status page.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("begun")
        HELD = "held", _("looked at before it is passed on")
        WAITING = "waiting", _("waits for a first answer")
        TAKEN = "taken", _("taken on")
        ASKED = "asked", _("waits for the company")
        CLOSED = "closed", pgettext_lazy("a request", "closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("a request", "withdrawn")

    class Age(models.TextChoices):
        PLANNED = "planned", _("not founded yet")
        YOUNGEST = "0-1", _("less than 2 years")
        YOUNG = "2-4", _("2 to 4 years")
        SETTLED = "5-9", _("5 to 9 years")
        OLD = "10+", _("10 years and more")

    class Outcome(models.TextChoices):
        ADVISED = "advised", _("advised")
        REFERRED = "referred", _("referred to somebody else")
        UNREACHED = "unreached", _("the company could not be reached")
        NO_NEED = "no_need", _("no need any more")
        UNKNOWN = "unknown", _("not known")

    class Help(models.TextChoices):
        """What the company says afterwards."""

        YES = "yes", _("Yes, it helped")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    OPEN = ("waiting", "taken", "asked")
    OVER = ("closed", "withdrawn")
    SALT = "advisory.request"

    nonce = models.CharField(max_length=40, unique=True, default=new_nonce, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True
    )
    subject = models.ForeignKey(
        Subject, verbose_name=_("subject"), on_delete=models.PROTECT, related_name="requests"
    )
    sealed = models.TextField(blank=True, editable=False)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    size = models.CharField(
        _("size"), max_length=10, choices=Organisation.SizeClass.choices, blank=True
    )
    age = models.CharField(_("age"), max_length=10, choices=Age.choices, blank=True)
    industry = models.CharField(_("industry"), max_length=1, choices=Industry.choices, blank=True)
    legal_form = models.CharField(
        _("legal form"), max_length=12, choices=Organisation.LegalForm.choices, blank=True
    )
    advice_language = models.CharField(
        _("language of the advice"), max_length=7, choices=AdviceLanguage.choices, default="de"
    )
    language = models.CharField(max_length=2, default="de")  # of pages and mails
    desk = models.ForeignKey(
        AdviceDesk, null=True, on_delete=models.PROTECT, related_name="requests"
    )
    entrance = models.ForeignKey(
        Entrance, null=True, on_delete=models.SET_NULL, related_name="requests"
    )
    steps_done = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    held_because = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    help = models.CharField(_("did it help?"), max_length=6, choices=Help.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(null=True, db_index=True)
    closed_at = models.DateTimeField(null=True)
    asked_help_at = models.DateTimeField(null=True)
    asked_again_at = models.DateTimeField(null=True)
    anonymised_at = models.DateTimeField(null=True)

    objects = AdviceRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "taken", "asked"], desk__isnull=False)
                | Q(state__in=["draft", "held"], desk=None)
                | Q(state__in=["closed", "withdrawn"]),
                name="advisory_advicerequest_desk",
                violation_error_message=_("What is open lies at exactly one desk."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None)
                | ~Q(state="draft") & Q(sent_at__isnull=False),
                name="advisory_advicerequest_sent",
                violation_error_message=_("What was sent has a day on which it was sent."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "withdrawn"], closed_at__isnull=False)
                | ~Q(state__in=["closed", "withdrawn"]) & Q(closed_at=None),
                name="advisory_advicerequest_closed",
                violation_error_message=_("What is over has a day on which it ended."),
            ),
            models.CheckConstraint(
                condition=Q(state="closed") & ~Q(outcome="") | ~Q(state="closed") & Q(outcome=""),
                name="advisory_advicerequest_outcome",
                violation_error_message=_("What is closed has an outcome."),
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at=None) | Q(sealed="", postcode="", fingerprint=""),
                name="advisory_advicerequest_anonymised",
                violation_error_message=_("Nothing personal stays with what was anonymised."),
            ),
        ]

    def __str__(self):
        return f"request {self.pk}"  # never a word of it: this stands in logs

    @property
    def token(self):
        return signing.Signer(salt=self.SALT).sign(self.nonce)

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_over(self):
        return self.state in self.OVER

    @property
    def typed(self):
        """All that was typed, by name; empty for what was anonymised or cannot be read any more."""
        try:
            return sealing.unseal(self.sealed) or {}
        except sealing.Unreadable:
            return {}

    def type(self, **values):
        """Keep what was typed beside what was typed before; not saved yet."""
        self.sealed = sealing.seal({**self.typed, **values})


class AssignmentQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)

    def with_token(self, token):
        nonce = _opened(token, Assignment.SALT)
        rows = self.select_related(
            "request__subject__parent", "request__entrance__organisation", "desk__organisation"
        )
        return rows.filter(nonce=nonce).first() if nonce else None


class Assignment(models.Model):
    """One desk has one request, and promises a first answer up to and with `due_on`.

    The days are those of the hub, kept so that reports need not count; `answered_days` are working
    days to the first answer. `reason` is that of the routing, as data. `nonce` makes the address
    with which the desk answers.
    """

    class End(models.TextChoices):
        CLOSED = "closed", _("closed")
        PASSED_ON = "passed_on", _("passed on")
        BROKEN = "broken", _("not answered in time")
        LEFT = "left", _("the desk cannot answer any more")
        WITHDRAWN = "withdrawn", _("withdrawn by the company")

    SALT = "advisory.assignment"

    request = models.ForeignKey(AdviceRequest, on_delete=models.CASCADE, related_name="assignments")
    desk = models.ForeignKey(AdviceDesk, on_delete=models.PROTECT, related_name="assignments")
    nonce = models.CharField(max_length=40, unique=True, default=new_nonce, editable=False)
    reason = models.JSONField(default=dict)
    since = models.DateTimeField(default=timezone.now)
    since_on = models.DateField(db_index=True)
    due_on = models.DateField(db_index=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    answered_days = models.PositiveSmallIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(ended_at=None),
                name="advisory_assignment_one_desk",
                violation_error_message=_("Another desk has this request."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""),
                name="advisory_assignment_end",
                violation_error_message=_("What has ended says how."),
            ),
        ]

    def __str__(self):
        return f"assignment {self.pk}"

    @property
    def token(self):
        return signing.Signer(salt=self.SALT).sign(self.nonce)

    @property
    def is_late(self):
        """Whether the promise is broken, as far as one can say now."""
        if self.end == self.End.BROKEN:
            return True
        return bool(self.answered_on and self.answered_on > self.due_on)

    def answer(self, at):
        """Note the first answer; not saved yet."""
        self.answered_at, self.answered_on = at, timezone.localdate(at)
        self.answered_days = working_days_between(
            self.since_on, self.answered_on, state=settings.STATE
        )


class RequestEvent(models.Model):
    """What happened to a request, also who looked at it; words of people are sealed."""

    class Kind(models.TextChoices):
        SENT = "sent", _("sent")
        HELD = "held", _("held back")
        RELEASED = "released", _("released")
        ASSIGNED = "assigned", _("given to a desk")
        VIEWED = "viewed", _("looked at by a desk")
        TAKEN = "taken", _("taken on")
        ASKED_BACK = "asked_back", _("asked back")
        ADDED = "added", _("added by the company")
        NOTE = "note", _("internal note")
        PASSED_ON = "passed_on", _("passed on")
        REMINDED = "reminded", _("reminded")
        BROKEN = "broken", _("not answered in time")
        LEFT = "left", _("the desk cannot answer any more")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn by the company")
        REVOKED = "revoked", _("link revoked")
        HELPED = "helped", _("the company said whether it helped")
        ANONYMISED = "anonymised", _("anonymised")

    request = models.ForeignKey(AdviceRequest, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    desk = models.ForeignKey(AdviceDesk, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sealed = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.kind} {self.request_id}"

    @property
    def text(self):
        try:
            return sealing.unseal(self.sealed) or ""
        except sealing.Unreadable:
            return ""
