from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from courses import compare_views, exports, views, wanted_views, watch_views
from search.urls import list_paths

pages = [
    *list_paths("course", "course_list"),
    path("moochub.json", exports.as_moochub, name="course_list_moochub"),
    path("openqcat.xml", exports.as_openqcat, name="course_list_openqcat"),
    path(_("courses.csv"), exports.as_table, name="course_list_table"),
    path(_("compare/"), compare_views.course_compare, name="course_compare"),
    path(_("notice/<str:token>/"), watch_views.watch_manage, name="course_watch_manage"),
    path(_("<slug:slug>/notice/"), watch_views.watch_new, name="course_watch_new"),
    path(_("<slug:slug>/notice/sent/"), watch_views.watch_sent, name="course_watch_sent"),
    path("<slug:slug>/", views.course_detail, name="course_detail"),
]
urlpatterns = [
    path(_("my/wanted-courses/"), wanted_views.courses_wanted, name="courses_wanted"),
    path(_("courses/"), include(pages)),
]
