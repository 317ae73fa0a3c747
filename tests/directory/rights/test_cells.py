"""Every cell of docs/rights.md through the admin: who may do what with every kind of record."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from directory.models import Organisation
from directory.rights import RIGHTS, Action, Rights, Role
from directory.rights_page import markdown
from events.models import Event
from tests.directory.rights.addresses import own_addresses
from tests.directory.rights.world import VISITOR

pytestmark = pytest.mark.django_db
PEOPLE = [*Role, VISITOR]
VIEWS = {
    Action.VIEW: "inspect",
    Action.EDIT: "edit",
    Action.PUBLISH: "revisions_unschedule",
    Action.WITHDRAW: "unpublish",
    Action.REVIEW: "workflow_preview",
    Action.LOCK: "lock",
    Action.DELETE: "delete",
}
ALSO = {  # further views that do the same, tried with the event
    Action.VIEW: (
        *("history", "history_results", "usage", "workflow_history", "workflow_history_detail"),
        *("revisions_view", "revisions_compare"),
    ),
    Action.EDIT: (
        *("copy", "preview_on_edit", "revisions_revert", "confirm_workflow_cancellation"),
        *("registration_admin_event", "registration_admin_people", "registration_admin_csv"),
    ),
    Action.REVIEW: ("workflow_action", "collect_workflow_action_data"),
    Action.LOCK: ("unlock",),
    Action.PUBLISH: ("event_source", "event_import", "course_source", "course_import"),
}
POSTED = {"lock", "unlock"}
cells = pytest.mark.parametrize("who", PEOPLE, ids=str)


def of_record(record, view):
    """The address of one of Wagtail's views of a record."""
    args = [record.pk]
    if view.startswith("revisions_"):
        args.append(record.latest_revision_id)
    if view == "revisions_compare":
        args[1:] = ["earliest", "latest"]
    if view == "workflow_history_detail":
        args.append(record.current_workflow_state.pk)
    if view == "workflow_preview":
        args.append(record.current_workflow_task.pk)
    if view.endswith(("workflow_action", "workflow_action_data")):
        args += ["approve", record.current_workflow_task_state.pk]
    return reverse(type(record).snippet_viewset.get_url_name(view), args=args)


def of_house(house, view):
    pages = {
        "registration_admin_event": [house.booked.pk],
        "registration_admin_people": [house.booked.pk, "once"],
        "registration_admin_csv": [house.booked.pk, "once"],
        "event_source": [house.source.pk],
        "event_import": [house.run.pk],
        "course_source": [house.course_source.pk],
        "course_import": [house.course_import.pk],
    }
    return reverse(view, args=pages[view]) if view in pages else of_record(house.event, view)


def may(action, who):
    return who in RIGHTS[action]


def ask(client, url, view):
    return client.post(url) if view in POSTED else client.get(url)


@cells
@pytest.mark.parametrize("action", Action)
def test_the_rights_themselves(world, action, who):
    for record in world.house.records:
        assert Rights(world.people[who]).may(action, record) is may(action, who)


@cells
@pytest.mark.parametrize("action", VIEWS)
def test_through_the_admin_with_every_kind_of_record(client, world, action, who):
    client.force_login(world.people[who])
    for record in world.house.records:
        answer = ask(client, of_record(record, VIEWS[action]), VIEWS[action])
        if may(action, who):
            assert answer.status_code in {200, 302}, record
        else:
            assert answer.status_code == 404, record


@cells
@pytest.mark.parametrize("action", ALSO)
def test_through_every_other_view_that_does_the_same(client, world, action, who):
    client.force_login(world.people[who])
    for view in ALSO[action]:
        answer = ask(client, of_house(world.house, view), view)
        if may(action, who):
            assert answer.status_code in {200, 302}, view
        else:
            assert answer.status_code == 404, view


@cells
def test_through_the_own_area_with_every_kind_of_record(client, world, who):
    client.force_login(world.people[who])
    for name, url in own_addresses(world.house):
        if name.startswith(("own_record ", "own_record_edit", "own_record_preview")):
            assert client.get(url).status_code == (200 if may(Action.EDIT, who) else 404), name


@cells
def test_a_list_shows_what_one_may_see_and_leads_only_where_one_may_go(client, world, who):
    client.force_login(world.people[who])
    for record in world.house.records:
        page = client.get(reverse(type(record).snippet_viewset.get_url_name("list")))
        text = page.content.decode()
        assert (record.title in text) is may(Action.VIEW, who)
        assert (of_record(record, "edit") in text) is may(Action.EDIT, who)
        assert (of_record(record, "delete") in text) is may(Action.DELETE, who)


@cells
def test_exports_hold_what_one_may_see(client, world, who):
    client.force_login(world.people[who])
    for kind in ("csv", "xlsx"):
        url = reverse(Event.snippet_viewset.get_url_name("list")) + f"?export={kind}"
        answer = client.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if kind == "csv":
            assert (world.house.draft.title.encode() in content) is may(Action.VIEW, who)


@cells
def test_deleting_several_at_once(client, world, who):
    client.force_login(world.people[who])
    event = world.house.draft
    url = reverse("wagtail_bulk_action", args=["events", "event", "delete"])
    for ids in (event.pk, "all"):
        answer = client.post(f"{url}?id={ids}&next=/admin/")
        assert answer.status_code in {302, 404, 403}
    assert Event.objects.filter(pk=event.pk).exists() is not may(Action.DELETE, who)


@cells
def test_a_bulk_page_names_nothing_that_one_may_not_see(client, world, who):
    client.force_login(world.people[who])
    url = reverse("wagtail_bulk_action", args=["events", "event", "delete"])
    answer = client.get(f"{url}?id={world.house.draft.pk}")
    assert (world.house.draft.title in answer.content.decode()) is may(Action.VIEW, who)


@cells
def test_publishing_in_the_editor(client, world, who):
    client.force_login(world.people[who])
    event = world.house.draft
    answer = client.post(of_record(event, "edit"), event_form(event, **{"action-publish": "1"}))
    event.refresh_from_db()
    assert event.live is may(Action.PUBLISH, who)
    if event.live:
        assert answer.status_code == 302
    elif may(Action.EDIT, who):
        assert "owner" in answer.context["form"].errors  # it is to be handed in
    else:
        assert answer.status_code == 404


@cells
def test_withdrawing_locking_and_deleting_happen(client, world, who):
    client.force_login(world.people[who])
    event = world.house.event
    client.post(of_record(event, "unpublish"))
    event.refresh_from_db()
    assert event.live is not may(Action.WITHDRAW, who)
    client.post(of_record(world.house.draft, "lock"))
    world.house.draft.refresh_from_db()
    assert world.house.draft.locked is may(Action.LOCK, who)
    world.house.draft.refresh_from_db()
    course = world.house.records[2]
    client.post(of_record(course, "delete"))
    assert type(course).objects.filter(pk=course.pk).exists() is not may(Action.DELETE, who)


@cells
def test_approving_in_the_admin(client, world, who):
    client.force_login(world.people[who])
    event = world.house.event
    client.post(of_record(event, "workflow_action"), {"comment": ""})
    event = Event.objects.get(pk=event.pk)
    assert (event.current_workflow_state is None) is may(Action.REVIEW, who)


def test_the_editor_offers_to_publish_only_those_who_may(client, world):
    url = of_record(world.house.draft, "edit")
    for who, offered in ((Role.EDITOR, False), (Role.PUBLISHER, True)):
        client.force_login(world.people[who])
        assert ("action-publish" in client.get(url).content.decode()) is offered


def event_form(event, **fields):
    start = event.starts_at.strftime("%Y-%m-%d")
    empty = ("date_changes", "registration_questions", "material")
    return {
        "title": event.title,
        "summary": "Ein Satz.",
        "starts_at": f"{start} 10:00",
        "ends_at": f"{start} 12:00",
        "time_zone": "Europe/Berlin",
        "kind": event.kind,
        "status": "scheduled",
        "attendance_mode": "offline",
        "venue": "Stadthalle",
        "owner": event.owner_id,
        "renewal_months": "12",
        "language": "de",
        "licence": "CC-BY-4.0",
        "registration_mode": "elsewhere",
        "registration_closes_hours": "0",
        "registration_keep_days": "30",
        **{f"{name}-{part}_FORMS": "0" for name in empty for part in ("TOTAL", "INITIAL")},
        **fields,
    }


def test_the_page_says_what_the_code_says(settings):
    page = (settings.BASE_DIR / "docs" / "rights.md").read_text()
    assert page == markdown(), "Run: manage.py show_rights > docs/rights.md"


def test_the_command_prints_the_page(capsys):
    call_command("show_rights")
    assert capsys.readouterr().out == markdown()


def test_an_entry_of_an_organisation_belongs_to_itself(world):
    owner = Rights(world.people[Role.OWNER])
    assert set(owner.among(Action.EDIT, Organisation.objects.all())) == {world.house.organisation}
