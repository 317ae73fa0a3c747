"""The page of a link to decide."""

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.models import DecisionLink, Endorsement, Moderator
from directory.moderation import decisions, standing
from hub.mailbox.models import OutgoingMail
from tests.directory.moderation.people import (
    hand_in,
    link,
    mails,
    make_moderator,
    make_startup,
    make_voucher,
    stored,
)
from tests.factories import make_event, make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def startup():
    return make_startup(title="Fuldawerk GmbH")


@pytest.fixture
def moderator():
    return make_moderator()


def post(client, path, decision="approve", **more):
    """What the form of the page holds, as the page was when it was read."""
    context = client.get(path).context
    form = context["form"]
    data = {name: form[name].value() for name in ("state", "revision")}
    return client.post(path, {**data, "decision": decision, **more})


def test_a_new_entry_is_read_and_approved_without_an_account(client, startup, moderator):
    record, author = startup
    hand_in(record, author, summary="Wir bauen Turbinen.")
    page = client.get(link(moderator))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Fuldawerk GmbH" in text
    assert "Wir bauen Turbinen." in text
    assert author.email in text
    assert "<ins>" not in text
    assert not stored(record).live
    done = post(client, link(moderator))
    assert "Vielen Dank" in done.content.decode()
    assert stored(record).live
    assert stored(record).get_absolute_url() in done.content.decode()
    assert stored(record).summary == "Wir bauen Turbinen."
    assert mails(author)[-1].subject == "Öffentlich: Fuldawerk GmbH"


def test_a_secret_page_is_kept_by_nobody_and_told_to_no_other_site(client, startup, moderator):
    hand_in(*startup)
    for path in (link(moderator), "/pruefen/falsch/"):
        page = client.get(path)
        assert "no-store" in page.headers["Cache-Control"]
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert page.headers["X-Robots-Tag"] == "noindex"


def test_only_a_hash_of_the_key_is_stored(startup, moderator):
    hand_in(*startup)
    token = link(moderator).strip("/").split("/")[-1]
    assert token not in str(list(DecisionLink.objects.values()))


def test_a_link_that_a_scanner_follows_changes_nothing(client, startup, moderator):
    record, author = startup
    hand_in(record, author)
    path = link(moderator)
    before = list(OutgoingMail.objects.values()), list(DecisionLink.objects.values())
    for address in (path, f"{path}vorschau/"):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert (list(OutgoingMail.objects.values()), list(DecisionLink.objects.values())) == before
    assert not stored(record).live


def test_the_button_is_no_use_to_another_site(startup, moderator):
    from django.test import Client

    hand_in(*startup)
    client = Client(enforce_csrf_checks=True)
    assert post(client, link(moderator)).status_code == 403
    assert not stored(startup[0]).live


def test_a_change_is_shown_as_what_goes_and_what_comes(client, moderator):
    record = make_organisation(title="Fuldawerk GmbH", summary="Wir bauen kleine Turbinen.")
    hand_in(record, make_member(record), summary="Wir bauen große Turbinen.")
    text = client.get(link(moderator)).content.decode()
    assert "Wir bauen <del>" in text
    assert "große</ins> Turbinen." in text
    assert "Entfernt:" in text
    assert text.count("<dt>") == 1


def test_changes_and_refusals_need_a_reason(client, startup, moderator):
    record, author = startup
    hand_in(record, author)
    for decision in ("reject", "refuse"):
        page = post(client, link(moderator), decision, reason="  ")
        assert page.status_code == 200
        assert 'aria-describedby="id_reason_helptext id_reason_error"' in page.content.decode()
    assert stored(record).workflow_in_progress


def test_asking_for_changes_tells_the_author_why_and_where(client, startup, moderator):
    record, author = startup
    hand_in(record, author)
    post(client, link(moderator), "reject", reason="Bitte die Adresse ergänzen.")
    mail = mails(author)[-1]
    assert "Bitte die Adresse ergänzen." in mail.text
    assert f"/eintraege/{record.slug}/" in mail.text
    now = standing.of(stored(record))
    assert (now.state, now.reason) == ("changes", "Bitte die Adresse ergänzen.")
    hand_in(record, author, summary="Mit Adresse.")
    post(client, link(moderator))
    assert stored(record).summary == "Mit Adresse."


def test_a_refusal_ends_the_review_and_keeps_the_draft(client, startup, moderator):
    record, author = startup
    hand_in(record, author, summary="Nur Werbung.")
    post(client, link(moderator), "refuse", reason="Kein Bezug zur Region.")
    assert stored(record).current_workflow_state is None
    assert stored(record).get_latest_revision_as_object().summary == "Nur Werbung."
    assert standing.of(stored(record)).state == "refused"
    assert "Kein Bezug zur Region." in mails(author)[-1].text


def test_a_link_that_was_used_says_what_was_decided(client, startup, moderator):
    record, author = startup
    hand_in(record, author)
    path = link(moderator)
    form = client.get(path).context["form"]
    data = {name: form[name].value() for name in ("state", "revision")} | {"decision": "approve"}
    client.post(path, data)
    record = stored(record)
    record.unpublish()
    for answer in (client.get(path), client.post(path, data | {"decision": "refuse"})):
        assert "Sie haben" in answer.content.decode()
    assert not stored(record).live
    assert len(mails(author)) == 1


def test_who_comes_second_is_told_who_was_first(client, startup, moderator):
    record, author = startup
    second = make_moderator(first_name="Zwei", last_name="Te")
    moderator.first_name, moderator.last_name = "Ada", "Erste"
    moderator.save()
    hand_in(record, author)
    post(client, link(moderator), "reject", reason="Bitte kürzen.")
    text = client.get(link(second)).content.decode()
    assert "Ada Erste" in text
    assert "Bitte kürzen." in text
    assert "<form" not in text.split("<main")[1].split("</main")[0]


def test_of_two_at_the_same_moment_one_decides(startup, moderator):
    record, author = startup
    second = make_moderator()
    state = hand_in(record, author)
    same = type(state).objects.get(pk=state.pk)
    given = {"revision_id": state.revision_id, "reason": "So nicht."}
    decisions.decide(state=state, decision="approve", user=moderator, **given)
    with pytest.raises(decisions.AlreadyDecided):
        decisions.decide(state=same, decision="refuse", user=second, **given)
    assert stored(record).live
    assert len(mails(author)) == 1


def test_an_edit_after_handing_in_does_not_slip_through(client, startup, moderator):
    record, author = startup
    hand_in(record, author, summary="Harmlos.")
    draft = stored(record).get_latest_revision_as_object()
    draft.summary = "Untergeschoben."
    draft.save_revision(user=author)
    text = client.get(link(moderator)).content.decode()
    assert "Harmlos." in text
    assert "Untergeschoben." not in text
    assert "weitergeschrieben" in text
    post(client, link(moderator))
    assert stored(record).summary == "Harmlos."
    assert stored(record).get_latest_revision_as_object().summary == "Untergeschoben."


def test_handing_in_again_while_somebody_reads_asks_them_again(client, startup, moderator):
    record, author = startup
    hand_in(record, author, summary="Harmlos.")
    path = link(moderator)
    form = client.get(path).context["form"]
    data = {name: form[name].value() for name in ("state", "revision")} | {"decision": "approve"}
    hand_in(record, author, summary="Untergeschoben.")
    page = client.post(path, data)
    text = page.content.decode()
    assert not stored(record).live
    assert "Hier ist der neue Stand" in text
    assert "Untergeschoben." in text
    post(client, path)
    assert stored(record).summary == "Untergeschoben."


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "ä", "a" * 3000])
def test_a_key_that_was_tampered_with_opens_nothing(client, startup, moderator, token):
    hand_in(*startup)
    whole = link(moderator)
    assert client.get(f"/pruefen/{token}/").status_code == 404
    assert client.post(f"{whole[:-3]}xy/", {"decision": "approve"}).status_code == 404
    assert not stored(startup[0]).live


def test_a_form_with_other_numbers_decides_nothing(client, startup, moderator):
    record, author = startup
    state = hand_in(record, author)
    path = link(moderator)
    other, other_author = make_startup()
    other_state = hand_in(other, other_author)
    for data in (
        {"state": other_state.pk, "revision": other_state.revision_id},
        {"state": state.pk, "revision": other_state.revision_id},
        {"state": "x", "revision": ""},
        {},
    ):
        assert client.post(path, data | {"decision": "approve"}).status_code == 200
    assert not stored(record).live
    assert not stored(other).live


def test_an_old_link_offers_a_new_one_by_mail(client, startup, moderator):
    record, author = startup
    hand_in(record, author)
    path = link(moderator)
    DecisionLink.objects.update(expires_at=timezone.now())
    assert client.get(path).status_code == 410
    assert client.post(path, {"decision": "approve"}).status_code == 410
    client.post(f"{path}neuer-link/")
    client.post(f"{path}neuer-link/")
    assert len(mails(moderator)) == 2
    assert link(moderator) != path
    post(client, link(moderator))
    assert stored(record).live


def test_whoever_lost_the_task_decides_no_more(client, startup, moderator):
    record, author = startup
    hand_in(record, author)
    form = client.get(link(moderator)).context["form"]
    data = {name: form[name].value() for name in ("state", "revision")} | {"decision": "approve"}
    Moderator.objects.all().delete()
    assert client.get(link(moderator)).status_code == 403
    assert client.post(link(moderator), data).status_code == 403
    assert client.get(f"{link(moderator)}vorschau/").status_code == 403
    assert not stored(record).live


def test_a_closed_account_decides_no_more(client, startup, moderator):
    hand_in(*startup)
    moderator.is_active = False
    moderator.save()
    assert client.get(link(moderator)).status_code == 403


def test_after_the_entry_was_deleted_the_link_says_so(client, startup, moderator):
    record, author = startup
    hand_in(record, author)
    stored(record).delete()
    page = client.get(link(moderator))
    assert page.status_code == 410
    assert "Fuldawerk GmbH" in page.content.decode()


def test_after_it_was_taken_back_there_is_nothing_to_decide(client, startup, moderator):
    record, author = startup
    hand_in(record, author)
    stored(record).current_workflow_state.cancel(user=author)
    assert "nichts mehr zu entscheiden" in client.get(link(moderator)).content.decode()


def test_the_preview_shows_the_draft_to_nobody_else(client, startup, moderator):
    record, author = startup
    hand_in(record, author, summary="Noch nicht öffentlich.")
    page = client.get(f"{link(moderator)}vorschau/")
    assert "Noch nicht öffentlich." in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert client.get(record.get_absolute_url()).status_code == 404


def test_an_address_that_is_taken_by_now_is_no_error(client, startup, moderator):
    record, author = startup
    hand_in(record, author, slug="taken")
    make_organisation(slug="taken")
    page = post(client, link(moderator))
    assert "dieselbe Adresse" in page.content.decode()
    assert stored(record).workflow_in_progress


def test_who_vouches_is_recorded_and_shown(client, startup):
    record, author = startup
    university, member = make_voucher(record)
    hand_in(record, author)
    post(client, link(member))
    endorsement = Endorsement.objects.get()
    assert (endorsement.record, endorsement.organisation) == (record, university)
    text = client.get(stored(record).get_absolute_url()).content.decode()
    assert "Bestätigt durch" in text
    entry = ModelLogEntry.objects.get(action="directory.review.decide")
    assert entry.data["vouched_by"] == "Universität"
    assert entry.user == member


def test_the_page_of_an_entry_that_nobody_vouches_for_says_nothing(client):
    text = client.get(make_organisation().get_absolute_url()).content.decode()
    assert "Bestätigt durch" not in text


def test_every_decision_is_in_the_log(client, startup, moderator):
    record, author = startup
    state = hand_in(record, author)
    post(client, link(moderator), "refuse", reason="Werbung.")
    entry = ModelLogEntry.objects.get(action="directory.review.decide")
    assert entry.user == moderator
    assert entry.revision == state.revision
    assert entry.data["reason"] == "Werbung."
    assert entry.data["by_link"]
    assert entry.message == "Abgelehnt per Link"


def test_the_page_speaks_the_language_of_its_link(client, startup):
    from wagtail.users.models import UserProfile

    reader = make_moderator()
    UserProfile.objects.create(user=reader, preferred_language="en")
    hand_in(*startup)
    assert link(reader).startswith("/en/review/")
    assert "Your decision" in client.get(link(reader)).content.decode()


def test_an_event_of_an_organisation_is_reviewed_the_same_way(client, moderator):
    organisation = make_organisation()
    author = make_member(organisation)
    event = make_event(owner=organisation, title="Tag der Technik", live=False)
    hand_in(event, author, recurrence_rules="FREQ=WEEKLY;COUNT=3")
    text = client.get(link(moderator)).content.decode()
    assert "Tag der Technik" in text
    assert text.count("Uhr;") == 3
    post(client, link(moderator))
    assert stored(event).live


def test_the_page_costs_the_same_with_many_reviews(
    client, startup, moderator, django_assert_max_num_queries
):
    record, author = startup
    hand_in(record, author)
    path = link(moderator)
    for _number in range(10):
        hand_in(*make_startup())
    with django_assert_max_num_queries(45):
        client.get(path)
