"""The form of an event in the admin: repetition in words instead of a rule."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from directory.admin_form import RecordForm
from events.repetition import Repeats, Repetition, read

CHOICES = [
    (Repeats.NEVER.value, _("does not repeat")),
    (Repeats.DAILY.value, _("every day")),
    (Repeats.WEEKLY.value, _("every week")),
    (Repeats.MONTHLY_DAY.value, _("every month on the same day, such as the 14th")),
    (Repeats.MONTHLY_WEEKDAY.value, _("every month on the same weekday, such as the 2nd Tuesday")),
    (Repeats.YEARLY.value, _("every year")),
    (Repeats.OTHER.value, _("by another rule")),
]
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class EventForm(RecordForm):
    """Says at the field what the database would say about the whole row."""

    repeats = forms.ChoiceField(label=_("repetition"), choices=CHOICES, required=False)
    every = forms.IntegerField(
        label=_("only every …th time"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_("2 for every second day, week, month or year."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("weekdays"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of every week; none means that of the start."),
    )
    repeat_until = forms.DateField(label=_("until"), required=False, widget=AdminDateInput)
    repeat_count = forms.IntegerField(
        label=_("number of dates"), min_value=1, max_value=1000, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        event = self.instance
        if event.starts_at:
            zone = ZoneInfo(event.time_zone)
            rules, start = event.recurrence_rules, event.local_start
            found = read(rules, start, zone, all_day=event.all_day)
            self.initial |= {
                "repeats": found.repeats.value,
                "every": found.every,
                "weekdays": found.weekdays,
                "repeat_until": found.until,
                "repeat_count": found.count,
            }

    def clean(self):
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error("ends_at", _("The event ends before it starts."))
        if (cleaned.get("price") or 0) < 0:
            self.add_error("price", _("A price cannot be negative."))
        if cleaned.get("is_template"):
            self._clean_template(cleaned)
        if starts_at and self.add_prefix("repeats") in self.data:
            self._clean_repetition(cleaned, starts_at)
        return cleaned

    def _clean_template(self, cleaned):
        if self.instance.live:
            problem = _("This event is public. Copy it, and make the copy a template.")
        elif cleaned.get("go_live_at") or {"action-publish", "action-submit"} & set(self.data):
            problem = _("A template is never public. Save it as a draft without a date for that.")
        else:
            return
        self.add_error("is_template", problem)

    def _clean_repetition(self, cleaned, starts_at):
        repeats = Repeats(cleaned.get("repeats") or "")
        if repeats is Repeats.OTHER:
            if not (cleaned.get("recurrence_rules") or "").strip():
                self.add_error(
                    "recurrence_rules", _("Write the rule, or choose another repetition.")
                )
            return
        try:
            zone = ZoneInfo(cleaned.get("time_zone") or "")
        except (ValueError, ZoneInfoNotFoundError):
            return  # its field says so
        start, until = starts_at.astimezone(zone), cleaned.get("repeat_until")
        weekdays = tuple(cleaned.get("weekdays") or ()) if repeats is Repeats.WEEKLY else ()
        if weekdays and start.weekday() not in weekdays:
            self.add_error("weekdays", _("The event starts on another weekday."))
        if until and cleaned.get("repeat_count"):
            self.add_error("repeat_count", _("Give the last day or the number of dates, not both."))
        elif until and until < start.date():
            self.add_error("repeat_until", _("The repetition ends before it begins."))
        chosen = Repetition(
            repeats, cleaned.get("every") or 1, weekdays, until, cleaned.get("repeat_count")
        )
        cleaned["recurrence_rules"] = chosen.rules(start, zone, all_day=cleaned.get("all_day"))
