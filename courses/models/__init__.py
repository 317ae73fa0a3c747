from courses.models.competences import DigComp, TaughtIn
from courses.models.course import Course, CourseTag
from courses.models.course_queryset import CourseQuerySet
from courses.models.course_source import CourseMapping, CourseSource, ImportedCourse
from courses.models.importing import CourseImport, CourseImportEntry, CourseImportFile
from courses.models.run import CourseRun
from courses.models.watch import CourseWatch

__all__ = [
    "Course",
    "CourseImport",
    "CourseImportEntry",
    "CourseImportFile",
    "CourseQuerySet",
    "CourseRun",
    "CourseSource",
    "CourseTag",
    "CourseWatch",
    "CourseMapping",
    "DigComp",
    "ImportedCourse",
    "TaughtIn",
]
