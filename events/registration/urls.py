"""Addresses of registration: below an event, and by the secret that the mails hold."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from events.registration import views

of_event = [
    path("", views.registration_new, name="registration_new"),
    path(_("sent/"), views.registration_sent, name="registration_sent"),
    path("<str:code>/", views.registration_new, name="registration_new"),
]
of_person = [
    path("", views.registration_detail, name="registration_detail"),
    path(_("confirm/"), views.registration_confirm, name="registration_confirm"),
    path(_("accept/"), views.registration_accept, name="registration_accept"),
    path(_("cancel/"), views.registration_cancel, name="registration_cancel"),
]
paths = [path(_("registration/<str:token>/"), include(of_person))]
