from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from directory.errands import views
from directory.moderation import vouching_views

pages = [
    path(_("tasks/"), views.errand_list, name="errand_list"),
    path(_("vouching/"), vouching_views.vouching_list, name="vouching_list"),
    path(_("vouching/<int:pk>/"), vouching_views.vouching_page, name="vouching"),
    path(_("tasks/review/<int:pk>/"), views.errand_review, name="errand_review"),
    path(_("tasks/<str:kind>/<int:pk>/confirm/"), views.errand_confirm, name="errand_confirm"),
]
urlpatterns = [path(_("my/"), include(pages))]
