"""Files of courses that organisations hand in, what became of them, and what is remembered."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from directory.admin_rights import policy_of
from directory.models import Organisation
from directory.rights import Action

STALE = timedelta(minutes=5)  # without a sign of life the worker of a run is gone


class CourseImportQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Those that a person may take over and undo."""
        return policy_of(self.model).among(user, Action.EDIT, self)

    def abandoned(self, *, at=None):
        """Queued or running ones whose process is gone."""
        before = (at or timezone.now()) - STALE
        return self.filter(state__in=CourseImport.ACTIVE, beat_at__lt=before)


class CourseImport(models.Model):
    """A file of courses: first a dry run, then taken over or not, and undone if need be.

    Whoever works on it has counted `attempt` up; a process that was slow and whose run was given
    to another one can no longer write.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("begins soon")
        RUNNING = "running", _("running")
        WAITING = "waiting", _("waits for you")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("not taken over")
        UNDONE = "undone", _("undone")

    class Purpose(models.TextChoices):
        TRIAL = "trial", _("dry run")
        IMPORT = "import", _("import")
        UNDO = "undo", _("undoing")

    ACTIVE = (State.QUEUED, State.RUNNING)

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        related_name="course_imports",
        on_delete=models.CASCADE,
        help_text=_("The courses become those of this organisation."),
    )
    file_name = models.CharField(_("file"), max_length=120)
    purpose = models.CharField(max_length=6, choices=Purpose.choices, default=Purpose.TRIAL)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.QUEUED)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, related_name="+", on_delete=models.SET_NULL
    )
    asked_at = models.DateTimeField(_("when"), default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)  # why it failed, in words
    remarks = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    objects = CourseImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import of courses")
        verbose_name_plural = _("imports of courses")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=["queued", "running"]),
                name="courses_courseimport_one_active",
                violation_error_message=_("Another file of this organisation is being read."),
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_active(self):
        return self.state in self.ACTIVE

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    @property
    def can_be_undone(self):
        if self.purpose == self.Purpose.UNDO:
            return self.state == self.State.FAILED
        is_over = self.state in {self.State.DONE, self.State.FAILED}
        return self.purpose == self.Purpose.IMPORT and is_over

    def named_counts(self):
        """Pairs of (number, word) of what is worth telling."""
        labels = {**dict(CourseImportEntry.Action.choices), "unchanged": _("unchanged")}
        return [(self.counts[name], labels[name]) for name in labels if self.counts.get(name)]


class CourseImportFile(models.Model):
    """The file of an import that is not over; it goes with the decision."""

    run = models.OneToOneField(CourseImport, related_name="file", on_delete=models.CASCADE)
    data = models.BinaryField()  # compressed

    def __str__(self):
        return str(self.run)


class CourseImportEntry(models.Model):
    """What an import did with a course, or would do; unchanged courses have none.

    `fields` are {field: [before, after]}, `conflicts` {field: [here, in the file]}.
    """

    class Action(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        CONFLICT = "conflict", _("changed here and there")
        VANISHED = "vanished", _("vanished")
        REJECTED = "rejected", _("rejected")
        SKIPPED = "skipped", _("skipped")
        UNDONE = "undone", _("undone")
        KEPT = "kept", _("could not be undone")

    run = models.ForeignKey(CourseImport, related_name="entries", on_delete=models.CASCADE)
    action = models.CharField(max_length=8, choices=Action.choices)
    uid = models.CharField(max_length=255)
    title = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    course = models.ForeignKey(Course, null=True, related_name="+", on_delete=models.SET_NULL)
    fields = models.JSONField(default=dict)
    conflicts = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "action"], name="courses_importentry_action")]

    def __str__(self):
        return self.title or self.uid


class ImportedCourse(models.Model):
    """A course of an organisation's files by its id there, and its values when last imported.

    `seen` is what the file said, `left` how the import left the course; both as stored values.
    Without a course somebody has deleted it, and it does not come back.
    """

    organisation = models.ForeignKey(
        Organisation, related_name="imported_courses", on_delete=models.CASCADE
    )
    uid = models.CharField(max_length=120)
    course = models.ForeignKey(
        Course, null=True, related_name="imported_from", on_delete=models.SET_NULL
    )
    digest = models.CharField(max_length=40, blank=True)
    seen = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    is_undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "uid"], name="courses_importedcourse_unique"
            ),
        ]

    def __str__(self):
        return self.uid
