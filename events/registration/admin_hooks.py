"""What registration adds to the admin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from events.models import Event, RegistrationList, RegistrationMail
from events.models.registration import ACTIVE
from events.registration import admin_urls


@hooks.register("register_admin_urls")
def registration_urls():
    return admin_urls.urlpatterns


@hooks.register("before_delete_snippet")
def keep_events_with_people(request, instances):
    """Whoever has registered would never hear of it; a cancelled event tells them."""
    pks = [record.pk for record in instances if isinstance(record, Event) and not record.is_over]
    lists = RegistrationList.objects.filter(event__in=pks, registrations__status__in=ACTIVE)
    for people in lists.select_related("event").distinct():
        event = people.event
        waiting_mails = RegistrationMail.objects.filter(registration__people=people)
        if people.told.get("cancelled") and not waiting_mails.exists():
            continue
        messages.error(
            request,
            _(
                "People have registered for “%(title)s”. Set its status to cancelled and publish: "
                "then they are told by mail, and you can delete it."
            )
            % {"title": event.title},
        )
        return redirect(reverse(Event.snippet_viewset.get_url_name("edit"), args=[event.pk]))
    return None
