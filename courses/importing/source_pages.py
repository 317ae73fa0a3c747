"""The pages of a source of courses in the admin."""

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.importing import actions
from courses.importing.entry_words import changes, lines, topic_titles
from courses.importing.stored_values import stored_course
from courses.models import CourseSource
from directory.sources.pages import SourcePages


class CourseSourcePages(SourcePages):
    """Files that are handed in have a list and a form of their own, and no settings."""

    model = CourseSource
    actions = actions
    order = ("course__title", "pk")
    children = ("course__runs", "course__tags", "course__topics")
    stored = staticmethod(stored_course)
    lines = staticmethod(lines)

    def change_words(self):
        topics = topic_titles()
        return lambda fields, course: changes(fields, topics)

    def index(self, source):
        if source.is_upload:
            return _("Files of courses"), reverse("course_imports")
        return super().index(source)

    def name_of(self, source):
        return f"{source} · {source.organisation}" if source.is_upload else source.name

    def settings_url(self, source):
        return "" if source.is_upload else super().settings_url(source)


urlpatterns = CourseSourcePages().urlpatterns
