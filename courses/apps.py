from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self):
        from courses import documents, own_area, score  # noqa: F401
        from courses.models import Course
        from directory.freshness.score import register

        documents.register()
        register(Course, score.COURSE)
