"""Addresses of the own area; a form without an account is found again by the secret in its own."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from directory.own_area import confirm_views, form_views, views

of_draft = [
    path("", form_views.listing_new, name="listing_draft"),
    path(_("preview/"), form_views.listing_preview, name="listing_preview"),
    path("logo/", form_views.listing_logo, name="listing_logo"),
    path(_("discard/"), views.draft_discard, name="draft_discard"),
]
of_organisation = [
    path("", views.own_organisation, name="own_organisation"),
    path(_("change/"), form_views.listing_edit, name="listing_edit"),
]
pages = [
    path("", views.own_area, name="own_area"),
    path(_("list/"), form_views.listing_new, name="listing_new"),
    path(_("list/sent/"), confirm_views.listing_sent, name="listing_sent"),
    path(_("list/confirm/<str:token>/"), confirm_views.listing_confirm, name="listing_confirm"),
    path(_("list/draft/<str:token>/"), include(of_draft)),
    path(_("entries/<slug:slug>/"), include(of_organisation)),
]
paths = [path(_("my/"), include(pages))]
