"""What a secretary does with sources in the admin."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory.models import Location, Trust
from events.models import Event, EventMapping, EventSource, ImportRun
from tests.events.calendars import calendar, vevent
from tests.events.importing.partner import (
    accept,
    first_import,
    make_source,
    partner,
    perform,
    run,
)
from tests.factories import make_member, make_organisation, make_topic

pytestmark = pytest.mark.django_db
LIST = reverse(EventSource.snippet_viewset.get_url_name("list"))
ADD = reverse(EventSource.snippet_viewset.get_url_name("add"))
SIX = [vevent(uid=f"{n}@example.org", title=f"Abend {n}") for n in range(6)]


@pytest.fixture
def admin(client):
    person = get_user_model().objects.create_superuser("admin", "chefin@example.org", "geheim")
    client.force_login(person)
    return client


@pytest.fixture
def here():
    with partner() as there:
        there.shows(*SIX)
        yield there


@pytest.fixture
def source(here):
    return make_source(address=here.url)


def page(client, name, row):
    answer = client.get(reverse(name, args=[row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def press(client, name, row, **fields):
    return client.post(reverse(name, args=[row.pk]), fields)


def newest():
    return ImportRun.objects.first()


def typed(**fields):
    return {
        "name": "Kalender",
        "organisation": make_organisation().pk,
        "kind": "ics_address",
        "address": "webcal://kalender.example.org/a.ics",
        "rhythm": "daily",
        "email": "a@example.org",
        **fields,
    }


def test_a_source_is_begun_in_the_admin_and_leads_to_its_page(admin):
    assert 'value="chefin@example.org"' in admin.get(ADD).content.decode()
    answer = admin.post(ADD, typed())
    source = EventSource.objects.get()
    assert answer.url == reverse("event_source", args=[source.pk])
    assert source.address == "https://kalender.example.org/a.ics"
    assert "Probelauf" in page(admin, "event_source", source)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"address": ""}, "address"),
        ({"address": "kalender"}, "address"),
        ({"address": "https://example.org:22/a.ics"}, "address"),
        ({"email": ""}, "email"),
        ({"organisation": ""}, "organisation"),
    ],
)
def test_wrong_settings_are_told_at_their_field(admin, fields, field):
    answer = admin.post(ADD, typed(**fields))
    assert list(answer.context["form"].errors) == [field]


def test_a_source_for_files_needs_no_address(admin):
    assert admin.post(ADD, typed(kind="csv_file")).status_code == 302
    assert EventSource.objects.get().address == ""


def test_another_address_is_looked_at_in_a_dry_run_again(admin, source):
    first_import(source)
    edit = reverse(EventSource.snippet_viewset.get_url_name("edit"), args=[source.pk])
    fields = typed(organisation=source.organisation_id, address=source.address)
    admin.post(edit, fields | {"name": "Anders"})
    source.refresh_from_db()
    assert source.confirmed_at
    admin.post(edit, fields | {"address": "https://example.org/neu.ics"})
    source.refresh_from_db()
    assert (source.name, source.confirmed_at) == ("Kalender", None)


def test_the_address_is_not_changed_under_a_run(admin, source):
    """Its end would trust the new address unseen."""
    first_import(source)
    press(admin, "event_source_run", source)
    edit = reverse(EventSource.snippet_viewset.get_url_name("edit"), args=[source.pk])
    fields = typed(organisation=source.organisation_id, address="https://example.org/neu.ics")
    shown = admin.post(edit, fields).content.decode()
    assert "Diese Quelle wird gerade importiert" in shown
    assert EventSource.objects.get(pk=source.pk).address == source.address


def test_from_the_dry_run_to_public_events_and_back(admin, source):
    answer = press(admin, "event_source_run", source)
    assert answer.url == reverse("event_import", args=[newest().pk])
    waiting = admin.get(answer.url)
    assert waiting.headers["Refresh"]
    perform(newest())
    shown = page(admin, "event_import", newest())
    assert "Abend 3" in shown
    assert "Übernehmen" in shown
    assert "Refresh" not in admin.get(answer.url).headers
    press(admin, "event_import_take_over", newest())
    perform(newest())
    assert Event.objects.live().count() == 6
    assert "Abend 3" in page(admin, "event_import", newest())
    press(admin, "event_import_undo", newest())
    perform(newest())
    assert not Event.objects.live().exists()
    assert "6 rückgängig gemacht" in page(admin, "event_source", source)


def test_a_dry_run_that_is_not_wanted_leaves_nothing(admin, source):
    trial = run(source)
    ended_at = trial.ended_at
    press(admin, "event_import_discard", trial)
    assert newest().ended_at == ended_at  # the time until somebody decided is none of its work
    press(admin, "event_import_take_over", trial)
    assert not ImportRun.objects.active().exists()


def test_whoever_presses_twice_starts_one_run(admin, source):
    press(admin, "event_source_run", source)
    answer = press(admin, "event_source_run", source)
    assert answer.url == reverse("event_source", args=[source.pk])
    assert ImportRun.objects.count() == 1


def test_a_file_is_uploaded_and_shown(admin):
    source = make_source(kind="ics_file")
    file = SimpleUploadedFile("termine.ics", calendar(*SIX))
    press(admin, "event_source_upload", source, file=file)
    perform(newest())
    assert "Abend 5" in page(admin, "event_import", newest())
    answer = press(admin, "event_source_upload", source)
    assert list(answer.context["upload_form"].errors) == ["file"]


def test_a_source_is_paused_and_goes_on(admin, source):
    first_import(source)
    press(admin, "event_source_pause", source, paused="1")
    assert EventSource.objects.get().is_paused
    assert "pausiert" in page(admin, "event_source", source)
    press(admin, "event_source_pause", source, paused="0")
    assert not EventSource.objects.get().is_paused


def test_questions_are_answered_on_the_page_of_the_source(admin, source, here):
    first_import(source)
    event = Event.objects.get(external_id="0@example.org")
    event.title = "Unser Abend"
    event.save()
    here.shows(*SIX[2:], vevent(uid="0@example.org", title="Deren Abend"))
    run(source)
    shown = page(admin, "event_source", source)
    assert "2 Veranstaltungen warten auf Ihre Entscheidung." in shown
    assert "Aus der Quelle verschwunden" in shown
    assert "Unser Abend" in shown
    assert "Deren Abend" in shown
    missing = source.imported_events.missing().get()
    conflict = source.imported_events.in_conflict().get()
    fields = {"missing": missing.pk, f"missing-{missing.pk}": "withdraw"}
    fields |= {f"conflict-{conflict.pk}-title": "theirs"}
    press(admin, "event_source_decide", source, missing="9" * 30)  # decided about nothing
    press(admin, "event_source_decide", source, **fields)
    assert Event.objects.get(pk=event.pk).title == "Deren Abend"
    assert not Event.objects.get(external_id="1@example.org").live
    assert "Aus der Quelle verschwunden" not in page(admin, "event_source", source)


def test_many_questions_cost_no_more_queries(admin, source, here, django_assert_max_num_queries):
    first_import(source)

    def ask(*numbers):
        for number in numbers:
            event = Event.objects.get(external_id=f"{number}@example.org")
            event.title = f"Unser {number}"
            event.save()
        theirs = [vevent(uid=f"{n}@example.org", title=f"Deren {n}") for n in numbers]
        here.shows(*theirs, *SIX[len(numbers) :])
        run(source)

    ask(0)
    with django_assert_max_num_queries(60) as one:
        assert page(admin, "event_source", source).count("Deren") == 1
    ask(0, 1, 2, 3)
    with django_assert_max_num_queries(len(one)):
        assert page(admin, "event_source", source).count("Deren") == 4


def test_one_answer_for_all_that_vanished(admin, source, here):
    first_import(source)
    here.shows(*SIX[:1])
    accept(run(source))
    kept, *shown = source.imported_events.missing()[:4]
    answers = {"missing": [row.pk for row in (kept, *shown)], f"missing-{kept.pk}": "keep"}
    press(admin, "event_source_decide", source, **answers, **{"missing-all": "cancel"})
    # One of them was kept, one was not on the page.
    assert Event.objects.filter(status="cancelled").count() == 3
    assert source.imported_events.missing().count() == 1


def test_another_address_makes_a_waiting_dry_run_void(admin, source):
    trial = run(source)
    form = {"name": source.name, "email": source.email, "kind": source.kind, "active": "on"}
    form |= {"organisation": source.organisation_id, "rhythm": source.rhythm}
    address = reverse(EventSource.snippet_viewset.get_url_name("edit"), args=[source.pk])
    answer = admin.post(address, form | {"address": "https://example.org/other.ics"})
    assert answer.status_code == 302, answer.content.decode()
    trial.refresh_from_db()
    assert trial.state == "discarded"


def test_words_are_mapped_from_the_dry_run(admin, source, here):
    topic = make_topic(title="Digitalisierung")
    here.shows(vevent("CATEGORIES:EDV", "LOCATION:Haus 3", uid="1"))
    trial = run(source)
    assert "Haus 3 · EDV" in page(admin, "event_import", trial)
    place, category = EventMapping.objects.order_by("kind")
    fields = {
        "mapping-TOTAL_FORMS": "2",
        "mapping-INITIAL_FORMS": "2",
        "mapping-0-id": category.pk,
        "mapping-0-choice": f"is-{topic.pk}",
        "mapping-1-id": place.pk,
        "mapping-1-choice": "mapped",
        "mapping-1-venue": "Haus 3",
        "mapping-1-postcode": "",
    }
    assert press(admin, "event_source_words", source, **fields).status_code == 200  # told
    answer = press(
        admin, "event_source_words", source, **(fields | {"mapping-1-postcode": "34117"})
    )
    assert answer.url == reverse("event_import", args=[trial.pk])
    accept(trial)
    event = Event.objects.get()
    assert (list(event.topics.all()), event.postcode) == ([topic], "34117")
    shown = page(admin, "event_source_words", source)
    assert f'value="is-{topic.pk}" selected' in shown


def test_words_are_not_changed_under_a_run(admin, source, here):
    here.shows(vevent("CATEGORIES:EDV", uid="1"))
    run(source)
    press(admin, "event_source_run", source)
    row = EventMapping.objects.get()
    fields = {"mapping-TOTAL_FORMS": "1", "mapping-INITIAL_FORMS": "1", "mapping-0-id": row.pk}
    press(admin, "event_source_words", source, **fields, **{"mapping-0-choice": "left_out"})
    row.refresh_from_db()
    assert row.use == ""


def test_a_choice_that_is_no_more_is_told_and_nothing_is_made_up(admin, source, here):
    here.shows(vevent("CATEGORIES:EDV", uid="1"))
    run(source)
    row = EventMapping.objects.get()
    fields = {"mapping-TOTAL_FORMS": "1", "mapping-INITIAL_FORMS": "1", "mapping-0-id": row.pk}
    answer = press(admin, "event_source_words", source, **fields, **{"mapping-0-choice": "is-99"})
    assert "is-99" in answer.content.decode().partition("error-message")[2]
    forged = {"mapping-TOTAL_FORMS": "1", "mapping-INITIAL_FORMS": "0"}
    press(admin, "event_source_words", source, **forged, **{"mapping-0-choice": "left_out"})
    assert EventMapping.objects.get() == row


def test_a_site_of_the_organisation_is_an_address(admin, source, here):
    organisation = source.organisation
    site = Location.objects.create(
        organisation=organisation, street="Weg 1", postcode="34117", place="Kassel"
    )
    here.shows(vevent("LOCATION:Saal", uid="1"))
    trial = run(source)
    place = EventMapping.objects.get()
    fields = {
        "mapping-TOTAL_FORMS": "1",
        "mapping-INITIAL_FORMS": "1",
        "mapping-0-id": place.pk,
        "mapping-0-choice": f"site-{site.pk}",
        "mapping-0-venue": "Saal",
    }
    press(admin, "event_source_words", source, **fields)
    accept(trial)
    event = Event.objects.get()
    assert (event.venue, event.street, event.place) == ("Saal", "Weg 1", "Kassel")


def test_the_first_page_of_the_admin_names_sources_that_need_somebody(admin, source):
    home, address = reverse("wagtailadmin_home"), reverse("event_source", args=[source.pk])
    assert address not in admin.get(home).content.decode()
    run(source)
    html = admin.get(home).content.decode()
    assert f'href="{address}"' in html
    assert "Ein Probelauf wartet auf Ihre Entscheidung." in html


def test_the_list_tells_how_every_source_is_doing(admin, source, django_assert_max_num_queries):
    admin.get(LIST)
    with django_assert_max_num_queries(40) as one:
        admin.get(LIST)
    for _number in range(9):
        make_source(address="https://example.org/a.ics")
    with django_assert_max_num_queries(len(one)):
        assert "neu" in admin.get(LIST).content.decode()


def test_a_long_run_is_shown_in_pages_at_the_same_cost(
    admin, source, here, django_assert_max_num_queries
):
    trial = run(source)
    address = reverse("event_import", args=[trial.pk])
    admin.get(address)
    with django_assert_max_num_queries(40) as few:
        admin.get(address)
    here.shows(*[vevent(uid=str(n), title=f"Treffen {n}") for n in range(60)])
    trial = run(source)
    address = reverse("event_import", args=[trial.pk])
    with django_assert_max_num_queries(len(few)):
        assert "Seite 1 von 2" in admin.get(address).content.decode()
    assert "Treffen 59" in admin.get(f"{address}?p=2&action=new").content.decode()


def test_others_see_nothing_of_it(client, source):
    person = get_user_model().objects.create_user("redaktion", password="geheim")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    trial = run(source)
    assert client.get(reverse("event_source", args=[source.pk])).status_code == 404
    assert client.get(reverse("event_import", args=[trial.pk])).status_code == 404
    assert press(client, "event_import_take_over", trial).status_code == 404
    rights = ("view_organisation", "change_eventsource")
    person.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    assert client.get(reverse("event_source", args=[source.pk])).status_code == 404
    make_member(source.organisation, user=person)
    assert client.get(reverse("event_source", args=[source.pk])).status_code == 404  # it is new
    Trust.objects.create(organisation=source.organisation, level=Trust.Level.PROVEN)
    assert client.get(reverse("event_source", args=[source.pk])).status_code == 200
