from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self):
        from wagtail.permissions import register_permission_policy

        from courses import documents, errands, own_area, score, watching  # noqa: F401
        from courses.models import Course, CourseSource
        from directory.admin_rights import RightsPolicy
        from directory.errands import register as register_errands
        from directory.freshness.score import register
        from hub.accounts import personal_data

        documents.register()
        personal_data.register("course_watches", watching.kept_of)
        register(Course, score.COURSE)
        register_errands(errands.sources)
        register_permission_policy(CourseSource, RightsPolicy(CourseSource, through="organisation"))
