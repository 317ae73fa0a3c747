from django.urls import path
from django.utils.translation import gettext_lazy as _

from directory.moderation import views

urlpatterns = [
    path(_("review/<str:token>/"), views.decision, name="decision"),
    path(_("review/<str:token>/preview/"), views.preview, name="decision_preview"),
    path(_("review/<str:token>/new-link/"), views.ask_again, name="decision_again"),
]
