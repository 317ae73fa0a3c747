"""The pages of a team: for its members, and for nobody else."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Invitation, Membership
from directory.rights import RIGHTS, Action, Role
from hub.mailbox.models import OutgoingMail
from tests.directory.rights.world import VISITOR, World
from tests.factories import make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
OWNER, EDITOR = Membership.Role.OWNER, Membership.Role.EDITOR


@pytest.fixture
def organisation():
    return make_organisation(title="Werk")


@pytest.fixture
def owner(client, organisation):
    person = make_member(organisation)
    client.force_login(person)
    return person


def url(view, organisation, *args):
    return reverse(view, args=[organisation.slug, *args])


def row(user):
    return Membership.objects.get(user=user)


def test_every_cell_of_the_team_through_the_front_door(client):
    world = World()
    organisation = world.house.organisation
    for who in [*Role, VISITOR]:
        client.force_login(world.people[who])
        typed = {"email": f"{who}@example.org", "role": "editor"}
        answer = client.post(url("team_invite", organisation), typed)
        assert answer.status_code == (302 if who in RIGHTS[Action.TEAM] else 404), who
        seen = 200 if who in RIGHTS[Action.TEAM] | {Role.EDITOR} else 404
        assert client.get(url("team", organisation)).status_code == seen, who
    client.logout()
    assert client.get(url("team", organisation)).status_code == 302


def test_ids_of_another_team_are_not_found(client, organisation, owner):
    other = make_organisation()
    stranger = make_member(other)
    invitation = Invitation.objects.create(
        organisation=other, email="x@example.org", role=EDITOR, expires_at="2099-01-01T00:00Z"
    )
    for target in (organisation, other):
        for view, pk in (
            ("team_role", row(stranger).pk),
            ("team_remove", row(stranger).pk),
            ("team_hand_over", row(stranger).pk),
            ("team_withdraw", invitation.pk),
        ):
            assert client.post(url(view, target, pk), {"role": "editor"}).status_code == 404, view
    assert row(stranger).role == OWNER
    assert Invitation.objects.exists()


def test_an_editor_changes_nobody_and_leaves(client, organisation, owner):
    editor = make_member(organisation, role=EDITOR)
    client.force_login(editor)
    page = client.get(url("team", organisation)).content.decode()
    assert owner.email in page
    assert 'type="email"' not in page
    for view in ("team_role", "team_remove", "team_hand_over"):
        answer = client.post(url(view, organisation, row(owner).pk), {"role": "editor"})
        assert answer.status_code == 404, view
    answer = client.post(url("team_role", organisation, row(editor).pk), {"role": "owner"})
    assert answer.status_code == 404
    assert client.post(url("team_remove", organisation, row(editor).pk)).url == reverse("own_area")
    assert not Membership.objects.filter(user=editor).exists()


def test_nothing_happens_when_a_page_is_only_opened(client, organisation, owner):
    editor = make_member(organisation, role=EDITOR)
    assert client.get(url("team_remove", organisation, row(editor).pk)).status_code == 200
    for view in ("team_role", "team_hand_over"):
        assert client.get(url(view, organisation, row(editor).pk)).status_code == 405
    assert row(editor).role == EDITOR


def test_the_last_owner_is_told_why_that_does_not_work(client, organisation, owner):
    answer = client.post(url("team_remove", organisation, row(owner).pk), follow=True)
    assert "Machen Sie erst jemand anderen" in answer.content.decode()
    typed = {"role": "editor"}
    answer = client.post(url("team_role", organisation, row(owner).pk), typed, follow=True)
    assert "Machen Sie erst jemand anderen" in answer.content.decode()
    assert row(owner).role == OWNER


def test_inviting_joining_handing_over_and_leaving(client, organisation, owner):
    client.post(url("team_invite", organisation), {"email": "neu@example.org", "role": "editor"})
    page = client.get(url("team", organisation)).content.decode()
    assert "neu@example.org" in page
    link = re.search(r"http\S+/einladung/\S+/", OutgoingMail.objects.get().text)[0]
    client.logout()
    path = "/" + link.split("/", 3)[3]
    shown = client.get(path)
    assert "Werk" in shown.content.decode()
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert Invitation.objects.exists()
    assert client.post(path).url == reverse("own_organisation", args=[organisation.slug])
    new = Membership.objects.get(user__email="neu@example.org")
    assert client.session["_auth_user_id"] == str(new.user_id)  # made just now: signed in
    assert client.get(path).status_code == 404
    client.force_login(owner)
    client.post(url("team_hand_over", organisation, new.pk))
    client.post(url("team_remove", organisation, row(owner).pk))
    assert [each.user for each in organisation.memberships.all()] == [new.user]


def test_a_link_signs_nobody_in_who_has_an_account(client, organisation, owner):
    make_person(email="da@example.org")
    client.post(url("team_invite", organisation), {"email": "da@example.org", "role": "editor"})
    link = re.search(r"http\S+/einladung/\S+/", OutgoingMail.objects.get().text)[0]
    client.logout()
    answer = client.post("/" + link.split("/", 3)[3])
    assert "Melden Sie sich" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "kein", "role": "editor"},
        {"email": "a@example.org", "role": "king"},
        {"email": "a@example.org\nBcc: b@example.org", "role": "editor"},
        {},
    ],
)
def test_wrong_input_is_named_at_its_field(client, organisation, owner, typed):
    answer = client.post(url("team_invite", organisation), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not OutgoingMail.objects.exists()


def test_members_are_not_invited_again(client, organisation, owner):
    answer = client.post(
        url("team_invite", organisation), {"email": owner.email.upper(), "role": "editor"}
    )
    assert "gehört schon zum Team" in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "%00", "ü" * 50, "a" * 500])
def test_made_up_links_lead_nowhere(client, token):
    assert client.get(f"/mein/einladung/{token}/").status_code == 404
    assert client.post(f"/mein/einladung/{token}/").status_code == 404


def test_many_members_cost_no_more_queries(client, organisation, owner):
    client.get(url("team", organisation))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as found:
            client.get(url("team", organisation))
        counts.append(len(found))
        for _number in range(10):
            make_member(organisation, role=EDITOR)
    assert counts[0] == counts[1]


def test_nobody_writes_to_very_many_strangers(client, organisation, owner):
    """Anybody may list something, with any title, and invite people to it from many networks."""
    typed = {"role": "editor"}
    for number in range(25):
        typed["email"] = f"p{number}@example.org"
        page = client.post(url("team_invite", organisation), typed, REMOTE_ADDR=f"192.0.2.{number}")
    assert "Machen Sie morgen weiter" in page.content.decode()
    assert Invitation.objects.count() == 20
