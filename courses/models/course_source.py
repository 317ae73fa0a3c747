"""Where the courses of an organisation are imported from, and what is remembered of them."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.models.run import CourseRun
from directory.models import Organisation
from directory.models.import_source import ImportSource, ImportSourceQuerySet
from directory.models.imported_record import ImportedRecord
from directory.models.source_mapping import SourceMapping


class CourseSourceQuerySet(ImportSourceQuerySet):
    def for_files_of(self, organisation):
        """The one for files that people hand in; made when the first one comes."""
        return self.get_or_create(organisation=organisation, address="")[0]


class CourseSource(ImportSource):
    """Courses at an address, or those of all files that people of the organisation hand in.

    Of a course of the same id the source at an address knows better than a file.
    """

    class Format(models.TextChoices):
        MOOCHUB = "moochub", _("MOOChub (JSON)")
        XML = "xml", _("openQ-cat, or XML of a course program")
        CSV = "csv", _("table (CSV)")

    record_name = "course"

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        related_name="course_sources",
        on_delete=models.CASCADE,
        help_text=_("The courses become those of this organisation."),
    )
    name = models.CharField(
        _("name"), max_length=120, help_text=_("For example “Course programme of the website”.")
    )
    format = models.CharField(
        _("file format"), max_length=7, choices=Format.choices, default=Format.MOOCHUB
    )
    address = models.CharField(
        _("address"),
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Where the file lies, such as https://www.example.org/courses.json."),
    )

    objects = CourseSourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("source of courses")
        verbose_name_plural = _("sources of courses")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(address=""),
                name="courses_coursesource_one_for_files",
                violation_error_message=_("This organisation has a place for its files already."),
            ),
        ]

    def __str__(self):
        return self.name or str(_("Files that were handed in"))

    @property
    def source_name(self):
        """What its courses carry; no organisation has such a short name."""
        return f"courses:#{self.pk}"


class CourseMapping(SourceMapping):
    class Kind(models.TextChoices):
        TOPIC = SourceMapping.TOPIC, _("topic or free tag")
        PLACE = SourceMapping.PLACE, _("place")
        KIND = "kind", _("kind of course")
        LEVEL = "level", _("previous knowledge")
        FORMAT = "format", _("format of a run")
        STATE = "state", _("state of a run")

    source = models.ForeignKey(CourseSource, related_name="mappings", on_delete=models.CASCADE)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    code = models.CharField(max_length=20, blank=True)  # one of `codes`

    @property
    def codes(self):
        return CODES.get(self.kind, [])


CODES = {
    CourseMapping.Kind.KIND: Course.Kind.choices,
    CourseMapping.Kind.LEVEL: Course.Level.choices,
    CourseMapping.Kind.FORMAT: CourseRun.Format.choices,
    CourseMapping.Kind.STATE: CourseRun.State.choices,
}


class ImportedCourse(ImportedRecord):
    """It is missing when it vanished while it was not over."""

    class Decision(models.TextChoices):
        OPEN = "", _("decide later")
        KEEP = "keep", _("it is still offered")
        WITHDRAW = "withdraw", _("withdraw it")

    source = models.ForeignKey(
        CourseSource, related_name="imported_courses", on_delete=models.CASCADE
    )
    course = models.ForeignKey(
        Course, null=True, related_name="imported_from", on_delete=models.SET_NULL
    )
    decision = models.CharField(
        max_length=8, choices=Decision.choices, blank=True, default=Decision.OPEN
    )
