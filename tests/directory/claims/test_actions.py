"""How an entry gets an owner: by domain, by code, by a decision; and what the former one hears."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.claims import actions, letters
from directory.models import Claim, ContactPoint, Membership, Moderator, Trust
from directory.teams.actions import invite
from hub.mailbox.models import OutgoingMail
from tests.constraints import breaks
from tests.directory.rights.test_rights import part_of
from tests.factories import make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
OWNER = Membership.Role.OWNER


@pytest.fixture
def werk():
    organisation = make_organisation(title="Werk", website="https://www.werk.de/")
    ContactPoint.objects.create(organisation=organisation, label="Büro", email="buero@werk.de")
    return organisation


def begin(organisation, email="Ina@werk.de", **more):
    actions.begin(organisation=organisation, email=email, reason="", language="de", **more)
    return Claim.objects.latest("pk")


def mails(kind=""):
    return [
        (mail.to, mail.subject)
        for mail in OutgoingMail.objects.order_by("pk")
        if kind in mail.subject
    ]


def code():
    mail = OutgoingMail.objects.latest("pk")
    return re.search(r"^(\d{4} \d{4})$", mail.text, re.MULTILINE)[1]


def owners(organisation):
    return [row.user.email for row in organisation.memberships.filter(role=OWNER)]


def test_a_mailbox_at_the_website_is_proof_and_the_published_address_is_told(werk):
    claim = begin(werk)
    assert actions.is_proved_by_domain(claim)
    person = actions.take_by_domain(claim=claim)
    assert owners(werk) == [person.user.email] == ["ina@werk.de"]
    assert mails()[1:] == [
        ("ina@werk.de", "Sie pflegen jetzt „Werk“"),
        ("buero@werk.de", "„Werk“ wird jetzt gepflegt"),
    ]
    with pytest.raises(PermissionDenied):  # the link is used up
        actions.take_by_domain(claim=claim)


def test_a_website_of_several_entries_proves_for_none_of_them(werk):
    make_organisation(website="https://werk.de/gruppe")
    claim = begin(werk)
    assert not actions.is_proved_by_domain(claim)
    with pytest.raises(PermissionDenied):
        actions.take_by_domain(claim=claim)


def test_a_code_goes_to_the_published_address_and_gives_the_entry(werk):
    claim = begin(werk, "ina@gmx.de")
    actions.send_code(claim=claim)
    assert mails()[-1][0] == "buero@werk.de"
    typed = code()
    assert typed.replace(" ", "") not in Claim.objects.get().code_digest
    assert actions.take_by_code(claim=claim, code=typed)
    assert owners(werk) == ["ina@gmx.de"]


def test_five_wrong_codes_end_it_also_with_new_codes(werk):
    claim = begin(werk, "ina@gmx.de")
    for _number in range(Claim.CODE_TRIES - 1):
        actions.send_code(claim=claim)
        assert actions.take_by_code(claim=claim, code="x") is None
    actions.send_code(claim=claim)
    right = code()
    assert actions.take_by_code(claim=claim, code="0") is None
    with pytest.raises(PermissionDenied):
        actions.take_by_code(claim=claim, code=right)
    with pytest.raises(PermissionDenied):
        actions.send_code(claim=claim)
    assert owners(werk) == []


def test_a_code_is_good_for_two_days_and_for_its_own_claim(werk):
    claim, other = begin(werk, "ina@gmx.de"), begin(werk, "uwe@gmx.de")
    actions.send_code(claim=claim)
    with pytest.raises(PermissionDenied):
        actions.take_by_code(claim=other, code=code())
    later = timezone.now() + timedelta(days=3)
    with pytest.raises(PermissionDenied):
        actions.take_by_code(claim=claim, code=code(), at=later)


def test_where_somebody_answers_neither_domain_nor_code_helps(werk):
    claim = begin(werk)
    actions.send_code(claim=claim)
    typed = code()
    make_member(werk)
    assert not actions.is_proved_by_domain(claim)
    assert actions.published_address(claim) == ""
    with pytest.raises(PermissionDenied):
        actions.take_by_domain(claim=claim)
    with pytest.raises(PermissionDenied):
        actions.take_by_code(claim=claim, code=typed)


def test_moderators_and_vouchers_of_the_entry_decide_else_the_operators(werk):
    operator = make_person(is_superuser=True)
    claim = begin(werk, "ina@gmx.de")
    assert letters.reviewers(claim) == [operator]
    moderator = make_person()
    Moderator.objects.create(user=moderator)
    university = make_organisation()
    voucher = make_member(university)
    Trust.objects.create(organisation=university, may_vouch=True)
    assert letters.reviewers(claim) == [moderator]
    part = part_of(university)
    assert set(letters.reviewers(begin(part))) == {moderator, voucher}


def test_in_a_dispute_the_owner_is_told_at_once_and_of_the_decision(werk):
    former, moderator = make_member(werk), make_person()
    Moderator.objects.create(user=moderator)
    claim = begin(werk)
    actions.ask(claim=claim)
    actions.decide(claim=claim, grant=True, replace=True, by=moderator)
    assert mails()[1:] == [
        (moderator.email, "Bitte entscheiden: Wer pflegt „Werk“?"),
        (former.email, "Jemand anderes möchte „Werk“ pflegen"),
        ("ina@werk.de", "Sie pflegen jetzt „Werk“"),
        (former.email, "„Werk“ wurde an andere übergeben"),
    ]
    assert owners(werk) == ["ina@werk.de"]
    texts = " ".join(mail.text for mail in OutgoingMail.objects.filter(to=former.email))
    assert "ina@" not in texts
    text = OutgoingMail.objects.filter(to="ina@werk.de").latest("pk").text
    assert former.email not in text
    rows = ModelLogEntry.objects.filter(object_id=str(werk.pk), action__startswith="hub.claim")
    assert [row.action for row in rows.order_by("pk")] == ["hub.claim.ask", "hub.claim.grant"]


def test_a_further_owner_can_stand_beside_the_former_one(werk):
    former = make_member(werk)
    claim = begin(werk)
    actions.ask(claim=claim)
    actions.decide(claim=claim, grant=True, replace=False, by=make_person())
    assert set(owners(werk)) == {former.email, "ina@werk.de"}
    assert (former.email, "„Werk“ hat eine weitere verantwortliche Person") in mails()


def test_a_refused_claim_changes_nothing_and_is_decided_once(werk):
    claim = begin(werk, "ina@gmx.de")
    actions.ask(claim=claim)
    actions.decide(claim=claim, grant=False, replace=False, by=make_person())
    assert owners(werk) == []
    assert mails()[-1] == ("ina@gmx.de", "„Werk“ wurde nicht übergeben")
    with pytest.raises(PermissionDenied):
        actions.decide(claim=claim, grant=True, replace=False, by=make_person())


def test_an_editor_becomes_the_owner_of_an_entry_without_one(werk):
    person = make_member(werk, role=Membership.Role.EDITOR, user=make_person(email="ina@werk.de"))
    assert actions.take_by_domain(claim=begin(werk)).user == person
    assert owners(werk) == ["ina@werk.de"]


def test_a_closed_account_takes_nothing_over(werk):
    make_person(email="ina@werk.de", is_active=False)
    with pytest.raises(PermissionDenied):
        actions.take_by_domain(claim=begin(werk))
    assert get_user_model().objects.filter(email="ina@werk.de").count() == 1


def test_what_is_over_is_deleted_but_never_what_waits(werk):
    old = timezone.now() - timedelta(days=15)
    begin(werk, at=old)
    waiting = begin(werk, at=old)
    actions.ask(claim=waiting)
    new = begin(werk)
    assert actions.prune() == 1
    assert list(Claim.objects.order_by("pk")) == [waiting, new]


def test_a_claim_has_a_known_state(werk):
    claim = begin(werk)
    with breaks("directory_claim_state"):
        Claim.objects.filter(pk=claim.pk).update(state="any")


def test_nobody_gives_an_entry_to_themselves(werk, client):
    """A moderator who claims an entry waits for somebody else to decide, as everybody does."""
    moderator = Moderator.objects.create(user=make_person(email="Ina@werk.de")).user
    claim = begin(werk, "ina@WERK.de")
    actions.ask(claim=claim)
    with pytest.raises(PermissionDenied):
        actions.decide(claim=claim, grant=True, replace=False, by=moderator)
    client.force_login(moderator)
    address = f"/verzeichnis/uebernehmen/{claim.pk}/entscheiden/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"decision": "grant"}).status_code == 404
    assert owners(werk) == []
    other = Moderator.objects.create(user=make_person()).user
    actions.decide(claim=claim, grant=True, replace=False, by=other)
    assert owners(werk) == [moderator.email]


def test_the_invitations_of_a_replaced_owner_are_worth_nothing(werk):
    owner = make_member(werk)
    invite(organisation=werk, email="zweit@werk.de", role=OWNER, by=owner)
    claim = begin(werk)
    actions.ask(claim=claim)
    actions.decide(claim=claim, grant=True, replace=True, by=make_person(is_superuser=True))
    assert owners(werk) == ["ina@werk.de"]
    assert not werk.invitations.exists()


@pytest.mark.parametrize(
    "trust", [{"level": "proven"}, {"level": "publisher"}, {"may_vouch": True}]
)
def test_who_could_publish_or_vouch_for_others_then_is_looked_at_first(werk, trust):
    """Every student has an address at the domain of the university."""
    claim = begin(werk)
    actions.send_code(claim=claim)
    sent = code()
    Trust.objects.create(organisation=werk, **trust)
    assert not actions.is_proved_by_domain(claim)
    assert not actions.published_address(claim)
    for take in (
        lambda: actions.take_by_domain(claim=claim),
        lambda: actions.take_by_code(claim=claim, code=sent),
    ):
        with pytest.raises(PermissionDenied):
            take()
    assert owners(werk) == []
    actions.ask(claim=claim)
    claim.refresh_from_db()
    actions.decide(claim=claim, grant=True, replace=False, by=make_person(is_superuser=True))
    assert owners(werk) == ["ina@werk.de"]
