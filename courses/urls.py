from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from courses import views
from search.views import results

pages = [
    path("", results, {"type": "course"}, name="course_list"),
    path("<slug:slug>/", views.course_detail, name="course_detail"),
]
urlpatterns = [path(_("courses/"), include(pages))]
