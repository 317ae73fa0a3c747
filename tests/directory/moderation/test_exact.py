"""What goes live is what was read, however the author changes it meanwhile."""

import pytest
from django.urls import reverse
from wagtail.models import Revision

from directory.models import Organisation, Trust
from directory.moderation import changes
from directory.own_area import drafts
from hub.models import Picture
from tests.directory.moderation.people import hand_in, link, make_moderator, make_startup, stored
from tests.directory.moderation.test_views import post
from tests.directory.rights.test_attempts import organisation_form
from tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    """Enters the admin for another house, and writes for a new one, too."""
    proven = make_organisation()
    author = make_member(proven)
    from hub.management.commands.set_up_hub import Command

    Command().ensure_groups()
    Trust.objects.create(organisation=proven, level=Trust.Level.PROVEN)
    return author


def test_saving_while_one_types_does_not_change_what_is_being_reviewed(client, author):
    """Wagtail saves into the same revision when the form names it."""
    record, _owner = make_startup(title="Fuldawerk GmbH")
    make_member(record, user=author)
    moderator = make_moderator()
    state = hand_in(record, author, summary="Brav.")
    page = client.get(link(moderator)).context
    client.force_login(author)
    typed = organisation_form(record, summary="Unartig.", overwrite_revision_id=state.revision_id)
    edit = reverse(Organisation.snippet_viewset.get_url_name("edit"), args=[record.pk])
    assert client.post(edit, typed).status_code == 302
    assert drafts.newest(stored(record)).summary == "Unartig."
    assert Revision.objects.get(pk=state.revision_id).content["summary"] == "Brav."
    fields = {name: page["form"][name].value() for name in ("state", "revision")}
    client.post(link(moderator), fields | {"decision": "approve"})
    assert stored(record).summary == "Brav."


def test_another_logo_of_the_same_title_is_shown(client):
    record = make_organisation(title="Fuldawerk GmbH")
    first, second = (Picture(title="Logo von Fuldawerk", width=9, height=9) for _ in "12")
    for number, each in enumerate((first, second)):
        each.file.name = f"original_images/{number}.png"
        each.save()
    record.logo = first
    record.save()
    new = stored(record)
    new.logo = second
    (change,) = changes.changes(stored(record), new)
    assert change.name == "logo"
    assert [part.sign for part in change.parts] == ["-", "+"]


def test_a_link_is_worth_nothing_by_other_methods(client):
    record, author = make_startup()
    moderator = make_moderator()
    state = hand_in(record, author)
    path = link(moderator)
    for method in ("put", "patch", "delete", "options", "trace"):
        assert getattr(client, method)(path).status_code == 405, method
    assert client.head(path).status_code == 200
    state.refresh_from_db()
    assert state.is_open


def test_the_review_of_another_record_is_not_decided_with_a_link(client):
    one, author = make_startup()
    two, other_author = make_startup()
    moderator = make_moderator()
    hand_in(one, author)
    path = link(moderator)
    state = hand_in(two, other_author)
    typed = {"state": state.pk, "revision": state.revision_id, "decision": "approve"}
    client.post(path, typed)
    assert not stored(one).live
    assert not stored(two).live
    post(client, path)
    assert stored(one).live
    assert not stored(two).live
