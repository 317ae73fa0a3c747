"""What visitors say about a record, and what becomes of it."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.freshness.actions import confirm
from directory.models import Correction, Renewal, Report, Trust
from directory.moderation import digest, feedback
from directory.moderation.actions import submit
from directory.moderation.decisions import NotAllowed
from hub.accounts import personal_data
from hub.mailbox.models import OutgoingMail
from tests.directory.moderation.people import (
    hand_in,
    link,
    mails,
    make_moderator,
    make_voucher,
    stored,
)
from tests.factories import make_event, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    return make_organisation(
        title="Fuldawerk GmbH", slug="fuldawerk", website="https://alt.example"
    )


def shown():
    """The mark of a form that somebody has looked at for a minute."""
    stamp = signing.TimestampSigner(salt="directory.own_area")
    stamp.timestamp = lambda: signing.b62_encode(int(timezone.now().timestamp()) - 60)
    return stamp.sign("")


def propose(client, record, **values):
    path = f"/korrektur/organisation/{record.slug}/"
    form = client.get(path).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return client.post(path, data | {"shown": shown()} | values)


def report(client, record, **values):
    data = {"shown": shown(), "reason": "gone", "text": "Seit Mai geschlossen.", **values}
    return client.post(f"/melden/organisation/{record.slug}/", data)


def test_a_record_offers_both(client, record):
    text = client.get(record.get_absolute_url()).content.decode()
    assert "/korrektur/organisation/fuldawerk/" in text
    assert "/melden/organisation/fuldawerk/" in text


def test_a_correction_goes_to_its_members_and_moderators_and_is_accepted(client, record):
    member, moderator = make_member(record), make_moderator()
    propose(client, record, website="https://neu.example", remark="Steht auf dem Schild.")
    assert {mail.to for mail in mails()} == {member.email, moderator.email}
    assert stored(record).website == "https://alt.example"
    text = client.get(link(moderator)).content.decode()
    assert re.search(r"alt.*neu", text, re.DOTALL)
    assert "Steht auf dem Schild." in text
    client.post(link(moderator), {"decision": "accept"})
    assert stored(record).website == "https://neu.example"
    assert "angenommen" in client.get(link(member)).content.decode()
    assert client.post(link(member), {"decision": "decline"}).status_code == 200
    assert Correction.objects.get().is_accepted
    assert ModelLogEntry.objects.get(action="directory.correction.decide").user == moderator


def test_a_new_organisation_hands_an_accepted_correction_in(client, record):
    member = make_member(record)
    propose(client, record, website="https://neu.example")
    moderator = make_moderator()
    client.post(link(member), {"decision": "accept"})
    assert stored(record).website == "https://alt.example"
    assert stored(record).workflow_in_progress
    assert link(moderator)


def test_a_draft_keeps_what_was_written_and_gets_the_correction(client, record):
    member, moderator = make_member(record), make_moderator()
    draft = stored(record)
    draft.summary = "Entwurf."
    draft.save_revision(user=member)
    propose(client, record, website="https://neu.example")
    client.post(link(moderator), {"decision": "accept"})
    assert (stored(record).website, stored(record).summary) == (
        "https://neu.example",
        record.summary,
    )
    newest = stored(record).get_latest_revision_as_object()
    assert (newest.website, newest.summary) == ("https://neu.example", "Entwurf.")


def test_what_is_in_review_is_not_put_back_by_its_approval(client, record):
    member, moderator = make_member(record), make_moderator()
    hand_in(record, member, summary="Eingereicht.")
    propose(client, record, website="https://neu.example")
    client.post(link(moderator), {"decision": "accept"})
    state = stored(record).current_workflow_task_state
    assert state.revision.as_object().website == "https://neu.example"
    assert state.author == member


def test_a_declined_correction_changes_nothing_and_is_answered(client, record):
    make_moderator()
    member = make_member(record)
    propose(client, record, website="https://neu.example", email="gast@example.org")
    to_guest = OutgoingMail.objects.get(to="gast@example.org")
    path = re.search(r"https?://[^/]+(/rueckmeldung/\S+)", to_guest.text)[1]
    client.get(path)
    assert Correction.objects.get().confirmed_at is None
    client.post(path)
    client.post(link(member), {"decision": "decline", "answer": "Die alte Seite gilt noch."})
    assert stored(record).website == "https://alt.example"
    answer = OutgoingMail.objects.filter(to="gast@example.org").last()
    assert "Die alte Seite gilt noch." in answer.text


def test_an_address_that_nobody_confirmed_gets_no_answer(client, record):
    moderator = make_moderator()
    report(client, record, email="fremd@example.org")
    client.post(link(moderator), {"decision": "decline", "answer": "Danke."})
    assert OutgoingMail.objects.filter(to="fremd@example.org").count() == 1
    feedback.confirm(feedback=Report.objects.get())
    assert OutgoingMail.objects.filter(to="fremd@example.org").count() == 2


def test_the_question_for_confirmation_holds_nothing_that_was_typed(client, record):
    make_moderator()
    report(client, record, email="fremd@example.org", text="Kauft bei werbung.example")
    assert "werbung" not in OutgoingMail.objects.get(to="fremd@example.org").text


def test_a_report_goes_to_moderators_who_can_take_the_entry_back(client, record):
    member, moderator = make_member(record), make_moderator()
    report(client, record)
    assert {mail.to for mail in mails()} == {moderator.email}
    assert "Seit Mai geschlossen." in client.get(link(moderator)).content.decode()
    client.post(link(moderator), {"decision": "withdraw"})
    assert not stored(record).live
    assert Report.objects.get().is_withdrawn
    assert not mails(member)


def test_what_was_taken_back_for_good_does_not_come_back_as_one_that_had_stepped_back(
    client, record
):
    """Nobody confirmed it, so it is not public when the report is answered."""
    owner, moderator = make_member(record), make_moderator()
    report(client, record)
    renewal = Renewal.objects.create(
        content_type=record.get_base_content_type(),
        object_id=record.pk,
        due_on=timezone.localdate() - timedelta(days=99),
        state="stepped_back",
        stepped_back_on=timezone.localdate(),
    )
    stored(record).unpublish()
    client.post(link(moderator), {"decision": "withdraw"})
    assert not Renewal.objects.stepped_back().filter(pk=renewal.pk).exists()
    confirm(record=stored(record), user=owner)
    assert not stored(record).live


def test_without_a_difference_nothing_is_proposed(client, record):
    page = propose(client, record)
    assert "Noch ist nichts anders." in page.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("website", ["javascript:alert(1)", "kein", "https://" + "a" * 500])
def test_a_value_that_the_field_does_not_take_is_refused(client, record, website):
    assert propose(client, record, website=website).status_code == 200
    assert not Correction.objects.exists()


def test_programs_get_nowhere(client, record):
    make_moderator()
    assert report(client, record, homepage="https://spam.example").status_code == 200
    from_now = signing.TimestampSigner(salt="directory.own_area").sign("")
    assert "schneller" in report(client, record, shown=from_now).content.decode()
    assert not Report.objects.exists()
    for _number in range(12):
        last = report(client, record)
    assert last.status_code == 429
    assert Report.objects.count() < 12


@pytest.mark.parametrize("path", ["korrektur", "melden"])
def test_only_public_records_can_be_written_about(client, path):
    draft = make_organisation(live=False, slug="entwurf")
    assert client.get(f"/{path}/organisation/{draft.slug}/").status_code == 404
    assert client.get(f"/{path}/unbekannt/{draft.slug}/").status_code == 404


def test_whoever_is_no_member_any_more_decides_no_more(client, record):
    member = make_member(record)
    make_moderator()
    propose(client, record, website="https://neu.example")
    member.memberships.all().delete()
    assert client.get(link(member)).status_code == 403
    assert client.post(link(member), {"decision": "accept"}).status_code == 403
    assert stored(record).website == "https://alt.example"


def test_a_correction_of_an_event(client):
    event = make_event(slug="technik", venue="Halle 1")
    moderator = make_moderator()
    path = "/korrektur/event/technik/"
    form = client.get(path).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    client.post(path, data | {"shown": shown(), "venue": "Halle 2"})
    client.post(link(moderator), {"decision": "accept"})
    assert stored(event).venue == "Halle 2"


def test_addresses_and_texts_are_forgotten(client, record):
    moderator = make_moderator()
    report(client, record, email="gast@example.org")
    client.post(link(moderator), {"decision": "decline"})
    now = timezone.now()
    feedback.prune(at=now + timedelta(days=29))
    assert Report.objects.get().email
    feedback.prune(at=now + timedelta(days=31))
    assert not Report.objects.get().email
    assert feedback.prune(at=now + timedelta(days=366)) == 1


def test_what_trusted_organisations_publish_is_told_once_the_next_morning():
    record = make_organisation(title="Bewährt")
    member, moderator = make_member(record), make_moderator()
    make_person(is_superuser=True)
    Trust.objects.create(organisation=record, level=Trust.Level.PROVEN)
    submit(record=record, revision=record.save_revision(user=member), user=member)
    morning = timezone.now() + timedelta(hours=8)
    assert digest.tell_published(at=morning) == 1
    assert digest.tell_published(at=morning) == 0
    assert digest.tell_published(at=morning + timedelta(days=1)) == 0
    [mail] = mails(moderator)
    assert "Bewährt" in mail.text
    assert mail.subject == "Ohne Prüfung veröffentlicht: 1 Eintrag"


def test_nothing_invisible_comes_in_by_a_correction(client, record):
    moderator = make_moderator()
    hidden = "Fulda\u202ekrewl\u202c\u200b GmbH\r\nhttps://evil.example/"
    propose(client, record, title=hidden, summary="Zwei\r\n\r\nAbs\u00adätze.")
    values = Correction.objects.get().values
    assert values["title"] == "Fuldakrewl GmbH https://evil.example/"
    assert values["summary"] == "Zwei Absätze." or values["summary"] == "Zwei\n\nAbsätze."
    client.post(link(moderator), {"decision": "accept"})
    assert stored(record).title == "Fuldakrewl GmbH https://evil.example/"


def test_what_stands_there_is_no_proposal_however_it_is_spaced(client, record):
    record.description = "Ein  Satz.\n\n\n\nNoch\u00adeiner."
    record.save()
    propose(client, record, remark="Sonst nichts.")
    assert Correction.objects.get().values == {}


def test_a_name_of_nothing_but_invisible_letters_is_none(client, record):
    page = propose(client, record, title="\u200b\u2060")
    assert page.context["form"].errors["title"]
    assert not Correction.objects.exists()


def test_an_address_of_somebody_else_gets_a_few_mails_and_no_more(client, record):
    for number in range(8):
        report(client, record, email="Opfer@example.org", text=f"{number}")
    told = OutgoingMail.objects.filter(to="opfer@example.org")
    assert told.count() == 5
    assert Report.objects.count() == 8


def test_who_proposes_while_signed_in_does_not_decide(client, record):
    """Neither a moderator nor somebody who vouches gets past the second pair of eyes so."""
    proposer, other = make_moderator(), make_moderator()
    client.force_login(proposer)
    propose(client, record, website="https://neu.example")
    assert {mail.to for mail in mails()} == {other.email}
    correction = Correction.objects.get()
    assert not feedback.may_answer(proposer, correction)
    with pytest.raises(NotAllowed):
        feedback.accept(correction=correction, user=proposer)
    client.post(link(other), {"decision": "accept"})
    assert stored(record).website == "https://neu.example"
    correction.refresh_from_db()
    assert (correction.closed_by, correction.proposed_by) == (other, None)


def test_who_proposes_with_an_own_address_does_not_decide(client, record):
    proposer, other = make_moderator(), make_moderator()
    EmailAddress.objects.create(user=proposer, email="eva@example.org", verified=True)
    propose(client, record, website="https://neu.example", email="Eva@example.org")
    assert proposer.email not in {mail.to for mail in mails()}
    assert not feedback.may_answer(proposer, Correction.objects.get())
    assert feedback.may_answer(other, Correction.objects.get())


def test_who_writes_and_reviews_hands_a_correction_in_like_any_change(client, record):
    """However anonymously it was proposed: of one's own organisation others decide."""
    _university, member = make_voucher(record)
    make_member(record, user=member)
    propose(client, record, website="https://neu.example")
    client.post(link(member), {"decision": "accept"})
    assert stored(record).website == "https://alt.example"
    assert stored(record).current_workflow_task_state.author == member
    assert Correction.objects.get().closed_by == member


def test_the_only_operator_is_asked_even_about_an_own_proposal(client, record):
    operator = make_person(is_superuser=True)
    client.force_login(operator)
    propose(client, record, website="https://neu.example")
    assert {mail.to for mail in mails()} == {operator.email}


def test_who_is_signed_in_is_told_what_is_remembered_and_gets_it_with_the_own_data(client, record):
    person = make_person()
    path = f"/korrektur/organisation/{record.slug}/"
    assert "angemeldet" not in client.get(path).content.decode()
    client.force_login(person)
    assert "Sie sind angemeldet" in client.get(path).content.decode()
    propose(client, record, website="https://neu.example")
    assert personal_data.of(person)["corrections"][0]["values"] == {
        "website": "https://neu.example"
    }
