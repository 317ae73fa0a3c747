"""The page on which an editor changes one date, the later ones or all."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from events.models import DateChange, Event
from tests.factories import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
BERLIN = ZoneInfo("Europe/Berlin")
SECOND = "20310311T170000Z"


def at(day, hour=18, month=3):
    return datetime(2031, month, day, hour, tzinfo=BERLIN)


@pytest.fixture
def admin(client):
    person = get_user_model().objects.create_superuser("admin", "admin@example.org", "geheim")
    client.force_login(person)
    return client


@pytest.fixture
def event():
    fields = {"recurrence_rules": "FREQ=WEEKLY;COUNT=4", "title": "Stammtisch"}
    return make_event(starts_at=at(4), ends_at=at(4, 20), **fields)


def address(event, code=SECOND):
    return reverse("event_change_date", args=[event.pk, code])


def editor(event):
    return reverse(Event.snippet_viewset.get_url_name("edit"), args=[event.pk])


def typed(event, action="save", **fields):
    return {
        "happens": "takes_place",
        "scope": "one",
        "starts_at": "2031-03-11 18:00",
        "ends_at": "2031-03-11 20:00",
        "title": event.title,
        "venue": event.venue,
        "revision": str(Event.objects.get(pk=event.pk).latest_revision_id or ""),
        "action": action,
        **fields,
    }


def cancelled(event):
    return [o.is_cancelled for o in Event.objects.get(pk=event.pk).occurrences.all()]


def test_the_editor_leads_to_every_date(admin, event):
    page = admin.get(editor(event)).content.decode()
    assert f'href="{address(event)}?scope=one"' in page
    assert f'href="{address(event)}?scope=future"' in page
    shown = admin.get(f"{address(event)}?scope=future").context["form"]
    assert shown["scope"].value() == "future"
    assert (shown["title"].value(), shown["happens"].value()) == ("Stammtisch", "takes_place")


def test_the_list_leads_to_the_dates_and_these_to_each(admin, event):
    make_event(title="Kein Stammtisch")
    listed = admin.get(reverse(Event.snippet_viewset.get_url_name("list"))).content.decode()
    dates = reverse("event_dates", args=[event.pk])
    assert listed.count("/dates/") == 1
    assert f'href="{dates}"' in listed
    page = admin.get(dates).content.decode()
    assert page.count("scope=future") == 4
    assert f'href="{editor(event)}"' in page


def test_a_single_event_has_no_such_links(admin):
    page = admin.get(editor(make_event())).content.decode()
    assert "scope=one" not in page


def test_a_cancelled_date_is_a_draft_until_it_is_published(admin, event):
    answer = admin.post(address(event), typed(event, happens="cancelled", note="Ferien"))
    assert answer.status_code == 302
    assert answer.url == editor(event)
    assert cancelled(event) == [False] * 4
    draft = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    assert [row.note for row in draft.date_changes.all()] == ["Ferien"]
    draft.latest_revision.publish()
    assert cancelled(event) == [False, True, False, False]


def test_a_change_may_be_published_at_once_where_no_draft_waits(admin, event):
    admin.post(address(event), typed(event, "publish", happens="cancelled"))
    assert cancelled(event) == [False, True, False, False]
    event = Event.objects.get(pk=event.pk)
    event.title = "Noch nicht fertig"
    event.save_revision()
    assert not admin.get(address(event)).context["may_publish"]
    admin.post(address(event), typed(event, "publish", happens="takes_place"))
    assert cancelled(event) == [False, True, False, False]  # saved as a draft
    assert Event.objects.get(pk=event.pk).title == "Stammtisch"


def test_the_preview_shows_what_happens_and_saves_nothing(admin, event):
    data = typed(event, "preview", scope="future", starts_at="2031-03-11 19:00")
    answer = admin.post(address(event), data)
    shown = [(f"{date.local_start:%d %H}", new) for date, new in answer.context["preview"]["dates"]]
    assert shown == [("04 18", False), ("11 19", True), ("18 19", True), ("25 19", True)]
    assert "(geändert)" in answer.content.decode()
    assert not Event.objects.get(pk=event.pk).latest_revision_id
    assert not DateChange.objects.exists()


def test_mistakes_are_told_at_their_field(admin, event):
    data = typed(event, ends_at="2031-03-11 17:00", online_url="kein link", scope="")
    answer = admin.post(address(event), data)
    assert answer.status_code == 422
    assert {"ends_at", "online_url", "scope"} <= set(answer.context["form"].errors)


def test_what_the_repetition_cannot_say_is_told_at_the_start(admin, event):
    Event.objects.filter(pk=event.pk).update(recurrence_rules="FREQ=WEEKLY;COUNT=4;BYMONTH=3")
    data = typed(event, scope="all", starts_at="2031-03-12 18:00", ends_at="2031-03-12 20:00")
    answer = admin.post(address(event), data)
    assert list(answer.context["form"].errors) == ["starts_at"]


def test_whoever_saved_first_is_not_overwritten(admin, event):
    data = typed(event, happens="cancelled")
    event.save_revision()
    answer = admin.post(address(event), data)
    assert answer.status_code == 422
    assert "Inzwischen hat jemand" in answer.content.decode()
    assert not event.get_latest_revision_as_object().date_changes.all()
    again = querydict_from_html(answer.content.decode(), form_id="date-form")
    again["action"] = "save"
    assert admin.post(address(event), again).status_code == 302


def test_a_date_that_the_series_does_not_have_is_not_found(admin, event):
    for code in ("20310312T170000Z", "morgen", "99999999T999999Z"):
        assert admin.get(address(event, code)).status_code == 404
    assert admin.get(address(Event(pk=0))).status_code == 404


def test_a_locked_event_leads_back_to_the_editor(admin, event):
    other = get_user_model().objects.create_user("andere")
    Event.objects.filter(pk=event.pk).update(locked=True, locked_by=other)
    assert admin.get(address(event)).url == editor(event)
    assert admin.post(address(event), typed(event, happens="cancelled")).url == editor(event)
    assert not Event.objects.get(pk=event.pk).latest_revision_id


def test_only_people_who_may_change_events_come_in(client, event):
    person = get_user_model().objects.create_user("gast", password="geheim")
    group = Group.objects.create(name="Nur ansehen")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    person.groups.add(group)
    client.force_login(person)
    assert client.get(address(event)).status_code == 404
    client.post(address(event), typed(event, happens="cancelled"))
    assert not Event.objects.get(pk=event.pk).latest_revision_id


# --- Rows of the editor -----------------------------------------------------------------------


def rows(admin, event, *kinds, future=False):
    page = admin.get(editor(event)).content.decode()
    form = querydict_from_html(page, form_id="w-editor-form")
    form["date_changes-TOTAL_FORMS"] = str(len(kinds))
    for number, kind in enumerate(kinds):
        form[f"date_changes-{number}-recurrence_id"] = "2031-03-11 18:00"
        form[f"date_changes-{number}-kind"] = kind
    if future:
        form[f"date_changes-{len(kinds) - 1}-this_and_future"] = "on"
    return admin.post(editor(event), form)


@pytest.mark.parametrize(
    ("kinds", "words"),
    [(("cancelled", "cancelled"), "zweimal"), (("cancelled", "changed"), "zugleich")],
)
def test_two_rows_about_one_date_are_refused_at_the_field(admin, event, kinds, words):
    answer = rows(admin, event, *kinds)
    assert answer.status_code == 200
    first, second = answer.context["form"].formsets["date_changes"].forms
    assert not first.errors
    assert words in str(second.errors["recurrence_id"])
    assert words in answer.content.decode()
    assert not Event.objects.get(pk=event.pk).latest_revision_id


def test_two_rows_that_agree_are_saved(admin, event):
    assert rows(admin, event, "cancelled", "cancelled", future=True).status_code == 302
    assert rows(admin, event, "extra", "cancelled").status_code == 302
