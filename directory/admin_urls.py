"""Views of Wagtail that ask for too little; these stand before its own and keep their names.

Reports list titles of all records: they are for operators, everybody else sees the history of a
record at the record. What was chosen of the pictures is told of those that one may choose. Profile
pictures would come in unchecked, and be shown to nobody.
"""

from functools import partial, wraps

from django.http import Http404
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView
from wagtail.admin.views.bulk_action import index as bulk_action
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.images.views.chooser import viewset

from directory.pictures import for_visible
from search.outputs.guarded_export import GuardedExport


def operators_only(view):
    @wraps(view)
    def for_operators(request, *args, **kwargs):
        if not request.user.is_superuser:
            raise Http404
        return view(request, *args, **kwargs)

    return require_admin_access(for_operators)


@require_admin_access
def act_on_pictures(request, action):
    """Wagtail names also those that one may not change; “all” are those that one may."""
    act = partial(bulk_action, app_label="hub", model_name="picture", action=action)
    return act(request) if "all" in request.GET.getlist("id") else for_visible(act)(request)


class AccountWithoutPicture(AccountView):
    def get_panels(self):
        return [panel for panel in super().get_panels() if panel.name != "avatar"]


def guarded(report):
    return type(report.__name__, (GuardedExport, report), {})


REPORTS = {
    "workflow": guarded(WorkflowView),
    "workflow_tasks": guarded(WorkflowTasksView),
    "site-history": guarded(LogEntriesView),
}
urlpatterns = [
    path(f"reports/{name}/{part}", operators_only(report.as_view(results_only=bool(part))))
    for name, report in REPORTS.items()
    for part in ("", "results/")
]
urlpatterns += [
    path("account/", require_admin_access(AccountWithoutPicture.as_view())),
    path("bulk/hub/picture/<str:action>/", act_on_pictures),
]
urlpatterns += [
    path(f"images/chooser/{address}", require_admin_access(for_visible(view)))
    for address, view in (
        ("chosen/<str:pk>/", viewset.chosen_view),
        ("chosen-multiple/", viewset.chosen_multiple_view),
        ("<int:image_id>/select_format/", viewset.select_format_view),
    )
]
