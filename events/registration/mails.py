"""The mails about registrations, as messages that can be sent."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMessage
from django.core.mail.message import SafeMIMEText
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.templatetags.record_tags import event_dates
from events.icalendar.date_file import calendar_text
from events.models import Registration, RegistrationMail
from events.registration import dates
from events.registration.dates import Bookable
from events.registration.words import moment
from hub.http import absolute
from hub.mail_parts import message_id, one_line, plain_text, sender
from hub.models import HubSettings

Kind, Status = RegistrationMail.Kind, Registration.Status
WITH_CALENDAR = {Kind.REGISTERED, Kind.CHANGED, Kind.CALLED_OFF, Kind.REMINDER}
# May go to somebody who never asked for it, so it holds nothing that somebody has typed.
TO_STRANGERS = {Kind.CONFIRM}


def message(row: RegistrationMail) -> EmailMessage:
    """A plain text in the language in which the person has registered."""
    registration = row.registration
    people = registration.people
    bookable = dates.of_list(people)
    with override(registration.language):
        context = {
            "registration": registration,
            "event_title": bookable.title if bookable else people.event.headline,
            "when": when(bookable, people),
            "where": ", ".join(filter(None, _where(row, bookable))),
            "is_series": bookable and people.recurrence_id is None and people.event.is_series,
            "is_postponed": people.event.status == "postponed",
            "note": _note(bookable),
            "event_url": absolute(people.event.get_absolute_url()),
            "url": absolute(registration.url("detail")),
            "cancel_url": absolute(registration.url("cancel")),
            "until": registration.expires_at and moment(registration.expires_at, people.event),
            "again_url": absolute(dates.address_of(people.event, people.recurrence_id)),
            "greets": Kind(row.kind) not in TO_STRANGERS,
            **_before(row, bookable),
            **{name: row.details.get(name, "") for name in ("subject", "text")},
        }
        mail = _message(row, context)
        if row.kind in WITH_CALENDAR and registration.status == Status.REGISTERED and bookable:
            _attach(mail, calendar_text(bookable, registration.language))
    return mail


def when(bookable: Bookable | None, people) -> str:
    """The date in words; of one that its series has lost, what people knew."""
    if bookable:
        return event_dates(bookable.date)
    return moment(people.starts_at, people.event)


def _where(row: RegistrationMail, bookable: Bookable | None) -> list[str]:
    return dates.where(bookable.event, bookable.date) if bookable else []


def _note(bookable: Bookable | None) -> str:
    note = getattr(bookable.date, "note", "") if bookable else ""
    return note or (bookable.event.status_note if bookable else "")


def _before(row: RegistrationMail, bookable: Bookable | None) -> dict[str, object]:
    """What is not true any more; of a series that has changed only its page knows all."""
    before, event = row.details.get("before"), row.registration.people.event
    if not before or not bookable:
        return {}
    now = dates.state(bookable)
    old: dict[str, object] = {}
    if before["cancelled"] and not now["cancelled"]:
        return {"is_back": True}
    if "changes" in before or "changes" in now:
        return {}
    if (before["starts_at"], before["ends_at"]) != (now["starts_at"], now["ends_at"]):
        old["old_when"] = moment(datetime.fromisoformat(before["starts_at"]), event)
    if before["where"] != now["where"]:
        old["old_where"] = ", ".join(filter(None, before["where"]))
    return old


def _subject(row: RegistrationMail, context: dict) -> str:
    subjects = {
        Kind.CONFIRM: _("Please confirm: %(title)s"),
        Kind.REGISTERED: _("You are registered: %(title)s"),
        Kind.WAITING: _("You are on the waiting list: %(title)s"),
        Kind.OFFER: _("A place is free for you: %(title)s"),
        Kind.LAPSED: _("The place went to somebody else: %(title)s"),
        Kind.CANCELLED: _("You have cancelled: %(title)s"),
        Kind.REMOVED: _("Your registration was cancelled: %(title)s"),
        Kind.CHANGED: _("Changed: %(title)s"),
        Kind.CALLED_OFF: _("Does not take place: %(title)s"),
        Kind.REMINDER: _("Tomorrow: %(title)s"),
        Kind.KNOWN: _("You are registered already: %(title)s"),
    }
    return context["subject"] or subjects[Kind(row.kind)] % {"title": context["event_title"]}


def _message(row: RegistrationMail, context: dict) -> EmailMessage:
    """`key` and time of making give the id, by which programs know a mail that came twice."""
    registration, hub = row.registration, HubSettings.load()
    mark = message_id(registration.token, row.kind, row.key, row.created_at.isoformat())
    context |= {"hub_title": hub.title, "hub_url": absolute(reverse("wagtail_serve", args=[""]))}
    return EmailMessage(
        subject=one_line(_subject(row, context)),
        body=plain_text(f"events/registration_mail/{row.kind}.txt", context),
        from_email=sender(hub.title),
        to=[registration.email],
        reply_to=[hub.contact_email] if hub.contact_email else None,
        headers={"Message-ID": mark, "Auto-Submitted": "auto-generated"},
    )


def _attach(mail: EmailMessage, text: str) -> None:
    if text:
        part = SafeMIMEText(text, "calendar", "utf-8")
        part.set_param("method", "PUBLISH")
        part.add_header("Content-Disposition", "attachment", filename=_("date.ics"))
        mail.attach(part)
