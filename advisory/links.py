"""The two ways to funding and to advice: the list, and a check that asks about the company."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from search.addresses import address_of
from search.registry import OtherView


def of_list(query):
    return _views(address_of(query), is_check=False)


def of_check():
    return _views(reverse("programme_list"), is_check=True)


def _views(list_url, *, is_check):
    return [
        OtherView(pgettext("view", "List"), list_url, is_current=not is_check),
        OtherView(_("Check in five questions"), reverse("programme_check"), is_current=is_check),
    ]


def of_services(query):
    return _service_views(address_of(query), is_check=False)


def of_digital_check():
    return _service_views(reverse("service_list"), is_check=True)


def _service_views(list_url, *, is_check):
    return [
        OtherView(pgettext("view", "List"), list_url, is_current=not is_check),
        OtherView(_("Digital check"), reverse("digital_check"), is_current=is_check),
    ]
