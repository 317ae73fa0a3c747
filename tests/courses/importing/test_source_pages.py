"""What a secretary does with sources of courses in the admin.

What the pages of every source do is tested with those of events.
"""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.importing import actions
from courses.models import Course, CourseImport, CourseMapping, CourseSource
from directory.models import Trust
from tests.courses.importing import files
from tests.courses.importing.provider import (
    SIX,
    accept,
    course,
    first_import,
    make_source,
    named,
    perform,
    provider,
    run,
)
from tests.factories import make_member, make_organisation, make_topic

pytestmark = pytest.mark.django_db
LIST = reverse(CourseSource.snippet_viewset.get_url_name("list"))
ADD = reverse(CourseSource.snippet_viewset.get_url_name("add"))
HEADER = f"{files.HEADER};Schlagworte;Kursart"


@pytest.fixture
def admin(client):
    person = get_user_model().objects.create_superuser("admin", "chefin@example.org", "geheim")
    client.force_login(person)
    return client


@pytest.fixture
def here():
    with provider() as there:
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
    return CourseImport.objects.first()


def typed(**fields):
    return {
        "name": "Programm",
        "organisation": make_organisation().pk,
        "format": "moochub",
        "address": "https://example.org/kurse.json",
        "rhythm": "daily",
        "email": "a@example.org",
        **fields,
    }


def test_a_source_is_begun_in_the_admin_and_leads_to_its_page(admin):
    assert 'value="chefin@example.org"' in admin.get(ADD).content.decode()
    answer = admin.post(ADD, typed())
    source = CourseSource.objects.get()
    assert answer.url == reverse("course_source", args=[source.pk])
    assert "Probelauf" in page(admin, "course_source", source)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"address": ""}, "address"),
        ({"address": "kurse"}, "address"),
        ({"address": "https://example.org:22/a.json"}, "address"),
        ({"email": ""}, "email"),
        ({"organisation": ""}, "organisation"),
    ],
)
def test_wrong_settings_are_told_at_their_field(admin, fields, field):
    answer = admin.post(ADD, typed(**fields))
    assert list(answer.context["form"].errors) == [field]


def test_another_address_is_looked_at_in_a_dry_run_again(admin, source):
    first_import(source)
    trial = run(source, purpose="trial")
    CourseSource.objects.update(address="https://example.org/kurse.csv")
    edit = reverse(CourseSource.snippet_viewset.get_url_name("edit"), args=[source.pk])
    fields = typed(organisation=source.organisation_id, format="csv")
    fields |= {"address": "https://example.org/kurse.csv"}
    assert admin.post(edit, fields | {"name": "Anders"}).status_code == 302
    source.refresh_from_db()
    assert (source.name, bool(source.confirmed_at)) == ("Anders", True)
    assert admin.post(edit, fields | {"format": "xml"}).status_code == 302
    source.refresh_from_db()
    trial.refresh_from_db()
    assert (source.confirmed_at, trial.state) == (None, "discarded")


def test_from_the_dry_run_to_public_courses_and_back(admin, source):
    answer = press(admin, "course_source_run", source)
    assert answer.url == reverse("course_import", args=[newest().pk])
    assert admin.get(answer.url).headers["Refresh"]
    perform(newest())
    shown = page(admin, "course_import", newest())
    assert "Kurs 3" in shown
    assert "Übernehmen" in shown
    press(admin, "course_import_take_over", newest())
    perform(newest())
    assert Course.objects.live().count() == 6
    press(admin, "course_import_undo", newest())
    perform(newest())
    assert not Course.objects.live().exists()
    assert "6 rückgängig gemacht" in page(admin, "course_source", source)


def test_questions_are_answered_on_the_page_of_the_source(admin, source, here):
    first_import(source)
    found = named(0)
    found.title = "Unser Kurs"
    found.save()
    here.shows(course(0, "Deren Kurs"), *SIX[2:])
    done = run(source)
    address = reverse("course_source", args=[source.pk])
    assert address in page(admin, "course_import", done)
    shown = page(admin, "course_source", source)
    assert "2 Kurse warten auf Ihre Entscheidung." in shown
    assert "Aus der Quelle verschwunden" in shown
    assert "Unser Kurs" in shown
    assert "Deren Kurs" in shown
    missing = source.imported_courses.missing().get()
    conflict = source.imported_courses.in_conflict().get()
    press(admin, "course_source_decide", source, missing=missing.pk)  # nothing chosen
    assert source.imported_courses.missing().exists()
    fields = {"missing": missing.pk, f"missing-{missing.pk}": "withdraw"}
    press(
        admin,
        "course_source_decide",
        source,
        **fields,
        **{f"conflict-{conflict.pk}-title": "theirs"},
    )
    assert named(0).title == "Deren Kurs"
    assert not named(1).live
    assert "Aus der Quelle verschwunden" not in page(admin, "course_source", source)


def test_many_questions_cost_no_more_queries(admin, source, here, django_assert_max_num_queries):
    first_import(source)

    def ask(*numbers):
        for number in numbers:
            Course.objects.filter(external_id=f"K{number}").update(title=f"Unser {number}")
        here.shows(*[course(n, f"Deren {n}") for n in numbers], *SIX[len(numbers) :])
        run(source)

    ask(0)
    page(admin, "course_source", source)
    with django_assert_max_num_queries(60) as one:
        assert page(admin, "course_source", source).count("Deren") == 1
    ask(0, 1, 2, 3)
    with django_assert_max_num_queries(len(one)):
        assert page(admin, "course_source", source).count("Deren") == 4


def test_questions_about_files_are_answered_as_well(admin):
    house = make_organisation()

    def import_file(*rows):
        data = files.table(*rows)
        accept(perform(actions.hand_in(organisation=house, data=data, file_name="a", person=None)))

    import_file(*SIX)
    import_file(*SIX[1:])
    source = house.course_sources.get()
    address = reverse("course_source", args=[source.pk])
    assert address in admin.get(reverse("course_imports")).content.decode()
    assert "Kurs 0" in page(admin, "course_source", source)
    missing = source.imported_courses.missing().get()
    fields = {"missing": missing.pk, f"missing-{missing.pk}": "keep"}
    press(admin, "course_source_decide", source, **fields)
    assert address not in admin.get(reverse("course_imports")).content.decode()
    file = SimpleUploadedFile("kurse.csv", files.table(*SIX))
    answer = press(admin, "course_source_upload", source, file=file)
    assert answer.url == reverse("course_import", args=[newest().pk])
    assert newest().file_name == "kurse.csv"
    assert list(admin.get(LIST).context["object_list"]) == []  # it has no address


def test_words_are_mapped_from_the_dry_run(admin, source, here):
    topic = make_topic(title="Digitalisierung")
    here.shows(course(0, tags="EDV", kind="Abendschule"), header=HEADER)
    trial = run(source)
    shown = page(admin, "course_import", trial)
    assert "EDV" in shown
    assert "Abendschule" in shown
    kind, word = CourseMapping.objects.order_by("kind")
    fields = {
        "mapping-TOTAL_FORMS": "2",
        "mapping-INITIAL_FORMS": "2",
        "mapping-0-id": kind.pk,
        "mapping-0-choice": "is-language_course",
        "mapping-1-id": word.pk,
        "mapping-1-choice": "is-no-topic",
    }
    assert press(admin, "course_source_words", source, **fields).status_code == 200  # told
    fields["mapping-1-choice"] = f"is-{topic.pk}"
    answer = press(admin, "course_source_words", source, **fields)
    assert answer.url == reverse("course_import", args=[trial.pk])
    accept(trial)
    assert (list(named(0).topics.all()), named(0).kind) == ([topic], "language_course")
    shown = page(admin, "course_source_words", source)
    assert f'value="is-{topic.pk}" selected' in shown
    assert 'value="is-language_course" selected' in shown


def test_the_first_page_of_the_admin_names_sources_that_need_somebody(admin, source):
    home, address = reverse("wagtailadmin_home"), reverse("course_source", args=[source.pk])
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
        make_source(address="https://example.org/a.csv")
    with django_assert_max_num_queries(len(one)):
        assert "neu" in admin.get(LIST).content.decode()


def test_others_see_nothing_of_it(client, source):
    person = get_user_model().objects.create_user("redaktion", password="geheim")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    trial = run(source)
    assert client.get(reverse("course_source", args=[source.pk])).status_code == 404
    assert client.get(reverse("course_import", args=[trial.pk])).status_code == 404
    assert press(client, "course_import_take_over", trial).status_code == 404
    rights = ("view_organisation", "change_coursesource")
    person.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    make_member(source.organisation, user=person)
    assert client.get(reverse("course_source", args=[source.pk])).status_code == 404  # it is new
    Trust.objects.create(organisation=source.organisation, level=Trust.Level.PROVEN)
    assert client.get(reverse("course_source", args=[source.pk])).status_code == 200
