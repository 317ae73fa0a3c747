"""Addresses in the admin."""

from django.urls import include, path

from events.registration import admin_views as views

of_people = [
    path("", views.people, name="registration_admin_people"),
    path("check-in/", views.check_in_list, name="registration_admin_check_in"),
    path("add/", views.add_person, name="registration_admin_add"),
    path("write/", views.write, name="registration_admin_write"),
    path("lost/", views.lost_date, name="registration_admin_lost"),
    path("people.csv", views.as_csv, name="registration_admin_csv"),
    path("people.xlsx", views.as_xlsx, name="registration_admin_xlsx"),
]
urlpatterns = [
    path("registrations/person/<int:pk>/<str:action>/", views.act, name="registration_admin_act"),
    path("registrations/<int:pk>/", views.event_lists, name="registration_admin_event"),
    path("registrations/<int:pk>/<str:code>/", include(of_people)),
]
