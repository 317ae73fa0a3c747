"""A search that somebody keeps, to hear by mail what is new."""

import secrets
from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAIL_HOUR = 7  # when the day's and the week's mails are due, local time
CONFIRM_WITHIN = timedelta(hours=48)
KEPT_FOR = timedelta(days=365)
ASK_BEFORE = timedelta(days=14)


def new_token():
    """192 random bits: too many to guess, or to find out by how long a look-up takes."""
    return secrets.token_urlsafe(24)


class SavedSearchQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self):
        return self.filter(confirmed_at__isnull=True)

    def of(self, email):
        return self.filter(email=email)

    def of_mailbox(self, email):
        """Those of an address and of all that differ from it by a tag: anna+new@example.org."""
        name, _at, host = email.rpartition("@")
        name = name.partition("+")[0]
        tagged = Q(email__startswith=f"{name}+", email__endswith=f"@{host}")
        return self.filter(tagged | Q(email=f"{name}@{host}"))

    def with_token(self, token):
        """The one with this secret; PostgreSQL fails at some characters that no secret has."""
        return self.filter(token=token).first() if token.isprintable() else None

    def current(self, *, at=None):
        """Those that are still kept; the others wait for the night to be deleted."""
        return self.filter(expires_at__gt=at or timezone.now())

    def expired(self, *, at=None):
        return self.filter(expires_at__lte=at or timezone.now())

    def due(self, *, at=None):
        """Those that somebody waits for a mail about, confirmations first."""
        at = at or timezone.now()
        first = F("confirmed_at").asc(nulls_first=True)
        return self.current(at=at).filter(due_at__lte=at).order_by(first, "due_at", "pk")

    def expiring(self, *, at=None):
        """Those whose owner has to be asked whether to go on."""
        at = at or timezone.now()
        soon = self.confirmed().current(at=at).filter(expires_at__lte=at + ASK_BEFORE)
        return soon.filter(Q(failures=0) | Q(due_at__lte=at), asked_at=None).order_by("expires_at")

    def asked_since(self, moment):
        """Those whose address was asked to confirm since then, or soon will be."""
        again = Q(confirmed_at=None, last_sent_at__gte=moment)
        return self.filter(Q(created_at__gte=moment) | again)


class SavedSearch(models.Model):
    """A search, an address, and how far the mails have come; there is no account.

    `query` holds parameters as SearchQuery.urlencode_kept writes them. `due_at` is when the next
    mail is due: first the question for confirmation, then every look for news. `sent_until` is
    the moment the newest mailed record was added. Whoever has `token` may end the search.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")

    email = models.EmailField(_("e-mail"))
    # As much as PostgreSQL takes into the index that keeps the rows apart.
    query = models.CharField(_("search"), max_length=2000)
    language = models.CharField(_("language"), max_length=2)
    rhythm = models.CharField(
        _("how often"), max_length=6, choices=Rhythm.choices, default=Rhythm.DAILY
    )
    token = models.CharField(_("secret"), max_length=40, default=new_token, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    sent_until = models.DateTimeField(_("newest record mailed"), default=timezone.now)
    last_sent_at = models.DateTimeField(_("last mail"), null=True, blank=True)
    due_at = models.DateTimeField(_("next mail"), null=True, blank=True, db_index=True)
    failures = models.PositiveSmallIntegerField(_("failed mails in a row"), default=0)
    asked_at = models.DateTimeField(_("asked whether to go on"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept search")
        verbose_name_plural = _("kept searches")
        constraints = [
            models.UniqueConstraint(
                fields=["email", "query", "language"],
                name="search_savedsearch_unique",
                violation_error_message=_("This address keeps this search already."),
            ),
            models.UniqueConstraint(
                fields=["token"],
                name="search_savedsearch_token",
                violation_error_message=_("Another search has this secret."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="search_savedsearch_expires",
                violation_error_message=_("A search is kept for some time at least."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("created_at")),
                name="search_savedsearch_confirmed",
                violation_error_message=_("A search is confirmed after it was made."),
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=["daily", "weekly"]),
                name="search_savedsearch_rhythm",
                violation_error_message=_("Mails come every day or every week."),
            ),
        ]

    def __str__(self):
        return self.query

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None

    def next_due(self, at):
        """The first morning after `at` on which a mail is due; weekly that is a Monday."""
        day = timezone.localtime(at).date()
        while True:
            morning = timezone.make_aware(datetime.combine(day, time(MAIL_HOUR)))
            if morning > at and (self.rhythm == self.Rhythm.DAILY or day.weekday() == 0):
                return morning
            day += timedelta(days=1)

    def url(self, view):
        """The path of `manage`, `confirm`, `extend` or `unsubscribe`, which holds the secret."""
        return reverse(f"saved_search_{view}", args=[self.token])
