"""The pages of registration: the form, and what the links of the mails lead to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from events.date_code import read_date_code
from events.models import Event, Registration
from events.programme import SHOWN
from events.registration import actions, dates, mails, words
from events.registration.dates import Bookable
from events.registration.forms import RegistrationForm, consent_text

shows_and_does = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]


def personal(view: View) -> View:
    """No cache keeps the page, no search engine lists it, no other site learns its address."""

    @wraps(view)
    def wrapped(*args, **kwargs):
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


@shows_and_does
@personal
@sensitive_post_parameters()
def registration_new(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """The form; of a series whose dates are registered for one by one, first the choice."""
    event = _event(slug)
    if not event.registers_here:
        return redirect(event.get_absolute_url())
    if event.registers_each_date != bool(code):
        if code:
            return redirect(dates.address_of(event, None))
        return _dates_to_choose(request, event)
    bookable = _bookable(event, code)
    standing = dates.standing_of(bookable)
    is_sent = request.method == "POST"
    form = RegistrationForm(request.POST if is_sent else None, event=event)
    obstacle = "" if settings.CAN_SEND_MAIL else _("This hub cannot send mail at the moment.")
    if is_sent and not obstacle and form.is_valid():
        if form.is_filled_by_a_program:
            return redirect(_sent_address(bookable, actions.Outcome.PLACE))
        obstacle, outcome = _register(form, bookable)
        if outcome in {actions.Outcome.PLACE, actions.Outcome.WAITING_LIST}:
            return redirect(_sent_address(bookable, outcome))
        standing = dates.standing_of(bookable)
    context = {
        **_about(bookable),
        "form": form,
        "standing": standing,
        "places": words.places(standing, event),
        "closing": words.closing(standing, event),
        "shows_form": standing.is_open and settings.CAN_SEND_MAIL,
        "obstacle": obstacle,
        "mail_goes_to_log": not settings.EMAIL_HOST,
        "keep_days": event.registration_keep_days,
    }
    return render(request, "events/registration_new.html", context)


@require_safe
@personal
def registration_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """What to do now: look for the mail."""
    event = _event(slug)
    code = request.GET.get("date", "")
    bookable = _bookable(event, code) if code else dates.whole(event)
    context = {
        **_about(bookable),
        "is_waiting": request.GET.get("outcome") == actions.Outcome.WAITING_LIST,
        "mail_goes_to_log": not settings.EMAIL_HOST,
    }
    return render(request, "events/registration_sent.html", context)


def of_a_registration(view: View) -> View:
    """Look somebody up by the secret of the address; without one, say what to do instead."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        row = Registration.objects.with_token(token)
        if row is None or row.is_unconfirmed and row.expires_at <= timezone.now():
            return render(request, "events/registration_unknown.html", status=404)
        return view(request, row)

    return personal(wrapped)


@require_safe
@of_a_registration
def registration_detail(request: HttpRequest, row: Registration) -> HttpResponse:
    """How it stands, and the one button that comes next."""
    return render(request, "events/registration_detail.html", _state(row))


@shows_and_does
@of_a_registration
def registration_confirm(request: HttpRequest, row: Registration) -> HttpResponse:
    return _answer(request, row, actions.confirm)


@shows_and_does
@of_a_registration
def registration_accept(request: HttpRequest, row: Registration) -> HttpResponse:
    return _answer(request, row, actions.accept)


@shows_and_does
@of_a_registration
def registration_cancel(request: HttpRequest, row: Registration) -> HttpResponse:
    """Showing changes nothing, as programs that look through mails open every link."""
    if request.method == "POST" and not row.is_cancelled:
        context = _state(row)
        actions.cancel(registration=row)
        return render(request, "events/registration_ended.html", context)
    if row.is_cancelled:
        return redirect(row.url("detail"))
    return render(request, "events/registration_cancel.html", _state(row))


def _answer(request: HttpRequest, row: Registration, act: Callable[..., None]) -> HttpResponse:
    if request.method == "POST":
        try:
            act(registration=row)
        except actions.NotOpen:
            row = Registration.objects.with_token(row.token)
            if row is None:
                return render(request, "events/registration_unknown.html", status=404)
            context = _state(row) | {"is_too_late": True}
            return render(request, "events/registration_detail.html", context, status=409)
    return redirect(row.url("detail"))


def _register(form: RegistrationForm, bookable: Bookable) -> tuple[str, actions.Outcome | None]:
    """Why it did not work in words, and how it ended."""
    try:
        outcome = actions.register(
            bookable=bookable,
            email=form.cleaned_data["email"],
            details=form.details(),
            consent=consent_text(bookable.event),
            language=get_language(),
        )
    except actions.TooMany:
        return _("Very many people are registering right now. Please try again in an hour."), None
    except actions.NotOpen:
        return _("Registration has closed meanwhile."), None
    if outcome == actions.Outcome.FULL:
        return _("Somebody else was quicker: all places are taken."), outcome
    return "", outcome


def _event(slug: str) -> Event:
    events = Event.objects.filter(live=True).select_related("owner")  # also one told by another
    return get_object_or_404(events, slug=slug)


def _bookable(event: Event, code: str) -> Bookable:
    recurrence_id = read_date_code(code) if code else None
    bookable = None if code and recurrence_id is None else dates.find(event, recurrence_id)
    if bookable is None:
        raise Http404
    return bookable


def _dates_to_choose(request: HttpRequest, event: Event) -> HttpResponse:
    rows = [
        {
            "date": bookable.date,
            "address": bookable.address if standing.is_open else "",
            "places": words.places(standing, event),
            "is_waiting_list": standing.is_full,
        }
        for bookable, standing in dates.overview(event)
    ]
    context = {
        "event": event,
        "event_url": event.get_absolute_url(),
        "rows": rows[:SHOWN],
        "further": rows[SHOWN:],
    }
    return render(request, "events/registration_dates.html", context)


def _sent_address(bookable: Bookable, outcome: actions.Outcome) -> str:
    said = {"outcome": outcome.value}
    if bookable.recurrence_id:
        said["date"] = bookable.code
    address = reverse("registration_sent", args=[bookable.event.slug])
    return f"{address}?{urlencode(said)}"


def _about(bookable: Bookable) -> dict[str, object]:
    event = bookable.event
    return {
        "event": event,
        "event_title": bookable.title,
        "event_url": event.get_absolute_url(),
        "address": bookable.address,
        "date": bookable.date,
        "is_series": event.is_series and bookable.recurrence_id is None,
    }


def _state(row: Registration) -> dict[str, object]:
    """A registration and what it is for, which its series may have lost."""
    people = row.people
    bookable = dates.of_list(people)
    is_undecided = bookable is None and dates.is_undecided(people)
    context = {
        "registration": row,
        "is_undecided": is_undecided,
        "event": people.event,
        "event_title": bookable.title if bookable else people.event.headline,
        "event_url": people.event.get_absolute_url() if people.event.live else "",
        "address": dates.address_of(people.event, people.recurrence_id),
        "when": mails.when(bookable, people),
        "is_series": people.event.is_series and people.recurrence_id is None,
        "is_off": not is_undecided and (bookable is None or bookable.is_cancelled),
        "is_over": (bookable.ends_at if bookable else people.ends_at) < timezone.now(),
    }
    if row.expires_at:
        context["until"] = words.moment(row.expires_at, people.event)
    if row.status == Registration.Status.WAITING:
        context["position"] = row.position
    return context
