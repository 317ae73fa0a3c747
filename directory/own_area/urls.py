"""Addresses of the own area; a form without an account is found again by the secret in its own."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from directory.own_area import confirm_views, form_views, house_views, record_edit_views, views

of_draft = [
    path("", form_views.listing_new, name="listing_draft"),
    path(_("preview/"), form_views.listing_preview, name="listing_preview"),
    path("logo/", form_views.listing_logo, name="listing_logo"),
    path(_("discard/"), views.draft_discard, name="draft_discard"),
]
of_organisation = [
    path("", views.own_organisation, name="own_organisation"),
    path(_("change/"), form_views.listing_edit, name="listing_edit"),
    path(_("withdraw/"), views.own_organisation_withdraw, name="own_organisation_withdraw"),
]
of_record = [
    path("", house_views.own_record, name="own_record"),
    path(_("change/"), record_edit_views.own_record_edit, name="own_record_edit"),
    path(_("preview/"), house_views.own_record_preview, name="own_record_preview"),
    path(_("withdraw/"), house_views.own_record_put_away, name="own_record_put_away"),
    path(_("bring-back/"), house_views.own_record_bring_back, name="own_record_bring_back"),
]
of_kind = [
    path("", house_views.own_records, name="own_records"),
    path(_("archive/"), house_views.own_archive, name="own_archive"),
    path(_("new/"), record_edit_views.own_record_new, name="own_record_new"),
    path("<int:pk>/", include(of_record)),
]
pages = [
    path("", views.own_area, name="own_area"),
    path(_("list/"), form_views.listing_new, name="listing_new"),
    path(_("list/sent/"), confirm_views.listing_sent, name="listing_sent"),
    path(_("list/confirm/<str:token>/"), confirm_views.listing_confirm, name="listing_confirm"),
    path(_("list/draft/<str:token>/"), include(of_draft)),
    path(_("entries/<slug:slug>/"), include(of_organisation)),
    path(_("publish/<slug:kind>/"), include(of_kind)),
]
paths = [path(_("my/"), include(pages))]
