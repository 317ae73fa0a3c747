"""What a person at a desk does with the records: list, write, look, copy, delete."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from advisory.fields import TerritoryFormField
from advisory.models import AdvisoryService
from directory.models import Organisation
from events.models import Event
from tests.factories import (
    make_course,
    make_event,
    make_municipality,
    make_organisation,
    make_programme,
    make_service,
    make_topic,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
MAKERS = [make_organisation, make_event, make_course, make_service, make_programme]
VIEWS = ["edit", "delete", "copy", "inspect", "history", "usage", "unpublish", "workflow_history"]
for_every_kind = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)


@pytest.fixture
def admin(client):
    person = get_user_model().objects.create_superuser("admin", "admin@example.org", "geheim")
    client.force_login(person)
    return client


def address(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def typed_form(admin, record):
    """What the browser would send from the record's form."""
    page = admin.get(address(type(record), "edit", record.pk)).content.decode()
    # A box without a value of its own is sent as “on”.
    page = page.replace('type="checkbox"', 'type="checkbox" value="on"')
    return querydict_from_html(page, form_id="w-editor-form")


def event_form(**fields):
    return {
        "title": "Sprechtag",
        "summary": "Ein Satz.",
        "starts_at": "2027-03-01 10:00",
        "ends_at": "2027-03-01 12:00",
        "time_zone": "Europe/Berlin",
        "kind": "talk",
        "status": "scheduled",
        "attendance_mode": "offline",
        "venue": "Stadthalle",
        "renewal_months": "12",
        "language": "de",
        "licence": "CC-BY-4.0",
        "date_changes-TOTAL_FORMS": "0",
        "date_changes-INITIAL_FORMS": "0",
        "registration_mode": "elsewhere",
        "registration_closes_hours": "0",
        "registration_keep_days": "30",
        "registration_questions-TOTAL_FORMS": "0",
        "registration_questions-INITIAL_FORMS": "0",
        "material-TOTAL_FORMS": "0",
        "material-INITIAL_FORMS": "0",
        **fields,
    }


def service_form(**fields):
    return {
        "title": "Beratung",
        "summary": "Ein Satz.",
        "kind": "hotline",
        "cost": "free",
        "renewal_months": "12",
        "language": "de",
        "licence": "CC-BY-4.0",
        **fields,
    }


@for_every_kind
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_record_answers(admin, make, view):
    record = make()
    assert admin.get(address(type(record), view, record.pk)).status_code == 200


@for_every_kind
def test_a_record_can_be_begun(admin, make):
    assert admin.get(address(type(make()), "add")).status_code == 200


@for_every_kind
def test_an_edited_record_is_previewed_as_its_page_shows_it(admin, make):
    record = make()
    typed = typed_form(admin, record)
    typed["title"] = "Vorschau im Rahmen"
    url = address(type(record), "preview_on_edit", record.pk)
    assert admin.post(url, typed).json()["is_valid"]
    shown = admin.get(url)
    assert shown.templates[0].name == record.template
    assert "Vorschau im Rahmen" in shown.content.decode()


@for_every_kind
def test_saving_a_form_as_it_is_changes_nothing(admin, make):
    dates = {"starts_at": datetime(2031, 7, 1, 7, 0, tzinfo=UTC)} if make is make_event else {}
    record = make(topics=[make_topic()], tags=["Wort"], **dates)
    before = record.serializable_data()
    typed = typed_form(admin, record)
    typed["action-publish"] = "1"
    assert admin.post(address(type(record), "edit", record.pk), typed).status_code == 302
    saved = type(record).objects.get(pk=record.pk)
    after = saved.serializable_data()
    changed = {name for name in before if before[name] != after[name]}
    revision = {"live_revision", "latest_revision", "last_published_at", "updated_at"}
    assert changed <= revision | {"tagged_items"}  # whose rows are new, with the same words
    assert list(saved.tags.names()) == ["Wort"]


@for_every_kind
def test_a_list_is_searched_sorted_filtered_and_exported(admin, make):
    make(title="Die „kleine“ Liste")
    model = type(make())
    url = address(model, "list")
    columns = [c if isinstance(c, str) else c.name for c in model.snippet_viewset.list_display]
    for query in ("", '"', "((", "'", "%", "kleine"):
        for column in columns:
            answer = admin.get(url, {"q": query, "ordering": column, "live": "true"})
            assert answer.status_code == 200, (query, column)
    table = b"".join(admin.get(url, {"export": "csv"}).streaming_content).decode()
    assert "Die „kleine“ Liste" in table


@for_every_kind
def test_a_list_asks_the_database_as_often_with_one_row_as_with_ten(
    admin, make, django_assert_max_num_queries
):
    model = type(make())
    admin.get(address(model, "list"))
    with django_assert_max_num_queries(100) as with_one:
        admin.get(address(model, "list"))
    for _number in range(9):
        make()
    with django_assert_max_num_queries(len(with_one)):
        admin.get(address(model, "list"))


def test_the_list_of_events_says_when_they_start(admin):
    make_event(starts_at=datetime(2031, 7, 1, 7, 0, tzinfo=UTC))
    assert "01.07.2031 09:00" in admin.get(address(Event, "list")).content.decode()


def test_a_list_tells_drafts_from_changes_that_wait(admin):
    record = make_organisation(title="Öffentlich")
    record.title = "Geändert"
    record.save_revision()
    assert record.live
    shown = admin.get(address(Organisation, "list")).context["object_list"][0]
    assert shown.has_unpublished_changes


def test_mistakes_are_told_at_their_field_and_nothing_is_lost(admin):
    data = event_form(
        ends_at="2027-03-01 09:00", postcode="341", price="-3", description="Viel Text."
    )
    answer = admin.post(address(Event, "add"), data)
    form = answer.context["form"]
    assert {"ends_at", "postcode", "price"} <= set(form.errors)
    assert form["description"].value() == "Viel Text."
    assert not Event.objects.exists()


def test_a_copy_gets_an_address_of_its_own(admin):
    record = make_event(title="Sprechtag", source="import", source_name="Kalender", external_id="7")
    begun = admin.get(address(Event, "copy", record.pk)).context["form"]
    assert begun["slug"].value() == ""
    admin.post(address(Event, "add"), event_form())
    copy = Event.objects.exclude(pk=record.pk).get()
    assert (copy.slug, copy.source, copy.external_id) == ("sprechtag-2", "manual", "")


def test_what_others_need_is_not_deleted(admin):
    organisation = make_organisation(title="Kammer")
    make_event(title="Sprechtag", owner=organisation)
    answer = admin.post(address(Organisation, "delete", organisation.pk), follow=True)
    assert answer.status_code == 200
    assert "Sprechtag" in str(list(answer.context["messages"])[0])
    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_what_others_need_is_not_deleted_among_many(admin):
    needed, free = make_organisation(), make_organisation()
    make_event(owner=needed)
    bulk = reverse("wagtail_bulk_action", args=["directory", "organisation", "delete"])
    answer = admin.post(f"{bulk}?id={needed.pk}&id={free.pk}&next=/admin/", follow=True)
    assert answer.status_code == 200
    assert Organisation.objects.filter(pk__in=[needed.pk, free.pk]).count() == 2


def test_a_topic_with_topics_below_it_is_not_deleted(admin):
    topic = make_topic()
    make_topic(parent=topic)
    assert admin.post(address(type(topic), "delete", topic.pk)).status_code == 302
    topic.refresh_from_db()


def test_records_that_nobody_needs_are_deleted_together(admin):
    records = [make_event(), make_event()]
    bulk = reverse("wagtail_bulk_action", args=["events", "event", "delete"])
    chosen = "&".join(f"id={record.pk}" for record in records)
    admin.post(f"{bulk}?{chosen}&next=/admin/")
    assert not Event.objects.exists()


def test_an_organisation_is_chosen_by_words_of_its_title(admin):
    make_organisation(title="Industrie- und Handelskammer")
    make_organisation(title="Handwerkskammer")
    chooser = Organisation.snippet_viewset.chooser_viewset
    url = reverse(chooser.get_url_name("choose_results"))
    found = admin.get(url, {"q": "handels industrie"}).content.decode()
    assert "Handelskammer" in found
    assert "Handwerkskammer" not in found
    assert admin.get(url, {"q": '"(('}).status_code == 200


def test_an_area_is_ticked_or_written_and_kept_as_keys(admin):
    town = make_municipality(ags="06633003", name="Baunatal", county="Kassel")
    data = service_form(territory_0=["06", "06633"], territory_1="baunatal, 09")
    admin.post(address(AdvisoryService, "add"), {**data, "languages": ["de", "tr"]})
    service = AdvisoryService.objects.get()
    assert service.territory == ["06", "06633", town.ags, "09"]
    assert service.languages == ["de", "tr"]
    shown = admin.get(address(AdvisoryService, "edit", service.pk)).context["form"]["territory"]
    assert shown.value() == [["06", "06633"], "Baunatal, 09"]


@pytest.mark.parametrize("line", ["Nirgendwo", "0663", "06-33", "neustadt"])
def test_an_area_that_nobody_knows_is_told_at_the_field(admin, line):
    make_municipality(name="Neustadt")
    make_municipality(name="Neustadt")
    answer = admin.post(address(AdvisoryService, "add"), service_form(territory_1=line))
    form = answer.context["form"]
    assert list(form.errors) == ["territory"]
    assert form["territory"].value() == [[], line]


def test_an_area_that_was_not_touched_has_not_changed():
    make_municipality(ags="06633003", name="Baunatal", county="Kassel")
    field = TerritoryFormField()
    for keys in (["06633", "06633003"], ["06", "06633"], ["99999"], []):
        typed = field.prepare_value(keys)
        assert not field.has_changed(keys, typed)
        assert field.clean(typed) == keys


def test_inspecting_gives_words_and_local_time(admin):
    record = make_event(starts_at=datetime(2031, 7, 1, 7, 0, tzinfo=UTC))
    shown = admin.get(address(Event, "inspect", record.pk)).context["fields"]
    values = [str(field["value"]) for field in shown]
    assert "1. Juli 2031 09:00" in values
    assert not {"None", "True", "False"} & set(values)


# --- Series of events -------------------------------------------------------------------------


def test_repetition_is_chosen_in_words(admin):
    typed = event_form(repeats="weekly", every="2", weekdays=["0", "2"], repeat_count="4")
    assert admin.post(address(Event, "add"), typed).status_code == 302
    event = Event.objects.get()
    assert event.recurrence_rules == "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=MO,WE"
    page = admin.get(address(Event, "edit", event.pk)).content.decode()
    assert '<option value="weekly" selected>' in page
    assert "Mittwoch, 3. März 2027, 10:00–12:00" in page


def test_single_dates_are_changed_in_the_form(admin):
    event = make_event(
        recurrence_rules="FREQ=WEEKLY;COUNT=3",
        starts_at=datetime(2031, 7, 1, 7, tzinfo=UTC),
        ends_at=datetime(2031, 7, 1, 9, tzinfo=UTC),
    )
    typed = typed_form(admin, event)
    typed["date_changes-TOTAL_FORMS"] = "1"
    typed["date_changes-0-recurrence_id"] = "2031-07-08 09:00"
    typed["date_changes-0-kind"] = "cancelled"
    typed["date_changes-0-note"] = "Ferien"
    typed["action-publish"] = "1"
    assert admin.post(address(Event, "edit", event.pk), typed).status_code == 302
    assert [o.note for o in event.occurrences.all()] == ["", "Ferien", ""]


def test_editors_are_told_that_a_series_has_more_dates_than_are_kept(admin):
    event = make_event(recurrence_rules="FREQ=HOURLY")
    page = admin.get(address(Event, "edit", event.pk)).content.decode()
    assert "Es gibt mehr Termine, als der Hub aufhebt" in page
    event = make_event(recurrence_rules="FREQ=WEEKLY")
    page = admin.get(address(Event, "edit", event.pk)).content.decode()
    assert "mehr Termine" not in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"repeats": "weekly", "weekdays": ["3"]}, "weekdays"),
        ({"repeats": "daily", "repeat_until": "2027-02-01"}, "repeat_until"),
        ({"repeats": "daily", "repeat_until": "2027-04-01", "repeat_count": "3"}, "repeat_count"),
        ({"repeats": "other"}, "recurrence_rules"),
        ({"repeats": "other", "recurrence_rules": "FREQ=NIE"}, "recurrence_rules"),
    ],
)
def test_a_repetition_that_cannot_be_is_refused_at_its_field(admin, fields, field):
    response = admin.post(address(Event, "add"), event_form(**fields))
    assert response.status_code == 200
    assert field in response.context["form"].errors
