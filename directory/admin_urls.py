"""Reports of Wagtail that list titles of all records: for operators.

They stand before Wagtail's own addresses and keep their names. Everybody else sees the history of
a record at the record.
"""

from functools import wraps

from django.http import Http404
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView


def operators_only(view):
    @wraps(view)
    def for_operators(request, *args, **kwargs):
        if not request.user.is_superuser:
            raise Http404
        return view(request, *args, **kwargs)

    return require_admin_access(for_operators)


REPORTS = {
    "workflow": WorkflowView,
    "workflow_tasks": WorkflowTasksView,
    "site-history": LogEntriesView,
}
urlpatterns = [
    path(f"{name}/{part}", operators_only(report.as_view(results_only=bool(part))))
    for name, report in REPORTS.items()
    for part in ("", "results/")
]
