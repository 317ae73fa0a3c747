"""Members change what is listed; two at once lose nothing."""

import pytest

from directory.models import ContactPoint, ListingDraft, Location, Organisation, Trust
from directory.own_area import drafts
from directory.own_area.forms import WholeForm, as_data
from directory.own_area.values import values_of
from tests.factories import make_member, make_organisation, make_person, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    organisation = make_organisation(title="Solarwerk", summary="Alt.", topics=[make_topic()])
    Location.objects.create(
        organisation=organisation, postcode="34999", place="Musterstadt", is_primary=True
    )
    Location.objects.create(organisation=organisation, postcode="34117", place="Kassel")
    ContactPoint.objects.create(organisation=organisation, label="Zentrale", phone="0561 1")
    return organisation


@pytest.fixture
def owner(entry, client):
    owner = make_member(entry)
    client.force_login(owner)
    return owner


def path(entry, ending="aendern/"):
    return f"/mein/eintraege/{entry.slug}/{ending}"


def values(entry, **changes):
    """What the form sends back, with some changes."""
    organisation = Organisation.objects.get(pk=entry.pk)
    return {**values_of(drafts.newest(organisation)), "do": "submit", **changes}


def newest(entry):
    return drafts.newest(Organisation.objects.get(pk=entry.pk))


def test_the_values_of_an_entry_make_a_valid_form_and_the_same_entry(entry):
    form = WholeForm(as_data(values_of(entry)), signed_in=True)
    assert form.errors == {}
    before = values_of(entry)
    drafts.fill(entry, form.cleaned_data, contact_label="x")
    assert values_of(entry) == before
    assert [site.place for site in entry.locations.all()] == ["Musterstadt", "Kassel"]
    assert entry.contact_points.get().label == "Zentrale"


def test_a_change_waits_for_review_and_what_is_live_stays(entry, owner, client):
    answer = client.post(path(entry), values(entry, summary="Neu."))
    assert answer.url == path(entry, "")
    stored = Organisation.objects.get(pk=entry.pk)
    assert (stored.live, stored.summary) == (True, "Alt.")
    assert newest(entry).summary == "Neu."
    assert stored.current_workflow_task_state.revision == stored.latest_revision
    assert not ListingDraft.objects.exists()
    assert "eingereicht am" in client.get(answer.url).content.decode()


def test_a_proven_organisation_is_changed_at_once(entry, owner, client):
    Trust.objects.create(organisation=entry, level=Trust.Level.PROVEN)
    client.post(path(entry), values(entry, summary="Neu.", postcode="34999"))
    stored = Organisation.objects.get(pk=entry.pk)
    assert stored.summary == "Neu."
    assert stored.locations.count() == 2


def test_a_move_gets_the_position_of_the_new_place(entry, owner, client):
    Trust.objects.create(organisation=entry, level=Trust.Level.PROVEN)
    site = entry.main_location()
    client.post(path(entry), values(entry, postcode="10115", place="Berlin"))
    moved = Organisation.objects.get(pk=entry.pk).main_location()
    assert (moved.pk, moved.place, moved.municipality) == (site.pk, "Berlin", None)
    assert moved.latitude is None


@pytest.mark.parametrize("ending", ["", "aendern/"])
def test_strangers_see_nothing(entry, client, ending):
    assert client.get(path(entry, ending)).status_code == 302
    client.force_login(make_member())
    assert client.get(path(entry, ending)).status_code == 404
    assert client.post(path(entry, "aendern/"), {"title": "Gekapert"}).status_code == 404


def test_the_draft_of_a_colleague_is_nobody_elses(entry, owner, client):
    client.post(path(entry), values(entry, summary="Geheim.", do="save"))
    draft = ListingDraft.objects.get()
    client.force_login(make_member(entry))
    for ending in ("", "vorschau/", "logo/"):
        assert client.get(f"/mein/eintragen/entwurf/{draft.token}/{ending}").status_code == 404
    assert client.post(f"/mein/eintragen/entwurf/{draft.token}/verwerfen/").status_code == 404
    assert "Geheim." not in client.get(path(entry)).content.decode()


def test_whoever_left_the_team_cannot_hand_in_an_old_draft(entry, owner, client):
    client.post(path(entry), values(entry, summary="Spät.", do="save"))
    owner.memberships.all().delete()
    draft = ListingDraft.objects.get()
    address = f"/mein/eintragen/entwurf/{draft.token}/"
    assert client.post(address, values(entry, summary="Spät.")).status_code == 404


def test_changes_of_two_people_to_different_fields_are_joined(entry, owner, client):
    client.post(path(entry), values(entry, summary="Von Anna.", do="save"))
    drafts_of_anna = ListingDraft.objects.get()
    other = make_member(entry)
    client.force_login(other)
    client.post(path(entry), values(entry, website="https://neu.example.org"))
    client.force_login(owner)
    assert "Jemand anders hat diesen Eintrag" in client.get(path(entry)).content.decode()
    client.post(path(entry), {**drafts_of_anna.fields, "do": "submit"})
    assert newest(entry).summary == "Von Anna."
    assert newest(entry).website == "https://neu.example.org"


@pytest.mark.parametrize(("choice", "summary"), [("mine", "Von Anna."), ("theirs", "Von Bert.")])
def test_both_texts_are_shown_where_two_have_changed_the_same(
    entry, owner, client, choice, summary
):
    typed = values(entry, summary="Von Anna.", offers="Dächer", do="save")
    client.post(path(entry), typed)
    client.force_login(make_member(entry))
    client.post(path(entry), values(entry, summary="Von Bert."))
    client.force_login(owner)
    answer = client.post(path(entry), typed | {"do": "submit"})
    text = answer.content.decode()
    assert "Von Anna." in text
    assert "Von Bert." in text
    assert newest(entry).summary == "Von Bert."
    assert ListingDraft.objects.get().fields["summary"] == "Von Anna."
    client.post(path(entry), typed | {"do": "submit", "choice": choice})
    assert newest(entry).summary == summary
    assert newest(entry).offers == "Dächer"
    texts = [revision.content["summary"] for revision in Organisation.objects.get().revisions.all()]
    assert "Von Bert." in texts


def test_a_locked_entry_is_not_changed_and_the_text_is_kept(entry, owner, client):
    Organisation.objects.filter(pk=entry.pk).update(locked=True)
    answer = client.post(path(entry), values(entry, summary="Neu."))
    assert "gesperrt" in answer.content.decode()
    assert ListingDraft.objects.get().fields["summary"] == "Neu."
    assert newest(entry).summary == "Alt."


def test_sent_twice_is_handed_in_once(entry, owner, client):
    draft = drafts.begin(user=owner, language="de")
    drafts.keep(draft=draft, fields={"title": "Zweites", "kind": "startup", "summary": "Ja."})
    address = f"/mein/eintragen/entwurf/{draft.token}/"
    typed = {"title": "Zweites", "kind": "startup", "summary": "Ja.", "postcode": "34999"}
    assert client.post(address, typed | {"do": "submit"}).status_code == 302
    assert client.post(address, typed | {"do": "submit"}).status_code == 404
    assert Organisation.objects.filter(title="Zweites").count() == 1
    with pytest.raises(ListingDraft.DoesNotExist):
        cleaned = {"title": "Zweites", "kind": "startup", "summary": "Ja.", "topics": []}
        drafts.hand_in(draft=draft, cleaned=cleaned, user=owner)


def test_somebody_signed_in_lists_without_any_mail(client):
    client.force_login(make_person())
    page = client.get("/mein/eintragen/").content.decode()
    assert 'name="email"' not in page
    typed = {"title": "Mein Werk", "kind": "startup", "summary": "Ja.", "postcode": "34999"}
    answer = client.post("/mein/eintragen/", typed | {"do": "submit"})
    assert answer.url == "/mein/eintraege/mein-werk/"
    assert Organisation.objects.get().current_workflow_state


def test_what_was_begun_can_be_thrown_away(entry, owner, client):
    client.post(path(entry), values(entry, summary="Weg damit.", do="save"))
    draft = ListingDraft.objects.get()
    address = f"/mein/eintragen/entwurf/{draft.token}/verwerfen/"
    assert client.get(address).status_code == 405
    assert client.post(address).url == path(entry, "")
    assert not ListingDraft.objects.exists()


def test_the_start_explains_itself_to_somebody_without_an_organisation(client):
    assert client.get("/mein/").status_code == 302
    client.force_login(make_person())
    assert "Sie handeln noch für keine Organisation" in client.get("/mein/").content.decode()


@pytest.mark.parametrize("count", [1, 10])
def test_the_start_asks_the_database_the_same_for_one_and_for_ten(
    client, count, django_assert_max_num_queries
):
    person = make_person()
    for number in range(count):
        organisation = make_organisation(title=f"Nummer {number}")
        make_member(organisation, user=person)
        draft = drafts.begin(user=person, language="de", organisation=organisation)
        drafts.keep(draft=draft, fields={})
    client.force_login(person)
    client.get("/mein/")
    with django_assert_max_num_queries(17):
        page = client.get("/mein/").content.decode()
    assert page.count("Weiter mit Ihrer Änderung") == count


def test_every_state_is_said_in_words(client):
    person = make_person()
    live, waiting = make_organisation(title="AaAa"), make_organisation(title="BbBb")
    gone, asked = make_organisation(title="CcCc", live=False, expired=True), make_organisation()
    new = make_organisation(title="DdDd", live=False, first_published_at=None)
    for each in (live, waiting, gone, asked, new):
        make_member(each, user=person)
    waiting.save_revision()
    revision = asked.save_revision(user=person)
    drafts.submit(record=Organisation.objects.get(pk=asked.pk), revision=revision, user=person)
    task = Organisation.objects.get(pk=asked.pk).current_workflow_task_state
    task.specific.reject(user=person, comment="Bitte ohne Großbuchstaben.")
    client.force_login(person)
    text = client.get("/mein/").content.decode()
    for words in (
        "öffentlich</span>",
        "Änderung ist noch nicht eingereicht",
        "nicht mehr öffentlich",
        "Bitte ohne Großbuchstaben.",
        "Entwurf, nicht eingereicht",
    ):
        assert words in text
