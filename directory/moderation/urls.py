from django.urls import path
from django.utils.translation import gettext_lazy as _

from directory.moderation import feedback_views, views

urlpatterns = [
    path(_("review/<str:token>/"), views.decision, name="decision"),
    path(_("review/<str:token>/preview/"), views.preview, name="decision_preview"),
    path(_("review/<str:token>/new-link/"), views.ask_again, name="decision_again"),
    path(_("correct/<str:kind>/<slug:slug>/"), feedback_views.correct, name="correct"),
    path(_("report/<str:kind>/<slug:slug>/"), feedback_views.report, name="report"),
    path(_("feedback/<str:kind>/<str:token>/"), feedback_views.confirm, name="feedback_confirm"),
]
