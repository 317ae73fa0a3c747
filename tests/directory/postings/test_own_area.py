"""Writing, changing and taking back a posting in the own area."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Membership, Moderator, Posting, ReviewState, Trust
from directory.moderation import decisions
from tests.factories import make_member, make_organisation, make_person, make_posting, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
NEW = "/mein/gesuche/neu/"


@pytest.fixture(autouse=True)
def review(db):
    call_command("set_up_review")


@pytest.fixture
def house():
    return make_organisation(title="Fuldawerk GmbH")


@pytest.fixture
def member(house, client):
    user = make_member(house, role=Membership.Role.EDITOR)
    client.force_login(user)
    return user


def typed(house, **fields):
    return {
        "owner": house.pk,
        "direction": "seek",
        "kind": "thesis",
        "title": "Wer misst unsere Öfen?",
        "summary": "Eine Abschlussarbeit über Abwärme, mit Messgeräten und Vergütung.",
        **fields,
    }


def revision_of(record):
    return str(Posting.objects.get(pk=record.pk).latest_revision_id or "")


def test_a_member_hands_one_in_and_after_the_review_it_is_public(client, house, member):
    answer = client.post(NEW, typed(house), follow=True)
    record = Posting.objects.get()
    assert answer.redirect_chain == [(f"/mein/gesuche/{record.slug}/", 302)]
    assert (record.live, record.owner, record.source) == (False, house, "self_service")
    assert "eingereicht" in answer.content.decode()
    assert client.get(f"/gesuche/{record.slug}/").status_code == 404
    moderator = make_person()
    Moderator.objects.create(user=moderator)
    state = ReviewState.objects.get()
    decisions.decide(state=state, revision_id=state.revision_id, decision="approve", user=moderator)
    assert "Wer misst unsere Öfen?" in client.get(f"/gesuche/{record.slug}/").content.decode()


def test_a_proven_organisation_publishes_at_once(client, house, member):
    Trust.objects.create(organisation=house, level=Trust.Level.PROVEN)
    topic = make_topic(parent=make_topic())
    client.post(NEW, typed(house, topics=[topic.pk], postcode="34117", place="Kassel"))
    record = Posting.objects.get()
    assert record.live
    assert list(record.topics.all()) == [topic]
    assert record.site.place == "Kassel"
    assert record.closes_on == timezone.localdate() + timedelta(days=180)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "in einer Zeile"),
        ("summary", "", "einen Satz"),
        ("kind", "yacht", "yacht"),
        ("direction", "", "eines von beiden"),
        ("kind", "", "worum es geht"),
        ("owner", "abc", "eine Ihrer Organisationen"),
        ("open_until", "31.13.2099", "kein Tag"),
        ("open_until", "2020-01-01", "vorbei"),
        ("open_until", "2999-01-01", "Höchstens 180 Tage"),
        ("postcode", "12", "fünf Ziffern"),
        ("description", "x" * 8001, "8000"),
        ("title", "\u202e\u200b\u0000", "in einer Zeile"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_kept(
    client, house, member, field, value, words
):
    answer = client.post(NEW, typed(house, **{field: value}))
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors[field])
    assert "Wer misst" in answer.content.decode() or field == "title"
    assert not Posting.objects.exists()


def test_invisible_characters_and_a_megabyte_do_no_harm(client, house, member):
    client.post(NEW, typed(house, title="Wer\u202e misst\u200b das?"))
    assert Posting.objects.get().title == "Wer misst das?"
    answer = client.post(NEW, typed(house, summary="x" * 1_000_000))
    assert "300" in str(answer.context["form"].errors["summary"])


def test_seven_topics_are_too_many(client, house, member):
    above = make_topic()
    topics = [make_topic(parent=above).pk for _number in range(7)]
    answer = client.post(NEW, typed(house, topics=topics))
    assert "topics" in answer.context["form"].errors


def test_nobody_posts_for_others(client, house, member):
    other = make_organisation()
    answer = client.post(NEW, typed(other))
    assert "owner" in answer.context["form"].errors
    record = make_posting(owner=house)
    typed_by = typed(other, revision=revision_of(record))
    answer = client.post(f"/mein/gesuche/{record.slug}/", typed_by)
    assert "owner" in answer.context["form"].errors
    assert Posting.objects.get().owner == house


def test_others_do_not_find_it_in_any_address(client, house):
    record = make_posting(title="Geheimes", owner=house, live=False)
    client.force_login(make_member())
    for path in ("", "verlaengern/", "zurueckziehen/"):
        address = f"/mein/gesuche/{record.slug}/{path}"
        if not path:
            assert client.get(address).status_code == 404
        assert client.post(address, typed(house)).status_code == 404
    assert "Geheimes" not in client.get("/mein/gesuche/").content.decode()
    client.logout()
    assert client.get(f"/mein/gesuche/{record.slug}/").status_code == 302
    record.refresh_from_db()
    assert not record.live


def test_who_has_no_organisation_is_led_to_where_one_gets_one(client):
    client.force_login(make_person())
    assert client.get(NEW).url == "/mein/"
    assert client.get("/mein/gesuche/").status_code == 200


def test_reading_changes_nothing_and_forms_of_other_sites_neither(client, house, member):
    record = make_posting(owner=house)
    for path in ("verlaengern/", "zurueckziehen/"):
        assert client.get(f"/mein/gesuche/{record.slug}/{path}").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    assert strict.post(NEW, typed(house)).status_code == 403


def test_a_change_waits_while_what_is_public_stays(client, house, member):
    record = make_posting(title="Alt und gut", owner=house)
    data = typed(house, title="Neu", kind="partner", revision=revision_of(record))
    client.post(f"/mein/gesuche/{record.slug}/", data)
    assert "Alt und gut" in client.get(f"/gesuche/{record.slug}/").content.decode()
    assert ReviewState.objects.get().revision.as_object().title == "Neu"
    text = client.get(f"/mein/gesuche/{record.slug}/").content.decode()
    assert 'value="Neu"' in text


def test_of_two_who_change_it_at_once_the_second_is_told(client, house, member):
    record = make_posting(owner=house)
    address, before = f"/mein/gesuche/{record.slug}/", revision_of(record)
    client.post(address, typed(house, title="Die erste Fassung", revision=before))
    answer = client.post(address, typed(house, title="Die zweite Fassung", revision=before))
    assert answer.context["is_behind"]
    assert "Die zweite Fassung" in answer.content.decode()
    record = Posting.objects.get()
    assert record.get_latest_revision_as_object().title == "Die erste Fassung"
    data = typed(house, title="Die zweite Fassung", revision=revision_of(record))
    assert client.post(address, data).status_code == 302


def test_what_a_moderator_has_locked_stays_as_it_is(client, house, member):
    record = make_posting(title="Fest", owner=house, locked=True)
    data = typed(house, revision=revision_of(record))
    answer = client.post(f"/mein/gesuche/{record.slug}/", data)
    assert "gesperrt" in answer.content.decode()
    assert not record.revisions.exists()


def test_a_new_place_has_the_position_of_the_new_place(client, house, member):
    Trust.objects.create(organisation=house, level=Trust.Level.PROVEN)
    record = make_posting(owner=house, place="Fulda", latitude=50.5, longitude=9.7)
    data = typed(house, place="Nirgendwo", revision=revision_of(record))
    client.post(f"/mein/gesuche/{record.slug}/", data)
    record.refresh_from_db()
    assert (record.place, record.latitude) == ("Nirgendwo", None)


def test_withdrawing_and_renewing_have_one_button_each(client, house, member):
    record = make_posting(owner=house, open_until=timezone.localdate())
    client.post(f"/mein/gesuche/{record.slug}/verlaengern/")
    record.refresh_from_db()
    assert record.closes_on == timezone.localdate() + timedelta(days=90)
    assert record.confirmed_by == "Fuldawerk GmbH"
    client.post(f"/mein/gesuche/{record.slug}/zurueckziehen/")
    record.refresh_from_db()
    assert not record.live
    # What its own people took back comes back by a review, not by the button of a renewal.
    assert client.post(f"/mein/gesuche/{record.slug}/verlaengern/").status_code == 404


def test_a_list_of_ten_costs_as_much_as_one_of_one(client, house, member):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get("/mein/gesuche/").status_code == 200
        return len(found)

    make_posting(owner=house)
    queries()
    one = queries()
    for _number in range(9):
        make_posting(owner=house)
    assert queries() == one


def test_an_operator_posts_for_own_organisations_and_not_for_all(client):
    own = [make_organisation() for _number in range(3)]
    others = [make_organisation() for _number in range(20)]
    operator = make_person(is_superuser=True, is_staff=True)
    for each in own:
        make_member(each, user=operator)
    client.force_login(operator)

    def offered(address):
        choices = client.get(address).context["form"].fields["owner"].choices
        return {code for code, _words in choices if code}

    assert offered(NEW) == {each.pk for each in own}
    answer = client.post(NEW, typed(others[0]))
    assert "eine Ihrer Organisationen" in str(answer.context["form"].errors["owner"])
    record = make_posting(owner=others[1])
    assert offered(f"/mein/gesuche/{record.slug}/") == {each.pk for each in [*own, others[1]]}


def test_an_operator_without_an_organisation_posts_for_none(client):
    make_organisation()
    client.force_login(make_person(is_superuser=True, is_staff=True))
    assert client.get(NEW).url == "/mein/"


def test_withdrawing_ends_the_review_and_nothing_moves_what_is_locked(client, house, member):
    """Else a reviewer who reads the mail later makes public what its people took back."""
    record = make_posting(owner=house)
    client.post(
        f"/mein/gesuche/{record.slug}/", typed(house, title="Anders", revision=revision_of(record))
    )
    assert ReviewState.objects.filter(status="in_progress").exists()
    Posting.objects.update(locked=True)
    client.post(f"/mein/gesuche/{record.slug}/zurueckziehen/")
    assert Posting.objects.get().live
    Posting.objects.update(locked=False)
    client.post(f"/mein/gesuche/{record.slug}/zurueckziehen/")
    assert not Posting.objects.get().live
    assert not ReviewState.objects.filter(status="in_progress").exists()
