"""Events in the own area of an organisation."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from directory.own_area.kinds import OwnKind, register
from directory.own_area.organisation_names import OrganisationNames
from directory.own_area.place_form import PlaceForm
from directory.own_area.record_form import ENGLISH, TEXT, TIMES, Group, RecordForm, fields_of
from directory.own_area.rows import rows
from directory.templatetags.record_tags import day, event_dates
from events.models import Event
from events.models.registration_settings import MAX_QUESTIONS

DATES = ("starts_at", "ends_at", "all_day")
GROUPS = (
    Group(
        "what",
        gettext_lazy("What it is"),
        ("owner", "title", "kind", "summary", "further_organisers"),
    ),
    Group("when", gettext_lazy("When"), (*DATES, "status", "status_note")),
    Group(
        "where",
        gettext_lazy("Where"),
        ("attendance_mode", "venue", "street", "postcode", "place", "online_url", "accessibility"),
    ),
    Group(
        "part",
        gettext_lazy("Taking part"),
        (
            *("price", "price_note", "registration_url", "registration_until"),
            *("registration_mode", "registration_places", "registration_waiting_list"),
        ),
    ),
    Group(
        "details",
        gettext_lazy("Registration here, in detail"),
        (
            *("registration_opens_at", "registration_closes_hours"),
            *("registration_consent", "registration_keep_days"),
        ),
        folded=True,
    ),
    Group(
        "questions",
        gettext_lazy("Questions at registration"),
        help=gettext_lazy(
            "Name, e-mail and organisation are asked for anyway. The fewer, the better."
        ),
        rows="registration_questions",
        folded=True,
    ),
    TEXT,
    Group(
        "material",
        gettext_lazy("Material"),
        help=gettext_lazy("Slides, a recording, minutes: links that stay when the event is over."),
        rows="material",
        folded=True,
    ),
    ENGLISH,
    TIMES,
)
OF_ONE = (
    *(*DATES, "status", "status_note", "registration_url", "registration_until"),
    *("registration_opens_at", "go_live_at", "expire_at"),
)


class OwnEventForm(PlaceForm, RecordForm):
    """A single event in full; the dates of a series are changed where its rules are."""

    groups = GROUPS

    further_organisers = OrganisationNames(label=gettext_lazy("Further organisers"), required=False)

    class Meta(RecordForm.Meta):
        model = Event
        fields = fields_of(GROUPS)
        formsets = {
            "registration_questions": {
                **rows("label", "kind", "choices", "is_required"),
                "max_num": MAX_QUESTIONS,
                "validate_max": True,
            },
            "material": rows("title", "url"),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        before = self.instance.further_organisers.all()
        self.fields["further_organisers"].offer(user=user, before=before)
        self.fields["attendance_mode"].label = _("How one takes part")
        self.fields["registration_url"].label = _("Registration elsewhere (link)")
        self.fields["registration_mode"].label = _("Where people register")
        self.is_series = bool(self.instance.pk) and self.instance.is_series
        if self.is_series:
            for name in DATES:
                self.fields[name].disabled = True
            self.fields["starts_at"].help_text = _(
                "This is a series. Its dates stay as they are here; they have a page of their own."
            )
        else:
            self.fields["all_day"].help_text = _("Then only the days count, not the times.")
            if self.instance.all_day and self.instance.starts_at:
                self.initial["ends_at"] = _midnight(self.instance.last_day)

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if not (start and end):
            return cleaned
        if cleaned.get("all_day") and not self.is_series:
            # From local midnight to that after the last day.
            start = _midnight(timezone.localdate(start))
            end = _midnight(timezone.localdate(end) + timedelta(days=1))
            cleaned |= {"starts_at": start, "ends_at": end}
        if end < start:
            self.add_error("ends_at", _("The event ends before it starts."))
        return cleaned


def _midnight(date):
    return timezone.make_aware(datetime.combine(date, time()))


def _over():
    return Q(last_ends_at__lt=timezone.now())


def _line(event):
    if event.recurrence_rules:
        return _("series since %(day)s") % {"day": day(event.local_start)}
    return event_dates(event)


def _links(event, user):
    """The dates of a series have a page for those who may enter the admin."""
    if not event.recurrence_rules:
        return []
    policy = policy_registry.get_by_type(Event)
    if not policy.user_has_permission_for_instance(user, "change", event):
        return []
    return [(_("Change dates"), reverse("event_dates", args=[event.pk]))]


register(
    OwnKind(
        name="event",
        label_plural=gettext_lazy("Events"),
        new_label=gettext_lazy("New event"),
        empty=gettext_lazy(
            "No event is planned. What you enter here stands in the calendars of the whole region."
        ),
        model=Event,
        form=OwnEventForm,
        records=lambda: Event.objects.filter(is_template=False),
        order=("starts_at", "pk"),
        archive_order=("-starts_at", "-pk"),
        over=_over,
        line=_line,
        links=_links,
        not_copied=OF_ONE,
        withdraw_hint=gettext_lazy(
            "Does it not take place? Then set its status to “cancelled” instead: everybody who "
            "looks for it reads that, and calendars strike it out."
        ),
    )
)
