"""The list “Same events?” for editors."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from events.models import Event, SameEvent
from events.same.joining import join
from tests.factories import make_event, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
START = datetime(2031, 3, 4, 17, tzinfo=UTC)


@pytest.fixture
def admin(client):
    person = get_user_model().objects.create_superuser("admin", "admin@example.org", "geheim")
    client.force_login(person)
    return client


def make_pair(**fields):
    main, other = (make_event(title=title, starts_at=START) for title in ("Alpha", "Beta"))
    return SameEvent.objects.create(main=main, other=other, likeness=0.8, **fields)


def decide(client, pair, action):
    return client.post(reverse("decide_same_event", args=[pair.pk]), {"action": action})


def public():
    return set(Event.objects.live().values_list("title", flat=True))


def test_the_list_leads_to_both_and_names_their_sources(admin):
    pair = make_pair()
    page = admin.get(reverse("same_events")).content.decode()
    for event in (pair.main, pair.other):
        edit = reverse(Event.snippet_viewset.get_url_name("edit"), args=[event.pk])
        assert f'href="{edit}"' in page
    assert "80 %" in page
    assert reverse("same_events") in admin.get("/admin/").content.decode()


@pytest.mark.parametrize(("action", "left"), [("keep_main", "Alpha"), ("keep_other", "Beta")])
def test_either_of_both_can_stay(admin, action, left):
    pair = make_pair()
    assert decide(admin, pair, action).url == reverse("same_events")
    assert public() == {left}
    assert SameEvent.objects.get().decided_by.username == "admin"
    assert not admin.get(reverse("same_events")).context["page"].object_list
    page = admin.get(reverse("same_events") + "?joined=1")
    assert [pair.main.title for pair in page.context["page"].object_list] == [left]
    edit = reverse(
        Event.snippet_viewset.get_url_name("edit"), args=[SameEvent.objects.get().other_id]
    )
    assert "zusammengelegt" in admin.get(edit).content.decode()


def test_joined_ones_are_parted_and_others_are_noted_as_different(admin):
    pair = make_pair()
    decide(admin, pair, "keep_main")
    answer = admin.post(
        reverse("decide_same_event", args=[SameEvent.objects.get().pk]),
        {"action": "apart"},
        follow=True,
    )
    assert "Wieder getrennt" in answer.content.decode()
    assert public() == {"Alpha", "Beta"}
    assert SameEvent.objects.get().verdict == "different"
    answer = admin.get(reverse("same_events"))
    assert "nichts zu entscheiden" in answer.content.decode()


def test_two_people_who_decide_at_once_do_no_harm(admin):
    pair = make_pair()
    decide(admin, pair, "keep_main")
    decide(admin, pair, "keep_other")
    assert public() == {"Alpha"}
    assert SameEvent.objects.count() == 1
    SameEvent.objects.all().delete()
    assert decide(admin, pair, "keep_main").status_code == 404


def test_only_who_may_edit_both_decides(client):
    pair = make_pair()
    person = get_user_model().objects.create_user("gast", password="geheim")
    group = Group.objects.create(name="Nur ansehen")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    person.groups.add(group)
    client.force_login(person)
    assert not client.get(reverse("same_events")).context["page"].object_list
    assert decide(client, pair, "keep_main").status_code == 404
    assert public() == {"Alpha", "Beta"}


def test_the_list_asks_as_often_with_ten_pairs_as_with_one(admin, django_assert_max_num_queries):
    owner = make_organisation()
    make_pair()
    admin.get(reverse("same_events"))
    with django_assert_max_num_queries(20) as first:
        admin.get(reverse("same_events"))
    for _number in range(10):
        make_pair()
    Event.objects.update(owner=owner)
    with django_assert_max_num_queries(len(first)):
        admin.get(reverse("same_events"))


def test_an_event_that_tells_of_another_says_so_in_the_editor(admin):
    main, other = (make_event(title=title, starts_at=START) for title in ("Alpha", "Beta"))
    join(main=main, other=other)
    listed = admin.get(reverse(Event.snippet_viewset.get_url_name("list"))).content.decode()
    assert "zusammengelegt" in listed
