"""Addresses of claims, below those of the directory."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from directory.claims import views

paths = [
    path(_("take-over/<str:token>/"), views.claim, name="claim"),
    path(_("take-over/<int:pk>/decide/"), views.claim_decide, name="claim_decide"),
    path(_("<slug:slug>/take-over/"), views.organisation_claim, name="organisation_claim"),
    path(_("<slug:slug>/take-over/sent/"), views.claim_sent, name="claim_sent"),
]
