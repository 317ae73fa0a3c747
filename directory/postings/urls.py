from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from directory.postings import contact_views, own_area, views
from search.urls import list_paths

pages = [
    *list_paths("posting", "posting_list"),
    path(_("<slug:slug>/write/"), contact_views.posting_contact, name="posting_contact"),
    path(_("<slug:slug>/write/sent/"), contact_views.contact_asked, name="contact_asked"),
    path("<slug:slug>/", views.posting_detail, name="posting_detail"),
]
own = [
    path("", own_area.own_postings, name="own_postings"),
    path(_("new/"), own_area.own_posting_new, name="own_posting_new"),
    path("<slug:slug>/", own_area.own_posting, name="own_posting"),
    path(_("<slug:slug>/renew/"), own_area.own_posting_renew, name="own_posting_renew"),
    path(_("<slug:slug>/withdraw/"), own_area.own_posting_withdraw, name="own_posting_withdraw"),
]
urlpatterns = [
    path(_("postings/"), include(pages)),
    path(_("my/postings/"), include(own)),
    path(_("message/<str:token>/"), contact_views.contact_confirm, name="contact_confirm"),
]
