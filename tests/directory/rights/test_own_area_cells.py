"""The cells of docs/rights.md in the own area: what is sent there happens, or nothing does."""

import pytest
from django.urls import reverse

from directory.models import Organisation, Posting
from directory.own_area import kinds
from directory.rights import Action, Role
from tests.directory.own_area.sending import opened
from tests.directory.rights.test_front_door import cells, may, seen

pytestmark = pytest.mark.django_db
ACTS_FOR = {Role.EDITOR, Role.OWNER, Role.PUBLISHER}  # operators act for their own houses only


@pytest.fixture
def published(world):
    """One public record of each kind that the house publishes; none is in review."""
    records = [stored(record) for record in world.house.records[1:]]
    for record in records:
        record.current_workflow_state.cancel()
    return [record for record in records if not isinstance(record, Posting)]


def stored(record):
    return type(record)._base_manager.get(pk=record.pk)


def address(name, record):
    return reverse(name, args=[kinds.of_model(type(record)).name, record.pk])


@cells
def test_handing_in_and_publishing(client, world, published, who):
    client.force_login(world.people[who])
    for record in published:
        url = address("own_record_edit", record)
        assert seen(client.get(url), 404) is may(Action.EDIT, who), record
        typed = opened(client, url) if may(Action.EDIT, who) else {"do": "submit"}
        client.post(url, typed | {"title": "Neuer Titel", "live": "on", "locked": "on"})
        now = stored(record)
        assert (now.title == "Neuer Titel") is may(Action.PUBLISH, who), record
        waits = may(Action.EDIT, who) and not may(Action.PUBLISH, who)
        assert bool(now.current_workflow_state) is waits, record
        assert not now.locked


@cells
def test_entering_something_for_a_house(client, world, published, who):
    """Without a house of one's own one is led to where it says how to get one."""
    client.force_login(world.people[who])
    house = world.house.organisation
    for kind in kinds.all_kinds():
        url = reverse("own_record_new", args=[kind.name])
        example = next(record for record in published if isinstance(record, kind.model))
        if who in ACTS_FOR:
            answer = client.get(f"{url}?copy={example.pk}")
            typed = opened(client, f"{url}?copy={example.pk}")
            typed |= {name: "2047-03-01T10:00" for name in typed if name.startswith("starts_at")}
            typed |= {name: "2047-03-01T12:00" for name in typed if name.startswith("ends_at")}
            assert answer.status_code == 200
        else:
            typed = {}
        before = set(kind.model._base_manager.values_list("pk", flat=True))
        client.post(url, typed | {"owner": house.pk, "title": "Etwas Neues", "do": "submit"})
        made = kind.model._base_manager.exclude(pk__in=before)
        assert made.exists() is (who in ACTS_FOR), kind.name
        assert made.filter(live=True).exists() is (who is Role.PUBLISHER), kind.name


@cells
def test_withdrawing_and_taking_out_of_the_archive(client, world, published, who):
    client.force_login(world.people[who])
    both = may(Action.EDIT, who) and may(Action.WITHDRAW, who)
    for record in published:
        assert seen(client.post(address("own_record_put_away", record)), 404) is both, record
        assert stored(record).live is not both, record
        type(record)._base_manager.filter(pk=record.pk).update(live=False, expired=True)
        answer = client.post(address("own_record_bring_back", record))
        assert seen(answer, 404) is may(Action.EDIT, who), record
        assert stored(record).expired is not may(Action.EDIT, who), record


@cells
def test_withdrawing_the_entry_itself(client, world, who):
    client.force_login(world.people[who])
    organisation = world.house.organisation
    url = reverse("own_organisation_withdraw", args=[organisation.slug])
    both = may(Action.EDIT, who) and may(Action.WITHDRAW, who)
    assert seen(client.get(url), 404) is both
    assert stored(organisation).live
    assert seen(client.post(url), 404) is both
    now = stored(organisation)
    assert now.live is not both
    assert (now.current_workflow_state is None) is both


def test_a_locked_entry_is_not_withdrawn(client, world):
    client.force_login(world.people[Role.OWNER])
    organisation = world.house.organisation
    Organisation.objects.filter(pk=organisation.pk).update(locked=True)
    client.post(reverse("own_organisation_withdraw", args=[organisation.slug]))
    assert stored(organisation).live


@cells
def test_a_seek_of_the_house(client, world, who):
    client.force_login(world.people[who])
    posting = next(each for each in world.house.records if isinstance(each, Posting))
    Posting.objects.filter(pk=posting.pk).update(confirmed_on=None)
    answer = client.post(reverse("own_posting_renew", args=[posting.slug]))
    assert seen(answer, 404) is may(Action.CONFIRM, who)
    assert bool(stored(posting).confirmed_on) is may(Action.CONFIRM, who)
    answer = client.post(reverse("own_posting_withdraw", args=[posting.slug]))
    assert seen(answer, 404) is may(Action.WITHDRAW, who)
    assert stored(posting).live is not may(Action.WITHDRAW, who)


@cells
def test_lists_show_what_one_looks_after(client, world, published, who):
    client.force_login(world.people[who])
    for record in published:
        url = reverse("own_records", args=[kinds.of_model(type(record)).name])
        archive = reverse("own_archive", args=[kinds.of_model(type(record)).name])
        text = client.get(url).content.decode() + client.get(archive).content.decode()
        assert (record.title in text) is (who in ACTS_FOR), record
