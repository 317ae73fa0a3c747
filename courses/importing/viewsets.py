"""Sources of courses in the menu of the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from courses.importing.source_form import SourceForm
from courses.models import CourseSource
from directory.sources.viewsets import SourceViewSet, columns, panels


class CourseSourceViewSet(SourceViewSet):
    """Those at addresses; files that are handed in have a page of their own."""

    model = CourseSource
    menu_order = 131
    list_display = columns(Column("format", label=_("File format"), accessor="get_format_display"))
    list_filter = ["format", "rhythm", "is_paused"]
    edit_handler = panels("format", "address", form=SourceForm)

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(address="")
