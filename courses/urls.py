from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from courses import views
from search.urls import list_paths

pages = [
    *list_paths("course", "course_list"),
    path("<slug:slug>/", views.course_detail, name="course_detail"),
]
urlpatterns = [path(_("courses/"), include(pages))]
