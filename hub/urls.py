"""The addresses of the hub: admin and files once, everything for visitors in two languages."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from hub import sitemaps as sitemap_views
from hub import views
from hub.accounts import views as account_views
from hub.accounts.urls import oidc_paths
from hub.mailbox import views as mailbox_views
from hub.sitemaps import PageSitemap
from search.sitemaps import record_sitemaps

handler400 = "hub.views.bad_request"
handler403 = "hub.views.forbidden"
handler404 = "hub.views.not_found"
handler429 = "hub.views.too_many_requests"  # allauth asks for this name
handler500 = "hub.views.server_error"

sitemaps = {"sitemaps": {"pages": PageSitemap, **record_sitemaps()}}

urlpatterns = [
    path("admin/", include("directory.admin_urls")),
    path("admin/login/", account_views.admin_door),
    re_path("^admin/password_reset/", account_views.password_door),
    path("admin/", include(wagtailadmin_urls)),
    path("konto/oidc/<str:provider_id>/", include(oidc_paths)),
    path("documents/", include(wagtaildocs_urls)),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap_views.index, sitemaps, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemap_views.section,
        sitemaps,
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("media/<path:path>", views.media, name="media"),
]

if settings.DEBUG:
    urlpatterns += [
        path("mails/", mailbox_views.mail_list, name="mail_list"),
        path("mails/<int:pk>.<str:form>", mailbox_views.mail_detail, name="mail_detail"),
    ]

urlpatterns += i18n_patterns(
    path("", include("hub.accounts.urls")),
    path("_util/login/", account_views.site_door),
    path("", include("search.urls")),
    path("", include("directory.urls")),
    path("", include("events.urls")),
    path("", include("courses.urls")),
    path("", include("advisory.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
