"""Copies of events, and templates from which new ones are begun."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from events.models import CalendarEntry, DateChange, Event, Material
from search.outbox import all_ids
from tests.constraints import breaks
from tests.factories import make_event, make_organisation, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
START = datetime(2031, 7, 1, 7, tzinfo=UTC)


@pytest.fixture
def admin(client):
    person = get_user_model().objects.create_superuser("admin", "admin@example.org", "geheim")
    client.force_login(person)
    return client


def address(view, *args):
    return reverse(Event.snippet_viewset.get_url_name(view), args=args)


def make_series(**fields):
    event = make_event(
        title="Sprechtag",
        starts_at=START,
        recurrence_rules="FREQ=WEEKLY;COUNT=3",
        owner=make_organisation(title="Kammer"),
        topics=[make_topic(title="Gründung")],
        tags=["Patent"],
        **fields,
    )
    event.date_changes = [DateChange(recurrence_id=START, kind="cancelled", note="Ferien")]
    event.save()
    return event


def template(**fields):
    return make_event(is_template=True, live=False, first_published_at=None, **fields)


def begun(admin, event):
    """The form of the copy, as a browser would send it."""
    page = admin.get(address("copy", event.pk)).content.decode()
    return querydict_from_html(page, form_id="w-editor-form")


def test_a_copy_is_a_draft_of_its_own_whose_dates_are_to_be_set(admin):
    old = make_series(
        status="cancelled",
        status_note="Erkrankt",
        registration_url="https://example.org/buchen/1",
        registration_until=START,
        source="import",
        source_name="ics:kammer",
        external_id="7@example.org",
    )
    old.material = [Material(title="Folien", url="https://folien.example/1.pdf")]
    old.save()
    form = begun(admin, old)
    assert form["material-TOTAL_FORMS"] == "0"
    emptied = ("starts_at", "ends_at", "slug", "registration_url", "registration_until")
    emptied = [form[name].strip() for name in (*emptied, "status_note", "recurrence_rules")]
    assert emptied == [""] * 7
    assert (form["status"], form["date_changes-TOTAL_FORMS"]) == ("scheduled", "0")
    form["starts_at"], form["ends_at"] = "2031-08-05 09:00", "2031-08-05 11:00"
    assert admin.post(address("add"), form).status_code == 302
    copy = Event.objects.exclude(pk=old.pk).get()
    assert (copy.live, copy.slug, copy.source, copy.external_id) == (
        False,
        "sprechtag-2",
        "manual",
        "",
    )
    assert list(copy.topics.all()) == list(old.topics.all())
    assert list(copy.tags.names()) == ["Patent"]
    assert copy.owner == old.owner
    assert copy.occurrences.count() == 1
    assert not copy.date_changes.exists()
    assert old.date_changes.count() == 1
    assert not CalendarEntry.objects.filter(event=copy).exists()
    copy.save_revision().publish()
    names = CalendarEntry.objects.values_list("uid", flat=True)
    assert len(set(names)) == 2


def test_a_copy_without_dates_is_told_at_the_field(admin):
    form = begun(admin, make_series())
    form["action-publish"] = "1"
    answer = admin.post(address("add"), form)
    assert {"starts_at", "ends_at"} <= set(answer.context["form"].errors)


def test_a_template_is_never_public(admin):
    event = template(title="Muster")
    with breaks("events_event_template"):
        Event.objects.filter(pk=event.pk).update(live=True)
    assert f"event:{event.pk}" not in all_ids()
    assert admin.get(event.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "fields", [{"action-publish": "1"}, {"action-submit": "1"}, {"go_live_at": "2031-01-01 00:00"}]
)
def test_publishing_a_template_is_refused_at_its_field(admin, fields):
    event = template()
    page = admin.get(address("edit", event.pk)).content.decode()
    form = querydict_from_html(page, form_id="w-editor-form")
    form["is_template"] = "on"
    form.update(fields)
    answer = admin.post(address("edit", event.pk), form)
    assert "is_template" in answer.context["form"].errors
    assert not Event.objects.get(pk=event.pk).live


def test_a_public_event_does_not_become_a_template(admin):
    event = make_event()
    page = admin.get(address("edit", event.pk)).content.decode()
    form = querydict_from_html(page, form_id="w-editor-form")
    form["is_template"] = "on"
    assert "is_template" in admin.post(address("edit", event.pk), form).context["form"].errors
    assert Event.objects.get(pk=event.pk).live


def test_a_new_event_is_begun_from_a_template_which_stays(admin):
    pattern = template(title="Gründungssprechtag", registration_url="https://example.org/buchen")
    assert reverse("event_templates") in admin.get(address("list")).content.decode()
    page = admin.get(reverse("event_templates")).content.decode()
    assert f'href="{address("copy", pattern.pk)}"' in page
    form = begun(admin, pattern)
    assert "is_template" not in form
    assert form["registration_url"] == "https://example.org/buchen"
    form["starts_at"], form["ends_at"] = "2031-08-05 09:00", "2031-08-05 11:00"
    form["action-publish"] = "1"
    assert admin.post(address("add"), form).status_code == 302
    new = Event.objects.exclude(pk=pattern.pk).get()
    assert (new.title, new.live, new.is_template) == ("Gründungssprechtag", True, False)
    assert Event.objects.get(pk=pattern.pk).is_template


def test_templates_stand_under_their_organisation(admin, django_assert_num_queries):
    assert "noch keine Vorlage" in admin.get(reverse("event_templates")).content.decode()
    make_event(title="Keine Vorlage")
    for owner in (make_organisation(title="Kammer"), make_organisation(title="Stadt"), None):
        template(title=f"Muster {owner or 'ohne'}", owner=owner)
    shown = admin.get(reverse("event_templates")).context["templates"]
    assert {event.title for event in shown} == {"Muster Kammer", "Muster Stadt", "Muster ohne"}


def test_the_list_of_templates_asks_as_often_with_ten_as_with_one(
    admin, django_assert_max_num_queries
):
    owners = [make_organisation() for _number in range(10)]
    template(owner=owners[0])
    admin.get(reverse("event_templates"))
    with django_assert_max_num_queries(12) as first:
        admin.get(reverse("event_templates"))
    for owner in owners:
        template(owner=owner)
    with django_assert_max_num_queries(len(first)):
        admin.get(reverse("event_templates"))


def test_the_list_of_events_names_templates(admin):
    template(title="Muster")
    page = admin.get(address("list")).content.decode()
    assert "Vorlage" in page
