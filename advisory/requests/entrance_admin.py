"""Entrances of partners in the admin, for who runs the hub."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.debug import sensitive_variables
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import SnippetViewSet

from advisory.models import Entrance, EntranceKey
from advisory.requests import entrance_views
from directory.admin_urls import operators_only
from directory.own_area.pages import personal, shows_and_does
from hub.http import absolute

LONGEST = timedelta(days=2 * 365)  # for which a key is valid
MADE, REVOKED = "advisory.entrance.key_made", "advisory.entrance.key_revoked"


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        MADE, gettext_lazy("Make a key"), gettext_lazy("Made a key for the partner's program")
    )
    actions.register_action(
        REVOKED, gettext_lazy("Revoke a key"), gettext_lazy("Revoked a key of the partner")
    )


class EntranceViewSet(SnippetViewSet):
    model = Entrance
    icon = "login"
    list_display = [
        "name",
        "slug",
        BooleanColumn("is_active", label=gettext_lazy("open"), sort_key="is_active"),
        "ends_on",
    ]
    search_fields = ["slug", "organisation__title"]
    panels = [
        HelpPanel(template="advisory/admin/entrance_link.html"),
        FieldPanel("organisation"),
        FieldPanel("slug"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
                FieldRowPanel([FieldPanel("intro"), FieldPanel("intro_en")]),
            ],
            heading=gettext_lazy("What visitors read"),
        ),
        FieldPanel("subjects"),
        FieldRowPanel([FieldPanel("is_active"), FieldPanel("ends_on")]),
        FieldPanel("origins"),
    ]


class KeyForm(forms.ModelForm):
    class Meta:
        model = EntranceKey
        fields = ["name", "ends_on"]
        widgets = {"ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args, entrance, **kwargs):
        super().__init__(*args, **kwargs)
        self.entrance = entrance
        self.initial.setdefault("ends_on", timezone.localdate() + timedelta(days=365))

    def clean_name(self):
        name = self.cleaned_data["name"]
        if self.entrance.keys.filter(name=name, revoked_at=None).exists():
            raise ValidationError(_("This entrance has a key with this name already."))
        return name

    def clean_ends_on(self):
        day, today = self.cleaned_data["ends_on"], timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise ValidationError(_("Choose a day from today on, at most two years ahead."))
        return day


@shows_and_does
@personal
@sensitive_variables()
def entrance_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What the partner gets: addresses, the code of the embed, and keys; each is shown once."""
    entrance = get_object_or_404(Entrance.objects.select_related("organisation"), pk=pk)
    form, secret = KeyForm(entrance=entrance), ""
    if request.POST.get("do") == "revoke":
        number = request.POST.get("key", "")
        rows = entrance.keys.filter(pk=number if number.isdecimal() else 0, revoked_at=None)
        if rows.update(revoked_at=timezone.now()):
            log(entrance, REVOKED, user=request.user, data={"key": int(number)})
        return redirect("request_entrance_hand_over", entrance.pk)
    if request.method == "POST":
        form = KeyForm(request.POST, entrance=entrance)
        if form.is_valid():
            key, secret = EntranceKey.objects.make(entrance=entrance, **form.cleaned_data)
            log(entrance, MADE, user=request.user, data={"key": key.pk})
            form = KeyForm(entrance=entrance)
    context = {"entrance": entrance, "form": form, "secret": secret, **_page(entrance)}
    return render(request, "advisory/admin/entrance.html", context)


def _page(entrance: Entrance) -> dict[str, object]:
    ways = []
    for language, name in settings.LANGUAGES:
        with override(language):
            address, code = absolute(entrance.get_absolute_url()), entrance_views.code(entrance)
        ways.append((name, address, code))
    edit = reverse(Entrance.snippet_viewset.get_url_name("edit"), args=[entrance.pk])
    return {
        "ways": ways,
        "keys": list(entrance.keys.all()),
        "api": absolute(reverse("request_api")),
        "header_title": f"{_('For the partner')}: {entrance.name}",
        "header_icon": "login",
        "breadcrumbs_items": [
            {"url": edit, "label": entrance.name},
            {"url": "", "label": _("For the partner")},
        ],
    }


urlpatterns = [
    path(
        "requests/entrances/<int:pk>/",
        operators_only(entrance_hand_over),
        name="request_entrance_hand_over",
    ),
]
