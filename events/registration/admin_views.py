"""What the organiser's staff does with registrations: look, tick off, add, cancel, write, export.

Whoever may edit an event may see who has registered for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.permissions import policy_registry

from events.date_code import date_code, read_date_code
from events.models import Event, Registration, RegistrationList
from events.registration import actions, care, dates, export, mails, moved_dates, words
from events.registration.dates import Bookable
from events.registration.forms import HandForm, MessageForm
from events.registration.views import personal

ONCE = "once"  # instead of the code of a date
shows_and_does = require_http_methods(["GET", "HEAD", "POST"])
Status = Registration.Status
ORDER = [
    Status.REGISTERED,
    Status.OFFERED,
    Status.WAITING,
    Status.HELD,
    Status.ASKED,
    Status.CANCELLED,
]
VIEWS = ("people", "check_in", "add", "write", "lost", "csv", "xlsx")
View = Callable[..., HttpResponse]


class People:
    """A date of an event with the list of its people, which may not be there yet."""

    def __init__(self, event: Event, code: str):
        recurrence_id = None if code == ONCE else read_date_code(code)
        if code != ONCE and recurrence_id is None:
            raise Http404
        self.event, self.code = event, code
        found = RegistrationList.objects.filter(event=event, recurrence_id=recurrence_id)
        self.list = found.first()
        self.bookable: Bookable | None = dates.find(event, recurrence_id)
        if self.list is None and self.bookable is None:
            raise Http404
        if self.list:
            self.list.event = event

    @property
    def rows(self):
        """Everybody, those who come first; the waiting list in its order."""
        if self.list is None:
            return Registration.objects.none()
        order = Case(
            *(When(status=status, then=Value(number)) for number, status in enumerate(ORDER)),
            output_field=IntegerField(),
        )
        rows = self.list.registrations.annotate(rank=order)
        return rows.order_by("rank", "waiting_since", "created_at", "pk")

    @property
    def when(self) -> str:
        return mails.when(self.bookable, self.list)

    def url(self, view: str) -> str:
        return reverse(f"registration_admin_{view}", args=[self.event.pk, self.code])


def may_edit(request: HttpRequest, event: Event) -> bool:
    policy = policy_registry.get_by_type(Event)
    return policy.user_has_permission_for_instance(request.user, "change", event)


def of_people(view: View) -> View:
    """Look the list up; 404 hides what one may not see."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, code: str) -> HttpResponse:
        return view(request, People(_event(request, pk), code))

    return personal(wrapped)


@require_safe
@personal
def event_lists(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates of an event with their numbers; of an event registered for once, its list."""
    event = _event(request, pk)
    lists = {row.recurrence_id: row for row in event.registration_lists.with_counts()}
    if not event.registers_each_date and not any(lists):
        return redirect("registration_admin_people", pk, ONCE)
    known = dict.fromkeys(lists)
    ids = [*dict.fromkeys([b.recurrence_id for b in dates.bookables(event)] + list(known))]
    found = {date.recurrence_id: date for date in event.programme.dates}
    rows = [
        {
            "when": _when(event, found.get(key), lists.get(key)),
            "starts_at": found[key].starts_at if key in found else lists[key].starts_at,
            "list": lists.get(key),
            "is_lost": key not in found and bool(key) and dates.is_undecided(lists[key]),
            "url": reverse("registration_admin_people", args=[pk, date_code(key) if key else ONCE]),
        }
        for key in ids
        if key in found or key in lists
    ]
    rows.sort(key=lambda row: row["starts_at"])
    return render(request, "events/admin_registration_lists.html", _page(event) | {"rows": rows})


@require_safe
@of_people
def people(request: HttpRequest, found: People) -> HttpResponse:
    rows = list(found.rows)
    counts = {
        "registered": sum(row.status == Status.REGISTERED for row in rows),
        "arrived": sum(row.arrived_at is not None for row in rows),
        "waiting": sum(row.status in {Status.WAITING, Status.OFFERED} for row in rows),
    }
    standing = dates.standing_of(found.bookable) if found.bookable else None
    context = {
        **_page(found.event, found),
        "rows": rows,
        "counts": counts,
        "places": words.places(standing, found.event) if standing else "",
        **_lost(found),
    }
    return render(request, "events/admin_registrations.html", context)


@require_safe
@of_people
def check_in_list(request: HttpRequest, found: People) -> HttpResponse:
    """To tick off at the door, on paper and on a phone; by name, as people say it."""
    rows = sorted(found.rows.filter(status=Status.REGISTERED), key=lambda row: row.name.casefold())
    context = {
        **_page(found.event, found),
        "rows": rows,
        "arrived": sum(row.arrived_at is not None for row in rows),
    }
    return render(request, "events/admin_check_in.html", context)


@shows_and_does
@sensitive_post_parameters()
@of_people
def add_person(request: HttpRequest, found: People) -> HttpResponse:
    if found.bookable is None:
        raise Http404
    form = HandForm(request.POST or None, event=found.event)
    if form.is_valid():
        row = actions.add_by_hand(
            bookable=found.bookable, email=form.cleaned_data["email"], details=form.details()
        )
        if row:
            messages.success(request, _("%(name)s is registered.") % {"name": row.name})
            return redirect(found.url("people"))
        form.add_error("email", _("This address is on the list already."))
    context = _page(found.event, found) | {"form": form}
    return render(request, "events/admin_registration_form.html", context)


@shows_and_does
@of_people
def write(request: HttpRequest, found: People) -> HttpResponse:
    """One plain text to all who are registered."""
    if found.list is None:
        raise Http404
    form = MessageForm(request.POST or None)
    if form.is_valid():
        count = actions.write_to_all(people=found.list, **form.cleaned_data)
        said = ngettext("One mail is sent.", "%(count)d mails are sent.", count)
        messages.success(request, said % {"count": count})
        return redirect(found.url("people"))
    context = _page(found.event, found) | {"form": form, "is_message": True}
    return render(request, "events/admin_registration_form.html", context)


@require_POST
@of_people
def lost_date(request: HttpRequest, found: People) -> HttpResponse:
    """What becomes of a date that an import took away: it is another one now, or called off."""
    if found.list is None:
        raise Http404
    code = request.POST.get("to", "")
    if not code:
        done = care.call_off(people=found.list)
    else:
        recurrence_id = read_date_code(code)
        done = bool(recurrence_id) and moved_dates.move(
            people=found.list, recurrence_id=recurrence_id
        )
        found.code = code if done else found.code
    if done:
        messages.success(request, _("Everybody who is registered is told by mail."))
    else:
        messages.warning(request, _("Nothing is changed: the dates are others meanwhile."))
    return redirect(found.url("people"))


@require_safe
@of_people
def as_csv(request: HttpRequest, found: People) -> HttpResponse:
    return _file(found, export.csv_text(found.rows), "csv", "text/csv; charset=utf-8")


@require_safe
@of_people
def as_xlsx(request: HttpRequest, found: People) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(found, export.xlsx_bytes(found.rows), "xlsx", kind)


@require_POST
@personal
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Cancel somebody, give them a place, tick them off or take the tick back."""
    row = get_object_or_404(Registration.objects.select_related("people__event"), pk=pk)
    _allow(request, row.people.event)
    recurrence_id = row.people.recurrence_id
    code = date_code(recurrence_id) if recurrence_id else ONCE
    view = "check_in" if action in {"come", "not-come"} else "people"
    if action == "come" or action == "not-come":
        actions.check_in(registration=row, has_come=action == "come")
    elif action == "cancel":
        actions.cancel(registration=row, by_organiser=True)
    elif action == "give-place":
        actions.give_place(registration=row)
    else:
        raise Http404
    address = reverse(f"registration_admin_{view}", args=[row.people.event_id, code])
    return redirect(f"{address}#person-{row.pk}")


def _lost(found: People) -> dict[str, object]:
    """Of a date that an import took away: where its people could go."""
    if found.bookable or found.list is None or not dates.is_undecided(found.list):
        return {"is_lost": False}
    places = moved_dates.places_for(found.list)[:100]
    return {
        "is_lost": True,
        "lost_to": [(one.code, mails.when(one, found.list)) for _id, one in places],
    }


def _event(request: HttpRequest, pk: int) -> Event:
    event = get_object_or_404(Event.objects.select_related("owner"), pk=pk)
    _allow(request, event)
    return event


def _allow(request: HttpRequest, event: Event) -> None:
    if not may_edit(request, event):
        raise Http404


def _when(event: Event, date, people: RegistrationList | None) -> str:
    return mails.when(dates.of_date(event, date) if date else None, people)


def _file(found: People, content, ending: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = f"{found.event.slug}-{found.code}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(event: Event, found: People | None = None) -> dict[str, object]:
    """What Wagtail's frame of a page needs: where one is and the way back."""
    index = reverse(Event.snippet_viewset.get_url_name("list"))
    edit = reverse(Event.snippet_viewset.get_url_name("edit"), args=[event.pk])
    lists = reverse("registration_admin_event", args=[event.pk])
    trail = [(index, _("Events")), (edit, event.title), (lists, _("Registrations"))]
    trail += [(found.url("people"), found.when)] if found else []
    return {
        "event": event,
        "people": found,
        "urls": {view: found.url(view) for view in VIEWS} if found else {},
        "header_title": f"{_('Registrations')}: {event.title}",
        "header_icon": "group",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
    }
