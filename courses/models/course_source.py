"""Where the courses of an organisation are imported from, and what is remembered of them."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from directory.models import Organisation, Topic
from directory.models.import_source import ImportSource, ImportSourceQuerySet


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

    @property
    def confirmed_by(self):
        """Who says that its courses are right."""
        return self.organisation.title[: Course._meta.get_field("confirmed_by").max_length]


class CourseMapping(models.Model):
    """What a word of the source means here: a topic, or one of the hub's own words for a field."""

    class Kind(models.TextChoices):
        TOPIC = "topic", _("topic or free tag")
        KIND = "kind", _("kind of course")
        LEVEL = "level", _("previous knowledge")
        FORMAT = "format", _("format of a run")
        STATE = "state", _("state of a run")

    class Use(models.TextChoices):
        OPEN = "", _("not decided")
        MAPPED = "mapped", _("as chosen")
        AS_IS = "as_is", _("as it is")
        LEFT_OUT = "left_out", _("left out")

    source = models.ForeignKey(CourseSource, related_name="mappings", on_delete=models.CASCADE)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    text = models.CharField(_("in the source"), max_length=100)
    use = models.CharField(max_length=8, choices=Use.choices, blank=True, default=Use.OPEN)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.SET_NULL,
    )
    code = models.CharField(max_length=20, blank=True)  # of the field, if it is no topic

    class Meta:
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "text"], name="courses_coursemapping_unique"
            ),
        ]

    def __str__(self):
        return self.text


class ImportedCourseQuerySet(models.QuerySet):
    def missing(self):
        """Vanished from the source while they were not over, and nobody has decided yet."""
        return self.filter(missing_since__isnull=False, decision="", course__isnull=False)

    def in_conflict(self):
        return self.exclude(conflicts={}).filter(course__isnull=False)


class ImportedCourse(models.Model):
    """A course of a source by its id there, and its values when last imported.

    `seen` is what the file said, `left` how the import left the course; both as stored values.
    Without a course somebody has deleted it, and it does not come back.
    """

    class Decision(models.TextChoices):
        OPEN = "", _("decide later")
        KEEP = "keep", _("it is still offered")
        WITHDRAW = "withdraw", _("withdraw it")

    source = models.ForeignKey(
        CourseSource, related_name="imported_courses", on_delete=models.CASCADE
    )
    uid = models.CharField(max_length=120)
    course = models.ForeignKey(
        Course, null=True, related_name="imported_from", on_delete=models.SET_NULL
    )
    digest = models.CharField(max_length=40, blank=True)
    seen = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    conflicts = models.JSONField(default=dict)  # {field: what the source says}
    missing_since = models.DateTimeField(null=True)
    decision = models.CharField(
        max_length=8, choices=Decision.choices, blank=True, default=Decision.OPEN
    )
    is_undone = models.BooleanField(default=False)

    objects = ImportedCourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "uid"], name="courses_importedcourse_unique"),
        ]

    def __str__(self):
        return self.uid
