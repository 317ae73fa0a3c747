"""Staff publish for their own house: whatever kind of record it is."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from directory.moderation import decisions, standing
from directory.own_area import kinds
from directory.own_area.drafts import newest
from events.models import Event
from hub.mailbox.models import OutgoingMail
from hub.publishing import publish_due
from tests.directory.own_area.house import EVENTS, NEW, TYPED, change, new_event, page, stored, text
from tests.directory.own_area.sending import opened, shown
from tests.factories import (
    make_event,
    make_member,
    make_organisation,
    make_person,
    make_programme,
    make_service,
    make_topic,
)

pytestmark = pytest.mark.django_db

# --- Entering and handing in ------------------------------------------------------------------


def test_a_new_house_hands_in_and_nothing_is_public(house, client):
    answer = new_event(client)
    event = Event.objects.get()
    assert answer.url == page(event)
    assert (event.live, event.owner, event.place) == (False, house, "Musterstadt")
    assert (event.local_start.hour, event.source) == (10, "self_service")
    assert event.current_workflow_task_state.revision == event.latest_revision
    said = text(client, answer.url)
    assert "Es ist eingereicht." in said
    assert "eingereicht am" in said


def test_what_the_reviewer_approves_is_what_was_handed_in(house, client):
    new_event(client)
    event = Event.objects.get()
    change(client, event, title="Später geändert", do="save")
    state = stored(event).current_workflow_task_state.specific
    decisions.decide(
        state=state,
        revision_id=state.revision_id,
        decision="approve",
        user=make_person(is_superuser=True),
    )
    assert (stored(event).live, stored(event).title) == (True, "Sprechtag Patente")
    assert newest(stored(event)).title == "Später geändert"


def test_a_proven_house_publishes_at_once(proven, client):
    answer = new_event(client)
    assert Event.objects.get().live
    assert "Es ist öffentlich." in text(client, answer.url)


def test_a_draft_is_kept_and_not_handed_in(proven, client):
    new_event(client, do="save")
    event = Event.objects.get()
    assert (event.live, event.current_workflow_state) == (False, None)
    change(client, event, title="Zweite Fassung", do="save")
    assert "Zweite Fassung" in text(client, EVENTS)
    assert not stored(event).live
    change(client, event)
    assert (stored(event).live, stored(event).title) == (True, "Zweite Fassung")


def test_the_draft_stands_beside_what_is_public(proven, client):
    event = make_event(owner=proven, title="Sprechtag", summary="Alt und gut.")
    assert "Was öffentlich ist, ist der neueste Stand." in text(client, page(event))
    change(client, event, summary="Neu und gut.", do="save")
    said = text(client, page(event))
    assert "Alt</del>" in said
    assert "Neu</ins>" in said
    assert stored(event).summary == "Alt und gut."
    assert "Neu und gut." in text(client, page(event, "vorschau/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_at", "2047-03-01T09:00"),
        ("starts_at", "irgendwann"),
        ("registration_url", "javascript:alert(1)"),
        ("title", "\u200b\u200b\u200b\u200b"),
        ("summary", "x" * 301),
        ("postcode", "3499"),
        ("owner", "999999"),
        ("kind", "alien"),
        ("expire_at", "2001-01-01T00:00"),
    ],
)
def test_what_is_wrong_is_said_and_all_is_kept(house, client, field, value):
    answer = new_event(client, description="Ein langer Text.", **{field: value})
    assert field in answer.context["form"].errors
    said = answer.content.decode()
    assert "Ein langer Text." in said
    assert "Bitte prüfen:" in said
    assert not Event.objects.exists()


def test_what_the_whole_record_refuses_is_said_too(house, client):
    answer = new_event(client, venue="", postcode="")
    assert "venue" in answer.context["form"].errors


def test_invisible_letters_and_script_do_not_get_in(proven, client):
    new_event(client, title="Sprech\u200btag\u202e", venue="<script>alert(1)</script>\x07")
    event = Event.objects.get()
    assert (event.title, event.venue) == ("Sprechtag", "<script>alert(1)</script>")
    assert "<script>alert" not in text(client, page(event))


def test_topics_and_tags_are_kept(proven, client):
    topic = make_topic()
    new_event(client, topics=[topic.pk], tags="Patent, Marke")
    event = Event.objects.get()
    assert [each.pk for each in event.topics.all()] == [topic.pk]
    assert {item.tag.name for item in event.tagged_items.all()} == {"Patent", "Marke"}


def test_a_form_sent_twice_makes_one_record(house, client):
    sent = opened(client, NEW) | TYPED | {"topics": [make_topic().pk], "tags": "Patent"}
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first.url == second.url == page(Event.objects.get())


def test_another_text_in_a_form_that_was_sent_is_kept_and_asked_about(house, client):
    sent = opened(client, NEW) | TYPED
    client.post(NEW, sent)
    answer = client.post(NEW, sent | {"title": "Etwas anderes"})
    said = answer.content.decode()
    assert "schon einmal" in said
    assert 'value="Etwas anderes"' in said
    assert Event.objects.count() == 1
    client.post(NEW, shown(answer))
    assert {event.title for event in Event.objects.all()} == {"Sprechtag Patente", "Etwas anderes"}


def test_two_of_one_title_get_addresses_of_their_own(house, client):
    new_event(client)
    new_event(client)
    slugs = {event.slug for event in Event.objects.all()}
    assert slugs == {"sprechtag-patente", "sprechtag-patente-2"}


def test_a_copy_says_the_same_but_for_what_is_of_one_time(proven, client):
    topic = make_topic()
    event = make_event(
        title="Sprechtag", owner=proven, summary="Wie immer.", topics=[topic], tags=["Patent"]
    )
    sent = opened(client, f"{NEW}?copy={event.pk}")
    assert (sent["starts_at"], sent["title"], sent["tags"]) == ("", "Sprechtag", "Patent")
    client.post(NEW, sent | {"starts_at": TYPED["starts_at"], "ends_at": TYPED["ends_at"]})
    copy = Event.objects.exclude(pk=event.pk).get()
    assert (copy.summary, copy.live, list(copy.topics.all())) == ("Wie immer.", True, [topic])


# --- At a set time ----------------------------------------------------------------------------


def at(**ahead):
    moment = (timezone.localtime() + timedelta(**ahead)).replace(second=0, microsecond=0)
    return moment, f"{moment:%Y-%m-%dT%H:%M}"


def test_what_is_planned_waits_for_the_clock(proven, client):
    moment, typed = at(days=2)
    answer = new_event(client, go_live_at=typed)
    event = Event.objects.get()
    assert not event.live
    assert standing.of(event).state == standing.State.PLANNED
    assert "wird öffentlich am" in text(client, answer.url)
    assert publish_due(at=moment - timedelta(minutes=1)) == (0, 0)
    assert publish_due(at=moment + timedelta(minutes=1)) == (1, 0)


def test_what_is_approved_for_later_is_told_so(house, client):
    new_event(client, go_live_at=at(days=2)[1])
    state = Event.objects.get().current_workflow_task_state.specific
    operator = make_person(is_superuser=True)
    decisions.decide(state=state, revision_id=state.revision_id, decision="approve", user=operator)
    assert not Event.objects.get().live
    told = OutgoingMail.objects.filter(to=house.member.email).latest("pk")
    assert "Er wird öffentlich am" in " ".join(told.text.split())


def test_one_that_fails_holds_no_other_back_and_its_owner_sees_it(proven, client):
    for number in range(3):
        new_event(client, title=f"Nummer {number}", go_live_at=at(days=1)[1])
    broken = Event.objects.get(title="Nummer 1")
    past = timezone.now() - timedelta(hours=1)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        content = revision.content | {"go_live_at": past.isoformat()}
        if revision == broken.latest_revision:
            content["ends_at"] = "1999-01-01T00:00:00Z"
        Revision.objects.filter(pk=revision.pk).update(content=content, approved_go_live_at=past)
    assert publish_due() == (2, 0)
    live = {event.title for event in Event.objects.filter(live=True)}
    assert live == {"Nummer 0", "Nummer 2"}
    assert "ist fehlgeschlagen" in text(client, page(broken))


def test_the_end_of_being_public_lies_after_its_beginning(proven, client):
    answer = new_event(client, go_live_at=at(days=3)[1], expire_at=at(days=2)[1])
    assert "späteres Ende" in str(answer.context["form"].errors["expire_at"])
    assert not Event.objects.exists()


def test_what_replaces_a_planned_text_is_reviewed_and_the_old_one_stays_away(house, client):
    event = make_event(owner=house, live=False, first_published_at=None)
    revision = event.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=at(days=1)[0])
    change(client, event, summary="Besser so.")
    assert not stored(event).revisions.filter(approved_go_live_at__isnull=False)
    assert standing.of(stored(event)).state == standing.State.WAITING


# --- Withdrawing and the archive --------------------------------------------------------------


def test_withdrawing_says_what_happens_and_does_it_by_post_alone(house, client):
    event = make_event(owner=house)
    said = text(client, page(event, "zurueckziehen/"))
    assert "niemand mehr" in said
    assert stored(event).live
    assert client.post(page(event, "zurueckziehen/")).url == page(event)
    assert not stored(event).live
    assert event.title not in text(client, EVENTS)
    assert event.title in text(client, EVENTS + "archiv/")


def test_what_is_in_the_archive_comes_back_and_is_handed_in_again(proven, client):
    event = make_event(owner=proven, title="Wieder da")
    client.post(page(event, "zurueckziehen/"))
    assert client.get(page(event, "zurueckholen/")).status_code == 405
    client.post(page(event, "zurueckholen/"))
    assert (stored(event).live, stored(event).expired) == (False, False)
    assert "Wieder da" in text(client, EVENTS)
    change(client, event)
    assert stored(event).live


def test_handing_in_takes_out_of_the_archive(house, client):
    event = make_event(owner=house)
    client.post(page(event, "zurueckziehen/"))
    change(client, event)
    assert event.title in text(client, EVENTS)
    assert event.title not in text(client, EVENTS + "archiv/")


def test_withdrawing_ends_the_review_and_the_plan(house, client):
    new_event(client)
    event = Event.objects.get()
    client.post(page(event, "zurueckziehen/"))
    assert stored(event).current_workflow_state is None
    planned = make_event(owner=house, live=False)
    revision = planned.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=at(days=1)[0])
    client.post(page(planned, "zurueckziehen/"))
    assert publish_due(at=timezone.now() + timedelta(days=2)) == (0, 0)


def test_what_an_import_wrote_into_the_row_is_the_draft_after_withdrawing(house, client):
    event = make_event(owner=house, summary="Alt.")
    event.save_revision().publish()
    imported = stored(event)
    imported.summary = "Aus dem Kalender."
    imported.save()
    client.post(page(event, "zurueckziehen/"))
    assert newest(stored(event)).summary == "Aus dem Kalender."


def test_what_is_over_lies_in_the_archive_by_itself(house, client):
    over = make_event(owner=house, title="Vorbei", starts_at=timezone.now() - timedelta(days=9))
    assert "Vorbei" not in text(client, EVENTS)
    assert "Vorbei" in text(client, EVENTS + "archiv/")
    assert stored(over).live
    expired = make_service(owner=house, title="Ab", expire_at=timezone.now() - timedelta(days=1))
    publish_due()
    assert not stored(expired).live
    assert "Ab</a>" in text(client, "/mein/veroeffentlichen/advice/archiv/")


def test_what_a_moderator_has_locked_stays_as_it_is(house, client):
    event = make_event(owner=house, summary="Alt.")
    sent = opened(client, page(event, "aendern/"))
    Event.objects.filter(pk=event.pk).update(locked=True)
    answer = client.post(page(event, "aendern/"), sent | {"summary": "Getippt."})
    assert "gesperrt" in answer.content.decode()
    assert "Getippt." in answer.content.decode()
    client.post(page(event, "zurueckziehen/"))
    assert (stored(event).live, newest(stored(event)).summary) == (True, "Alt.")
    assert 'value="submit"' not in text(client, page(event, "aendern/"))


# --- Whose it is ------------------------------------------------------------------------------


def test_who_acts_for_several_chooses_and_filters(house, client):
    second = make_organisation(title="Verein")
    make_member(second, user=house.member)
    sent = opened(client, NEW)
    assert sent["owner"] == ""
    assert "owner" in client.post(NEW, sent | TYPED).context["form"].errors
    assert opened(client, f"{NEW}?organisation={second.pk}")["owner"] == str(second.pk)
    client.post(NEW, sent | TYPED | {"owner": second.pk})
    make_event(owner=house, title="Von der Kammer")
    both = text(client, EVENTS)
    assert "Von der Kammer" in both
    assert "Sprechtag Patente" in both
    one = text(client, f"{EVENTS}?organisation={second.pk}")
    assert "Von der Kammer" not in one
    assert "Sprechtag Patente" in one


def test_nothing_of_a_third_is_named_or_taken(house, client):
    other = make_organisation(title="Fremde Kammer")
    theirs = make_event(owner=other, title="Geheim", live=False)
    for address in (EVENTS, EVENTS + "archiv/", f"{EVENTS}?organisation={other.pk}", NEW):
        said = text(client, address)
        assert "Geheim" not in said
        assert "Fremde Kammer" not in said
    assert client.get(f"{NEW}?copy={theirs.pk}").status_code == 404
    answer = new_event(client, owner=other.pk)
    assert "owner" in answer.context["form"].errors
    assert "Fremde Kammer" not in answer.content.decode()
    mine = make_event(owner=house)
    change(client, mine, owner=other.pk)
    assert stored(mine).owner == house


def test_rows_of_others_cannot_be_taken(proven, client):
    from tests.factories import make_run

    theirs = make_run()
    address = "/mein/veroeffentlichen/course/neu/"
    sent = opened(client, address) | {"title": "Meins", "summary": "Ja."}
    sent |= {"runs-0-id": theirs.pk, "runs-0-venue": "Gekapert", "runs-INITIAL_FORMS": "1"}
    client.post(address, sent)
    theirs.refresh_from_db()
    assert theirs.venue == "Kursraum"
    assert theirs.course.title != "Meins"


@pytest.mark.parametrize("change", [{"runs-TOTAL_FORMS": "x"}, {"runs-0-id": "x"}, {}])
def test_a_form_that_nobody_was_shown_is_answered_in_words(proven, client, change):
    address = "/mein/veroeffentlichen/course/neu/"
    sent = opened(client, address) | {"title": "Meins", "runs-INITIAL_FORMS": "1"} | change
    del sent["runs-1-id"]
    assert client.post(address, sent).status_code == 200


def test_without_an_organisation_one_is_led_to_where_one_begins(client):
    assert client.get(EVENTS).status_code == 302
    client.force_login(make_person())
    assert client.get(NEW).url == "/mein/"
    assert "noch für keine Organisation" in text(client, EVENTS)
    assert client.get("/mein/veroeffentlichen/unsinn/").status_code == 404


@pytest.mark.parametrize("kind", [kind.name for kind in kinds.all_kinds()])
def test_every_kind_has_its_list_its_form_and_words_for_nothing(house, client, kind):
    own = kinds.get(kind)
    address = f"/mein/veroeffentlichen/{kind}/"
    assert str(own.empty) in text(client, address)
    assert "Das Archiv ist leer" in text(client, address + "archiv/")
    assert str(own.new_label) in text(client, address + "neu/")
    assert address in text(client, "/mein/")
    assert f"{address}?organisation={house.pk}" in text(client, f"/mein/eintraege/{house.slug}/")
    english = text(client, f"/en/my/publish/{kind}/new/")
    assert "(required)" in english


def test_many_are_shown_by_pages_and_found_by_their_title(house, client):
    for number in range(23):
        make_service(owner=house, title=f"Angebot {number:02}")
    make_service(owner=house, title="Ärztliche Hilfe")
    address = "/mein/veroeffentlichen/advice/"
    assert text(client, address).count('class="own-row"') == 20
    assert "Seite 2 von 2" in text(client, address + "?page=2")
    assert "Ärztliche Hilfe" in text(client, address + "?q=%C3%A4rztliche")
    assert "Hier passt nichts" in text(client, address + "?q=Quastenflosser")


@pytest.mark.parametrize("kind", ["event", "advice", "funding"])
def test_the_lists_ask_the_database_the_same_for_one_and_for_ten(
    house, client, kind, django_assert_num_queries
):
    make = {"event": make_event, "advice": make_service, "funding": make_programme}[kind]
    address = f"/mein/veroeffentlichen/{kind}/"
    make(owner=house)
    client.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    for _number in range(9):
        make(owner=house)
    with django_assert_num_queries(len(queries)):
        assert text(client, address).count('class="own-row"') == 10
