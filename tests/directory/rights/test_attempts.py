"""Ids of others in every address and every form field of the admin, and requests that write."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from wagtail.models import Revision, TaskState, WorkflowState

from courses.models import CourseImport, CourseSource
from directory.models import (
    Membership,
    Moderator,
    Organisation,
    Relation,
    Topic,
    Trust,
)
from directory.own_area import kinds
from directory.rights import Role
from events.models import Event, EventSource, Registration, SameEvent
from hub.groups import PUBLISHERS, REVIEWERS
from tests.advisory.requests.factories import make_entrance
from tests.directory.own_area.sending import opened
from tests.directory.rights.addresses import (
    NO_RECORDS,
    OWN_PAGES,
    REPORTS,
    SAFE,
    admin_names,
    copies,
    own_addresses,
    record_addresses,
)
from tests.directory.rights.test_cells import event_form, of_record
from tests.directory.rights.world import House
from tests.factories import make_event, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def other(world):
    """A house with which none of the people below has anything to do."""
    return House("Fremdes", world.other_topic)


@pytest.fixture(scope="module")
def outsiders(world, other):
    """People with every right over kinds of records, but none over those of the other house."""
    people = {role: world.people[role] for role in Role if role is not Role.OPERATOR}
    publisher = make_organisation(title="Verlagshaus")
    Trust.objects.create(organisation=publisher, level=Trust.Level.PUBLISHER, may_vouch=True)
    people["staff"] = make_member(publisher)
    people["staff"].groups.add(*Group.objects.filter(name__in=(PUBLISHERS, REVIEWERS)))
    return people


def state():
    """What an attempt would change."""
    return [
        list(Event.objects.order_by("pk").values()),
        list(Organisation.objects.order_by("pk").values()),
        list(EventSource.objects.order_by("pk").values()),
        list(CourseSource.objects.order_by("pk").values()),
        list(Registration.objects.order_by("pk").values()),
        list(SameEvent.objects.order_by("pk").values()),
        list(Relation.objects.order_by("pk").values()),
        Revision.objects.count(),
        list(TaskState.objects.order_by("pk").values("status")),
        list(WorkflowState.objects.order_by("pk").values("status")),
    ]


def test_every_address_of_the_admin_is_known():
    """Whoever adds a page of records to the admin says here, or in OWN_PAGES, who may see it."""
    kinds = set()
    for model in (Organisation, EventSource, CourseSource, *records()):
        viewset = model.snippet_viewset
        kinds |= {viewset.url_namespace, viewset.get_chooser_admin_url_namespace()}
    free = {f"wagtailsnippet{part}_{kind}" for part in ("s", "choosers") for kind in NO_RECORDS}
    unknown = {
        (space, name)
        for space, name, _address in admin_names()
        if space not in kinds | free
        and (space.split(":")[0] not in SAFE if space else name not in SAFE | OWN_PAGES.keys())
    }
    assert not unknown


def records():
    from wagtail.snippets.models import get_snippet_models

    from directory.models import Listing

    return [model for model in get_snippet_models() if issubclass(model, Listing)]


@pytest.mark.parametrize("who", [*(r for r in Role if r is not Role.OPERATOR), "staff"], ids=str)
def test_the_ids_of_others_are_not_found_in_any_address(client, other, outsiders, who):
    client.force_login(outsiders[who])
    before = state()
    tried = dict(record_addresses(other))
    assert len(tried) > 120
    for name, url in tried.items():
        assert client.get(url).status_code in {404, 405}, name
        if who in {Role.OWNER, "staff"}:
            assert client.post(url, {"action": "keep_main"}).status_code in {404, 405}, name
    assert state() == before


@pytest.mark.parametrize("who", [*(r for r in Role if r is not Role.OPERATOR), "staff"], ids=str)
def test_the_ids_of_others_are_not_found_in_the_own_area(client, other, outsiders, who):
    client.force_login(outsiders[who])
    before = state()
    tried = dict(own_addresses(other))
    assert len(tried) > 20
    for name, url in tried.items():
        assert client.get(url).status_code in {404, 405}, name
        assert client.post(url, {"title": "Gekapert"}).status_code in {404, 405}, name
    acts_for_some = bool(outsiders[who].memberships.exists())
    for url in copies(other):
        assert client.get(url).status_code == (404 if acts_for_some else 302), url
    assert state() == before


def test_nothing_of_others_is_listed_in_the_own_area(client, other, outsiders):
    client.force_login(outsiders["staff"])
    house = other.organisation.pk
    for kind in kinds.all_kinds():
        for name in ("own_records", "own_archive", "own_record_new"):
            url = reverse(name, args=[kind.name])
            for query in ("", "?q=fremd", f"?organisation={house}"):
                answer = client.get(url + query)
                assert not answer.context.get("rows"), url
                assert other.organisation.title not in answer.content.decode()


def test_a_new_record_of_the_own_area_is_not_given_to_others(client, other, outsiders):
    client.force_login(outsiders["staff"])
    before = state()
    for kind in kinds.all_kinds():
        url = reverse("own_record_new", args=[kind.name])
        for owner in (other.organisation.pk, other.hidden.pk, ""):
            answer = client.post(url, opened(client, url) | {"title": "Neu", "owner": owner})
            refused(answer, "owner")
            assert other.hidden.title not in answer.content.decode()
    assert state() == before


def test_visitors_without_an_account__are_asked_to_sign_in_everywhere(client, other):
    before = state()
    for name, url in record_addresses(other):
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code == 302, name
            assert answer.url.startswith("/admin/login/"), name
    assert state() == before


def test_an_account_without_a_group_does_not_enter(client, world):
    client.force_login(make_member(world.house.organisation))
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    for record in world.house.records:
        assert client.get(of_record(record, "edit")).status_code == 302


def test_reports_of_all_records_are_for_operators(client, world, outsiders):
    for who, status in ((world.people[Role.OPERATOR], 200), (outsiders["staff"], 404)):
        client.force_login(who)
        for name in REPORTS:
            for part in ("", "_results"):
                url = reverse(f"wagtailadmin_reports:{name}{part}")
                assert client.get(url).status_code == status


def test_rules_and_entrances_of_requests_are_for_operators(client, world, outsiders):
    entrance = make_entrance()
    urls = [reverse("request_entrance_hand_over", args=[entrance.pk])]
    urls += [reverse("request_rules_report"), reverse("request_test_desk")]
    for who, status in ((world.people[Role.OPERATOR], 200), (outsiders["staff"], 404)):
        client.force_login(who)
        assert [client.get(url).status_code for url in urls] == [status] * 3


def test_nothing_of_others_is_listed_found_or_chosen(client, other, outsiders):
    client.force_login(outsiders["staff"])
    secret = [other.draft.title, other.hidden.title, other.source.name, other.course_source.name]
    pages = [reverse("event_templates"), reverse("same_events"), reverse("wagtailadmin_home")]
    for model in {*records(), EventSource, CourseSource}:
        viewset = model.snippet_viewset
        for view in ("list", "list_results"):
            pages.append(reverse(viewset.get_url_name(view)) + "?q=Fremdes")
        for view in ("choose", "choose_results"):
            pages.append(reverse(viewset.chooser_viewset.get_url_name(view)) + "?q=Fremdes")
    for url in pages:
        text = client.get(url).content.decode()
        assert not [title for title in secret if title in text], url
    chooser = Organisation.snippet_viewset.chooser_viewset
    url = reverse(chooser.get_url_name("choose_results")) + "?q=Fremdes"
    assert other.organisation.title in client.get(url).content.decode()  # it is public
    url = reverse(chooser.get_url_name("chosen_multiple"))
    ids = f"?id={other.organisation.pk}&id={other.hidden.pk}"
    assert other.hidden.title not in client.get(url + ids).content.decode()


def test_somebody_who_edits_is_not_told_of_the_drafts_of_others_at_work(client, other, outsiders):
    client.force_login(outsiders["staff"])
    url = reverse("wagtailadmin_editing_sessions:ping", args=["events", "event", other.draft.pk, 1])
    assert client.post(url).status_code == 404


# --- Fields of forms --------------------------------------------------------------------------


@pytest.fixture
def staff(client, outsiders):
    client.force_login(outsiders["staff"])
    return client


@pytest.fixture
def own(outsiders):
    house = Membership.objects.get(user=outsiders["staff"]).organisation
    return make_event(title="Eigenes", owner=house)


def refused(answer, *fields):
    assert answer.status_code == 200
    form = answer.context["form"]
    assert set(fields) <= set(form.errors), form.errors


@pytest.mark.parametrize("action", ["action-publish", "action-submit", "nothing"])
def test_a_record_is_not_given_to_others(staff, other, own, action):
    before = state()
    for url in (of_record(own, "edit"), reverse(Event.snippet_viewset.get_url_name("add"))):
        typed = event_form(own, owner=other.organisation.pk, **{action: "1"})
        refused(staff.post(url, typed), "owner")
        refused(staff.post(url, event_form(own, owner=other.hidden.pk, **{action: "1"})), "owner")
        refused(staff.post(url, event_form(own, owner="", **{action: "1"})), "owner")
    assert state() == before


def test_further_organisers_are_public_or_ones_own(staff, other, own):
    url = of_record(own, "edit")
    typed = event_form(own, further_organisers=[other.hidden.pk])
    refused(staff.post(url, typed), "further_organisers")
    typed = event_form(own, further_organisers=[other.organisation.pk])
    assert staff.post(url, typed).status_code == 302


def test_the_source_of_events_belongs_to_ones_own_house(staff, other, own):
    before = state()
    typed = {
        "name": "Kalender",
        "organisation": other.organisation.pk,
        "kind": "ics_address",
        "address": "https://www.example.org/x.ics",
        "rhythm": "daily",
        "email": "x@example.org",
    }
    add = reverse(EventSource.snippet_viewset.get_url_name("add"))
    refused(staff.post(add, typed), "organisation")
    mine = EventSource.objects.create(**(typed | {"organisation": own.owner, "name": "Mein"}))
    edit = reverse(EventSource.snippet_viewset.get_url_name("edit"), args=[mine.pk])
    refused(staff.post(edit, typed), "organisation")
    mine.delete()
    assert state() == before


def test_the_source_of_courses_belongs_to_ones_own_house(staff, other, own):
    before = state()
    typed = {
        "name": "Programm",
        "organisation": other.organisation.pk,
        "format": "moochub",
        "address": "https://www.example.org/x.json",
        "rhythm": "daily",
        "email": "x@example.org",
    }
    add = reverse(CourseSource.snippet_viewset.get_url_name("add"))
    refused(staff.post(add, typed), "organisation")
    mine = CourseSource.objects.create(**(typed | {"organisation": own.owner, "name": "Mein"}))
    edit = reverse(CourseSource.snippet_viewset.get_url_name("edit"), args=[mine.pk])
    refused(staff.post(edit, typed), "organisation")
    mine.delete()
    assert state() == before


def test_a_file_of_courses_is_handed_in_for_ones_own_house_alone(staff, other, own):
    file = SimpleUploadedFile("kurse.csv", b"Titel\nFremder Kurs\n")
    typed = {"organisation": other.organisation.pk, "file": file}
    answer = staff.post(reverse("course_imports"), typed)
    assert answer.context["form"].errors.keys() == {"organisation"}
    assert other.course_import.file_name not in answer.content.decode()
    assert CourseImport.objects.count() == 2


def organisation_form(organisation, *, relations=(), **fields):
    empty = ("locations", "contact_points", "social_links")
    rows = {}
    for number, (kind, target) in enumerate(relations):
        rows |= {
            f"relations_out-{number}-kind": kind,
            f"relations_out-{number}-target": target.pk,
            f"relations_out-{number}-id": "",
        }
    return {
        "title": organisation.title if organisation else "Neue Abteilung",
        "summary": "Ein Satz.",
        "kind": "company",
        "renewal_months": "12",
        "language": "de",
        "licence": "CC-BY-4.0",
        **{f"{name}-{part}_FORMS": "0" for name in empty for part in ("TOTAL", "INITIAL")},
        "relations_out-TOTAL_FORMS": str(len(relations)),
        "relations_out-INITIAL_FORMS": "0",
        **rows,
        **fields,
    }


def test_a_relation_names_no_hidden_organisation(staff, other, own):
    url = of_record(own.owner, "edit")
    typed = organisation_form(own.owner, relations=[("funds", other.hidden)])
    assert staff.post(url, typed).status_code == 200
    assert not Revision.objects.for_instance(own.owner).exists()
    typed = organisation_form(own.owner, relations=[("funds", other.organisation)])
    assert staff.post(url, typed).status_code == 302


def test_a_new_organisation_is_part_of_ones_own(staff, other, own):
    add = reverse(Organisation.snippet_viewset.get_url_name("add"))
    before = state()
    for relations in ([], [("part_of", other.organisation)], [("cooperates_with", own.owner)]):
        answer = staff.post(add, organisation_form(None, relations=relations))
        assert answer.status_code == 200
        assert "Organisation" in answer.content.decode()
        assert state() == before
    typed = organisation_form(None, relations=[("part_of", own.owner)])
    assert staff.post(add, typed | {"action-publish": "1"}).status_code == 302
    assert Organisation.objects.get(title="Neue Abteilung").live


def test_publishing_asks_for_the_right_over_the_named_owner_too(client, world, outsiders):
    """Editor of a new house and publisher of another: nothing goes past the review of the new."""
    person = outsiders["staff"]
    trusted = Membership.objects.get(user=person).organisation
    new = make_organisation(title="Ganz neu")
    make_member(new, user=person, role=Membership.Role.EDITOR)
    event = make_event(title="Eigenes", owner=trusted)
    client.force_login(person)
    typed = event_form(event, owner=new.pk, **{"action-publish": "1"})
    refused(client.post(of_record(event, "edit"), typed), "owner")
    event.refresh_from_db()
    assert event.owner == trusted
    assert client.post(of_record(event, "edit"), event_form(event, owner=new.pk)).status_code == 302


def test_deleting_several_leaves_those_of_others(staff, other, own):
    url = reverse("wagtail_bulk_action", args=["events", "event", "delete"])
    staff.post(f"{url}?id={own.pk}&id={other.draft.pk}&id={other.event.pk}")
    assert not Event.objects.filter(pk=own.pk).exists()
    assert Event.objects.filter(pk__in=[other.draft.pk, other.event.pk]).count() == 2
    assert staff.post(f"{url}?id={other.draft.pk}").status_code == 404
    assert staff.post(f"{url}?id=x").status_code == 404


def test_groups_follow_memberships_trust_and_moderators(world):
    """Nobody puts people into these groups, and nobody forgets to take them out."""
    organisation = make_organisation()
    member, moderator = make_member(organisation), make_person()

    def groups(person):
        return set(person.groups.values_list("name", flat=True))

    assert groups(member) == set()
    trust = Trust.objects.create(organisation=organisation, level=Trust.Level.PROVEN)
    assert groups(member) == {PUBLISHERS}
    assert groups(make_member(organisation)) == {PUBLISHERS}
    trust.may_vouch, trust.level = True, Trust.Level.NEW
    trust.save()
    assert groups(member) == {REVIEWERS}
    Membership.objects.get(user=member).delete()
    assert groups(member) == set()
    row = Moderator.objects.create(user=moderator)
    assert groups(moderator) == {REVIEWERS}
    row.delete()
    assert groups(moderator) == set()
    assert AnonymousUser().get_all_permissions() == set()


def test_setting_up_twice_gives_the_same_groups(world):
    from hub.management.commands.set_up_hub import Command

    def rights():
        rows = Group.objects.filter(name__in=(PUBLISHERS, REVIEWERS))
        return {
            group.name: set(group.permissions.values_list("codename", flat=True)) for group in rows
        }

    before = rights()
    Command().ensure_groups()
    assert rights() == before
    assert {"access_admin", "publish_event", "view_eventsource"} <= before[PUBLISHERS]
    assert {"access_admin", "lock_event"} <= before[REVIEWERS]
    assert "change_event" not in before[REVIEWERS]
    assert not {right for right in before[PUBLISHERS] if "topic" in right or "user" in right}


# --- Reading writes nothing -------------------------------------------------------------------

WRITES_OF_READING = {
    "django_session": "signing in",
    "hub_cache": "the cache",
    "wagtailusers_userprofile": "Wagtail keeps how somebody likes the admin",
    "wagtailadmin_editingsession": "Wagtail notes who has an editor open, so that two can see it",
}


def test_no_get_of_the_admin_writes(client, world):
    """Every address, with ids of records that exist, by somebody who may everything."""
    client.force_login(world.people[Role.OPERATOR])
    written = []

    def watch(execute, sql, params, many, context):
        found = re.match(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', sql, re.IGNORECASE)
        if found and found[2] not in WRITES_OF_READING:
            written.append((url, sql[:200]))
        return execute(sql, params, many, context)

    urls = {url for name, url in record_addresses(world.house)}
    plain = {
        "/" + address
        for _space, _name, address in admin_names()
        if not re.search(r"[<^(]", address) and "failwhale" not in address
    }
    assert len(plain) > 100
    with connection.execute_wrapper(watch):
        for url in sorted(urls | plain):
            client.get(url)
    assert not written


def test_topics_stay_as_they_are():
    assert Topic._meta.label_lower not in {model._meta.label_lower for model in records()}
