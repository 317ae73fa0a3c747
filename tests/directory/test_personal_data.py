import pytest
from allauth.account.models import EmailAddress

from directory.models import Membership
from hub.accounts import leaving, personal_data
from hub.models import User
from tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db
EDITOR = Membership.Role.EDITOR


def test_the_file_of_the_own_data_names_organisations_and_what_others_wrote_to_the_address():
    organisation = make_organisation(title="Fuldawerk GmbH")
    member = make_member(organisation)
    EmailAddress.objects.create(user=member, email=member.email, verified=True)
    organisation.claims.create(
        email=member.email,
        reason="Ich leite den Betrieb.",
        language="de",
        expires_at=member.date_joined,
    )
    organisation.claims.create(
        email="fremd@example.org", language="de", expires_at=member.date_joined, token_digest="x"
    )
    data = personal_data.of(member)
    assert [row["organisation__title"] for row in data["memberships"]] == ["Fuldawerk GmbH"]
    assert [row["reason"] for row in data["letters"]] == ["Ich leite den Betrieb."]


def test_the_only_owner_of_a_team_hands_it_over_before_leaving():
    organisation = make_organisation(title="Fuldawerk GmbH")
    owner = make_member(organisation)
    editor = make_member(organisation, role=EDITOR)
    assert "Fuldawerk GmbH" in " ".join(leaving.obstacles(owner))
    assert not leaving.leave(user=owner)
    Membership.objects.filter(user=editor).update(role=Membership.Role.OWNER)
    assert leaving.leave(user=owner)
    assert organisation.memberships.get().user == editor


def test_an_editor_and_whoever_is_alone_can_leave_and_the_entry_stays():
    organisation = make_organisation()
    owner, editor = make_member(organisation), make_member(organisation, role=EDITOR)
    assert leaving.leave(user=editor)
    assert leaving.leave(user=owner)
    assert not User.objects.filter(pk__in=[owner.pk, editor.pk]).exists()
    organisation.refresh_from_db()
    assert organisation.live
