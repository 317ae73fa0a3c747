"""Who has registered for an event or for one of its dates: rows that no revision touches."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event


def new_token():
    """192 random bits: too many to guess, or to find out by how long a look-up takes."""
    return secrets.token_urlsafe(24)


class RegistrationListQuerySet(models.QuerySet):
    def coming(self, *, at=None):
        """Those whose date, or whose event as it is now, is not over."""
        at = at or timezone.now()
        moved = Q(recurrence_id=None, event__last_ends_at__gte=at)
        return self.filter(Q(ends_at__gte=at) | moved, emptied_at=None)

    def with_counts(self, *, at=None):
        """With `held` places and the length of the queue as `queue`."""
        status, at = Registration.Status, at or timezone.now()
        answering = Q(
            registrations__status__in=[status.HELD, status.OFFERED],
            registrations__expires_at__gt=at,
        )
        taken = Q(registrations__status=status.REGISTERED) | answering
        waiting = Q(registrations__status=status.WAITING)
        count = models.Count
        return self.annotate(
            held=count("registrations", filter=taken), queue=count("registrations", filter=waiting)
        )

    def over(self, *, at=None):
        """Those that are over and still hold people."""
        return self.filter(ends_at__lt=at or timezone.now(), emptied_at=None)

    def locked(self, *, event, recurrence_id, defaults):
        """The list of an event or a date, made if need be; nobody else changes it meanwhile.

        PostgreSQL locks the row, SQLite lets one transaction write anyway (BEGIN IMMEDIATE).
        """
        row, _new = self.get_or_create(event=event, recurrence_id=recurrence_id, defaults=defaults)
        return self.select_for_update().get(pk=row.pk)


class RegistrationList(models.Model):
    """The people of an event, or of the date that its series has put at `recurrence_id`.

    `told` is what people know of time and place (events.registration.dates.state). After the
    people are deleted the numbers stay.
    """

    event = models.ForeignKey(Event, related_name="registration_lists", on_delete=models.CASCADE)
    recurrence_id = models.DateTimeField(_("date in the series"), null=True, blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), db_index=True)
    told = models.JSONField(_("what people know"), default=dict)
    registered_count = models.PositiveIntegerField(_("had registered"), null=True)
    arrived_count = models.PositiveIntegerField(_("had come"), null=True)
    cancelled_count = models.PositiveIntegerField(_("had cancelled"), null=True)
    emptied_at = models.DateTimeField(_("people deleted"), null=True, blank=True)
    last_message = models.CharField(_("form of the last message to all"), max_length=40, blank=True)

    objects = RegistrationListQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("list of registrations")
        verbose_name_plural = _("lists of registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recurrence_id"],
                condition=Q(recurrence_id__isnull=False),
                name="events_registrationlist_date",
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(recurrence_id=None),
                name="events_registrationlist_event",
            ),
        ]

    def __str__(self):
        return f"{self.event_id} {self.starts_at:%Y-%m-%d %H:%M}"

    def free_places(self, *, at=None):
        """How many places nobody has or may still take; None for any number."""
        places = self.event.registration_places
        if places is None:
            return None
        return max(0, places - self.registrations.holding_a_place(at=at).count())


class RegistrationQuerySet(models.QuerySet):
    def holding_a_place(self, *, at=None):
        """Registered people, and those whose time to confirm or to accept is not over."""
        status = self.model.Status
        held = Q(status__in=[status.HELD, status.OFFERED], expires_at__gt=at or timezone.now())
        return self.filter(held | Q(status=status.REGISTERED))

    def registered(self):
        return self.filter(status=self.model.Status.REGISTERED)

    def waiting(self):
        """The waiting list, first in line first."""
        status = self.model.Status.WAITING
        return self.filter(status=status).order_by("waiting_since", "pk")

    def of_address(self, email):
        """Those of an address: who is known first, then what nobody has confirmed, oldest first."""
        return (
            self.filter(email=email)
            .exclude(email="")
            .order_by(
                models.Case(models.When(status__in=UNCONFIRMED, then=1), default=0),
                "created_at",
                "pk",
            )
        )

    def unconfirmed(self):
        return self.filter(status__in=UNCONFIRMED)

    def taking_part(self):
        """Everybody who wants to hear of changes."""
        return self.filter(status__in=ACTIVE)

    def counting_on(self, event):
        """Those whom nobody would tell if the event were just withdrawn."""
        return self.taking_part().filter(people__event=event)

    def expired(self, *, at=None):
        return self.filter(expires_at__lte=at or timezone.now())

    def of_mailbox(self, email):
        """Those of an address and of all that differ from it by a tag: anna+new@example.org."""
        name, _at, host = email.rpartition("@")
        name = name.partition("+")[0]
        tagged = Q(email__startswith=f"{name}+", email__endswith=f"@{host}")
        return self.filter(tagged | Q(email=f"{name}@{host}"))

    def with_token(self, token):
        """The one with this secret; PostgreSQL fails at some characters that no secret has."""
        rows = self.select_related("people__event")
        return rows.filter(token=token).first() if token.isprintable() else None


class Registration(models.Model):
    """One person. Whoever has `token` may confirm, accept and cancel; there is no account.

    `expires_at` stands with what waits for an answer: a place held until its mail is confirmed
    (held), a wish for the waiting list (asked), an offer to somebody on it (offered).
    """

    class Status(models.TextChoices):
        HELD = "held", _("place held, not confirmed")
        ASKED = "asked", _("for the waiting list, not confirmed")
        REGISTERED = "registered", _("registered")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("place offered")
        CANCELLED = "cancelled", pgettext_lazy("a registration", "cancelled")

    people = models.ForeignKey(
        RegistrationList, related_name="registrations", on_delete=models.CASCADE
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    answers = models.JSONField(_("answers"), default=list)  # pairs of question and answer
    language = models.CharField(_("language"), max_length=2, default="de")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    expires_at = models.DateTimeField(_("answer until"), null=True, blank=True, db_index=True)
    token = models.CharField(_("secret"), max_length=40, default=new_token, editable=False)
    consent_text = models.TextField(_("agreed to"), blank=True)
    consent_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    asked_at = models.DateTimeField(_("asked to confirm"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("has come"), null=True, blank=True)
    reminded_of = models.DateTimeField(_("reminded of the date"), null=True, blank=True)
    told_again_at = models.DateTimeField(_("told to be known"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["people", "email"],
                condition=~Q(email="") & ~Q(status__in=["held", "asked"]),
                name="events_registration_email",
                violation_error_message=_("This address is on the list already."),
            ),
            models.UniqueConstraint(
                fields=["token"],
                name="events_registration_token",
                violation_error_message=_("Another registration has this secret."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["held", "asked", "offered"], expires_at__isnull=False)
                | Q(status__in=["registered", "waiting", "cancelled"], expires_at=None),
                name="events_registration_expires",
                violation_error_message=_("Only what waits for an answer has a deadline."),
            ),
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(status="registered"),
                name="events_registration_arrived",
                violation_error_message=_("Only who is registered can have come."),
            ),
        ]

    def __str__(self):
        return f"registration {self.pk}"  # never a name: this stands in logs

    @property
    def is_unconfirmed(self):
        return self.status in UNCONFIRMED

    @property
    def is_cancelled(self):
        return self.status == self.Status.CANCELLED

    @property
    def position(self):
        """Its number on the waiting list."""
        since, waiting = self.waiting_since, self.people.registrations.waiting()
        earlier = Q(waiting_since__lt=since) | Q(waiting_since=since, pk__lt=self.pk)
        return waiting.filter(earlier).count() + 1

    def url(self, view):
        """The path of `detail`, `confirm`, `accept` or `cancel`, which holds the secret."""
        return reverse(f"registration_{view}", args=[self.token])


UNCONFIRMED = (Registration.Status.HELD, Registration.Status.ASKED)
ACTIVE = (
    Registration.Status.REGISTERED,
    Registration.Status.WAITING,
    Registration.Status.OFFERED,
)


class RegistrationMailQuerySet(models.QuerySet):
    def due(self, *, at=None):
        return self.filter(due_at__lte=at or timezone.now()).order_by("due_at", "pk")

    def post(self, registrations, kind, *, at, key="", details=None):
        """Have mails sent. One of the same kind that waits stays and is sent (again) instead."""
        self.bulk_create(
            [
                self.model(
                    registration=registration,
                    kind=kind,
                    key=key,
                    details=details or {},
                    created_at=at,
                    due_at=at,
                )
                for registration in registrations
                if registration.email
            ],
            update_conflicts=True,
            update_fields=["due_at"],
            unique_fields=["registration", "kind", "key"],
        )


class RegistrationMail(models.Model):
    """A mail that waits to be sent; written with what it tells, deleted once it is on its way."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Please confirm")
        REGISTERED = "registered", _("You are registered")
        WAITING = "waiting", _("You are on the waiting list")
        OFFER = "offer", _("A place is free")
        LAPSED = "lapsed", _("The offer has lapsed")
        CANCELLED = "cancelled", _("You have cancelled")
        REMOVED = "removed", _("Cancelled by the organiser")
        CHANGED = "changed", _("Time or place has changed")
        CALLED_OFF = "called_off", _("It does not take place")
        REMINDER = "reminder", _("Tomorrow")
        KNOWN = "known", _("You are registered already")
        MESSAGE = "message", _("Message of the organiser")

    registration = models.ForeignKey(Registration, related_name="mails", on_delete=models.CASCADE)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    key = models.CharField(_("which of its kind"), max_length=40, blank=True)
    details = models.JSONField(_("what it tells"), default=dict)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("due"), db_index=True)
    failures = models.PositiveSmallIntegerField(_("attempts"), default=0)

    objects = RegistrationMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail about a registration")
        verbose_name_plural = _("mails about registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind", "key"], name="events_registrationmail_unique"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.registration_id}"
