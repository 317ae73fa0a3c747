"""Runs of sources of courses, and what became of each course in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.models.course_source import CourseSource
from directory.models.source_run import SourceFile, SourceRun


class CourseImport(SourceRun):
    """A run of a source; when it is undone, the same run goes on in the other direction."""

    source = models.ForeignKey(CourseSource, related_name="runs", on_delete=models.CASCADE)

    class Meta(SourceRun.Meta):
        verbose_name = _("import of courses")
        verbose_name_plural = _("imports of courses")
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["queued", "running"]),
                name="courses_courseimport_one_active",
                violation_error_message=_("This source is being imported already."),
            ),
        ]

    @property
    def can_be_undone(self):
        if self.purpose == self.Purpose.UNDO:
            return self.state == self.State.FAILED
        is_over = self.state in {self.State.DONE, self.State.FAILED}
        is_something = any(self.counts.get(name) for name in ("new", "changed", "conflict"))
        return self.purpose == self.Purpose.IMPORT and is_over and is_something


class CourseImportFile(SourceFile):
    run = models.OneToOneField(CourseImport, related_name="file", on_delete=models.CASCADE)


class CourseImportEntry(models.Model):
    """What an import did with a course, or would do; unchanged courses have none.

    `fields` are {field: [before, after]}, `conflicts` {field: [here, in the file]}.
    """

    class Action(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        CONFLICT = "conflict", _("changed here and there")
        VANISHED = "vanished", _("vanished")
        RETURNED = "returned", _("back again")
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
