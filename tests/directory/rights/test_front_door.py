"""Every cell of docs/rights.md outside the admin: own area, links to decide and to confirm."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.freshness.reminders import hash_of
from directory.freshness.rhythm import State, Step
from directory.models import Claim, Organisation, Reminder, Renewal, Report
from directory.moderation import feedback, inviting
from directory.own_area import drafts
from directory.own_area.values import values_of
from directory.rights import RIGHTS, Action, Role
from search import registry
from tests.directory.rights.world import VISITOR
from tests.factories import make_member

pytestmark = pytest.mark.django_db
NOW, TODAY = timezone.now(), timezone.localdate()
PEOPLE = [*Role, VISITOR]
SECRET = "Nur im Entwurf zu lesen."
cells = pytest.mark.parametrize("who", PEOPLE, ids=str)


def may(action, who):
    return who in RIGHTS[action]


def seen(answer, *statuses):
    assert answer.status_code in {200, 302, 303, *statuses}
    return answer.status_code not in statuses


@pytest.fixture
def organisation(world):
    """With a draft that waits for a review."""
    record = Organisation.objects.get(pk=world.house.organisation.pk)
    if record.current_workflow_state:
        record.current_workflow_state.cancel()
    draft = drafts.newest(Organisation.objects.get(pk=record.pk))
    draft.summary = SECRET
    draft.save_revision()
    record = Organisation.objects.get(pk=record.pk)
    record.get_workflow().start(record, None)
    return Organisation.objects.get(pk=record.pk)


def key(person, **thing):
    """The path of a link that this person has got, by right or not."""
    link, address = inviting.new_link(reviewer=person, about="x", at=NOW, **thing)
    link.save()
    return address[address.index("/pruefen/") :] if "/pruefen/" in address else address


def to_decide(world, organisation, who):
    return key(world.people[who], state=organisation.current_workflow_task_state)


# --- Seeing and writing -----------------------------------------------------------------------


@cells
def test_seeing_a_draft(client, world, organisation, who):
    """Whoever writes sees it in the own area, whoever reviews by the link of the mail."""
    client.force_login(world.people[who])
    text = ""
    for address in (
        reverse("own_organisation", args=[organisation.slug]),
        reverse("listing_edit", args=[organisation.slug]),
        to_decide(world, organisation, who),
        to_decide(world, organisation, who) + "vorschau/",
    ):
        answer = client.get(address)
        assert answer.status_code in {200, 403, 404}, address
        text += answer.content.decode()
    assert (SECRET in text) is may(Action.VIEW, who)


@cells
def test_writing_and_publishing(client, world, organisation, who):
    client.force_login(world.people[who])
    before = organisation.latest_revision_id
    address = reverse("listing_edit", args=[organisation.slug])
    assert seen(client.get(address), 404) is may(Action.EDIT, who)
    typed = {**values_of(organisation), "summary": "Neu geschrieben.", "postcode": "34117"}
    typed |= {"do": "submit", "owner": "1", "live": "1", "slug": "gekapert", "locked": "1"}
    assert seen(client.post(address, typed), 404) is may(Action.EDIT, who)
    stored = Organisation.objects.get(pk=organisation.pk)
    assert (stored.latest_revision_id != before) is may(Action.EDIT, who)
    assert (stored.summary == "Neu geschrieben.") is may(Action.PUBLISH, who)
    if may(Action.EDIT, who) and not may(Action.PUBLISH, who):
        assert stored.current_workflow_task_state.revision_id == stored.latest_revision_id
    assert (stored.slug, stored.owner_id, stored.locked) == (organisation.slug, None, False)


@pytest.mark.parametrize("name", ["own_organisation", "listing_edit", "team"])
def test_without_an_account_one_is_asked_to_sign_in(organisation, name):
    answer = Client().get(reverse(name, args=[organisation.slug]))
    assert answer.url.startswith("/konto/anmelden/")


# --- Confirming -------------------------------------------------------------------------------


@cells
def test_confirming_from_the_list_of_tasks(client, world, who):
    client.force_login(world.people[who])
    for record in world.house.records:
        kind = registry.for_model(type(record)).name
        type(record).objects.filter(pk=record.pk).update(confirmed_on=None)
        answer = client.post(reverse("errand_confirm", args=[kind, record.pk]))
        assert seen(answer, 404) is may(Action.CONFIRM, who), record
        record.refresh_from_db()
        assert (record.confirmed_on == TODAY) is may(Action.CONFIRM, who), record


@cells
def test_confirming_by_the_link_of_a_reminder(client, world, who):
    """Whoever has kept the mail and lost the role gets no further than “no”."""
    for record in [each for each in world.house.records if each.is_renewed]:
        long_ago = TODAY - timedelta(days=500)
        type(record).objects.filter(pk=record.pk).update(confirmed_on=long_ago)
        record.refresh_from_db()
        renewal, _new = Renewal.objects.of(record).update_or_create(
            content_type=record.get_base_content_type(),
            object_id=record.pk,
            defaults={"due_on": record.term.due_on, "state": State.OVERDUE},
        )
        secret = f"{record.pk}-{who}-{type(record).__name__}"
        Reminder.objects.create(
            renewal=renewal,
            user=world.people[who],
            due_on=record.term.due_on,
            step=Step.DAY,
            sent_on=TODAY,
            secret_hash=hash_of(secret),
        )
        address = reverse("still_right", args=[secret])
        assert seen(client.get(address), 403) is may(Action.CONFIRM, who), record
        assert seen(client.post(address), 403) is may(Action.CONFIRM, who), record
        record.refresh_from_db()
        assert (record.confirmed_on == TODAY) is may(Action.CONFIRM, who), record


# --- Reviewing and withdrawing ----------------------------------------------------------------


@cells
@pytest.mark.parametrize("decision", ["approve", "reject", "refuse"])
def test_deciding_by_link(client, world, organisation, who, decision):
    state = organisation.current_workflow_task_state
    address = to_decide(world, organisation, who)
    assert seen(client.get(address), 403) is may(Action.REVIEW, who)
    typed = {"state": state.pk, "revision": state.revision_id, "decision": decision, "reason": "So"}
    assert seen(client.post(address, typed), 403) is may(Action.REVIEW, who)
    state.refresh_from_db()
    assert (state.status != "in_progress") is may(Action.REVIEW, who)
    stored = Organisation.objects.get(pk=organisation.pk)
    approved = may(Action.REVIEW, who) and decision == "approve"
    assert (stored.summary == SECRET) is approved


@cells
def test_a_task_to_review_leads_only_those_who_may(client, world, organisation, who):
    client.force_login(world.people[who])
    state = organisation.current_workflow_task_state
    answer = client.post(reverse("errand_review", args=[state.pk]))
    assert seen(answer, 404) is may(Action.REVIEW, who)


@cells
def test_deciding_who_takes_an_entry_over(client, world, organisation, who):
    client.force_login(world.people[who])
    claim = Claim.objects.create(
        organisation=organisation,
        email="neu@werk.example",
        language="de",
        state=Claim.State.ASKED,
        token_digest=f"{who}",
        expires_at=NOW + timedelta(days=9),
    )
    address = reverse("claim_decide", args=[claim.pk])
    assert seen(client.get(address), 404) is may(Action.REVIEW, who)
    answer = client.post(address, {"decision": "grant"})
    assert seen(answer, 404) is may(Action.REVIEW, who)
    claim.refresh_from_db()
    assert (claim.state == Claim.State.GRANTED) is may(Action.REVIEW, who)


@cells
def test_withdrawing_what_was_reported(client, world, organisation, who):
    told = feedback.report(record=organisation, reason="gone", text="", email="", language="de")
    answer = client.post(key(world.people[who], report=told), {"decision": "withdraw"})
    assert seen(answer, 403) is may(Action.REVIEW, who)
    stored = Organisation.objects.get(pk=organisation.pk)
    withdrawn = may(Action.REVIEW, who) and may(Action.WITHDRAW, who)
    assert stored.live is not withdrawn
    assert Report.objects.get(pk=told.pk).is_withdrawn is withdrawn


@cells
def test_deciding_about_a_correction(client, world, organisation, who):
    proposed = feedback.propose(
        record=organisation,
        before={"summary": organisation.summary},
        values={"summary": "Berichtigt."},
        remark="",
        email="",
        language="de",
    )
    allowed = may(Action.EDIT, who) or may(Action.REVIEW, who)
    answer = client.post(key(world.people[who], correction=proposed), {"decision": "accept"})
    assert seen(answer, 403) is allowed
    stored = Organisation.objects.get(pk=organisation.pk)
    at_once = may(Action.PUBLISH, who) or may(Action.REVIEW, who)
    assert (stored.summary == "Berichtigt.") is at_once


# --- Ids of others ----------------------------------------------------------------------------


def test_the_ids_of_others_are_found_at_no_address_of_the_own_area(client, world, organisation):
    """A member of one house, and a draft, a team, a claim and a review of another."""
    stranger = make_member()
    draft = drafts.begin(user=world.people[Role.OWNER], language="de", organisation=organisation)
    drafts.keep(draft=draft, fields={"summary": SECRET})
    claim = Claim.objects.create(
        organisation=organisation, email="x@werk.example", language="de", expires_at=NOW
    )
    membership = organisation.memberships.first()
    state = organisation.current_workflow_task_state
    invitation = organisation.invitations.create(
        email="y@werk.example", role="editor", token_digest="y", expires_at=NOW + timedelta(days=1)
    )
    slug = organisation.slug
    addresses = [
        *(reverse(name, args=[slug]) for name in ("own_organisation", "listing_edit", "team")),
        reverse("team_invite", args=[slug]),
        reverse("team_withdraw", args=[slug, invitation.pk]),
        *(
            reverse(f"team_{name}", args=[slug, membership.pk])
            for name in ("role", "remove", "hand_over")
        ),
        *(
            reverse(name, args=[draft.token])
            for name in ("listing_draft", "listing_preview", "listing_logo", "draft_discard")
        ),
        reverse("claim_decide", args=[claim.pk]),
        reverse("errand_review", args=[state.pk]),
        *(
            reverse("errand_confirm", args=[registry.for_model(type(record)).name, record.pk])
            for record in [*world.house.records, world.house.draft, world.house.hidden]
        ),
    ]
    client.force_login(stranger)
    typed = {"token": draft.token, "email": "z@example.org", "role": "owner", "do": "submit"}
    for address in addresses:
        for answer in (client.get(address), client.post(address, typed)):
            assert answer.status_code in {404, 405}, address
            assert SECRET not in answer.content.decode()
    answer = client.post(reverse("listing_new"), typed)  # the same in a field of the form
    assert answer.status_code == 404
    draft.refresh_from_db()
    assert draft.fields["summary"] == SECRET
