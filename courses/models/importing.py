"""Runs of sources of courses, and what became of each course in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.models.course_source import CourseSource
from directory.models.source_run import SourceEntry, SourceFile, SourceRun


class CourseImport(SourceRun):
    """A run of a source; when it is undone, the same run goes on in the other direction."""

    source = models.ForeignKey(CourseSource, related_name="runs", on_delete=models.CASCADE)

    class Meta(SourceRun.Meta):
        verbose_name = _("import of courses")
        verbose_name_plural = _("imports of courses")

    @property
    def can_be_undone(self):
        is_half_undone = self.purpose == self.Purpose.UNDO and self.state == self.State.FAILED
        return is_half_undone or super().can_be_undone


class CourseImportFile(SourceFile):
    run = models.OneToOneField(CourseImport, related_name="file", on_delete=models.CASCADE)


class CourseImportEntry(SourceEntry):
    run = models.ForeignKey(CourseImport, related_name="entries", on_delete=models.CASCADE)
    course = models.ForeignKey(Course, null=True, related_name="+", on_delete=models.SET_NULL)
