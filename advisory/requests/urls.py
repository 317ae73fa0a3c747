"""Addresses of requests; the secret in one says which request it is, or which desk answers it."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from advisory.requests import (
    desk_views,
    entrance_views,
    own_views,
    promises,
    report,
    status_views,
    template_views,
    views,
)

of_request = [
    path("", status_views.request_status, name="request"),
    path(_("subject/"), views.request_subject, name="request_subject"),
    path(_("step-<int:number>/"), views.request_step, name="request_step"),
    path(_("summary/"), views.request_summary, name="request_summary"),
]
pages = [
    path("", views.request_start, name="request_start"),
    path(_("promises/"), promises.request_promises, name="request_promises"),
    path("words/", views.request_completion, name="request_completion"),
    path(_("from/<slug:slug>/"), entrance_views.request_entrance, name="request_entrance"),
    path(
        _("from/<slug:slug>/embed/"),
        entrance_views.request_entrance_embed,
        name="request_entrance_embed",
    ),
    path(_("answer/<str:token>/"), desk_views.request_desk, name="request_desk"),
    path("<str:token>/", include(of_request)),
]
own = [
    path("", own_views.own_requests, name="own_requests"),
    path(_("report/"), report.own_report, name="own_requests_report"),
    path("<int:pk>/", own_views.own_request, name="own_request"),
    path(_("desks/<int:pk>/"), own_views.own_desk, name="own_desk"),
    path(_("desks/<int:pk>/templates/"), template_views.own_templates, name="own_templates"),
    path("held/<int:pk>/", own_views.held_request, name="held_request"),
]
