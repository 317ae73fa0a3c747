"""Somebody without an account lists an organisation."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from directory.models import ListingDraft, Membership, Organisation, Source
from hub.models import OutgoingMail, Picture
from tests.directory.own_area.typing import NEW, TYPED, stamp, typed
from tests.factories import make_organisation, make_person, make_topic
from tests.hub.pictures import HOSTILE, picture

pytestmark = pytest.mark.django_db


def confirm_path():
    mail = OutgoingMail.objects.latest("pk")
    return re.search(r"http://[^/]+(\S+bestaetigen/[\w-]{32}/)", mail.text)[1]


def confirmed(client):
    path = confirm_path()
    version = re.search(r'name="version" value="(\d+)"', client.get(path).content.decode())[1]
    return client.post(path, {"version": version})


def test_from_the_form_to_the_review_with_one_mail(client):
    topic = make_topic()
    answer = client.post(NEW, typed(topics=[topic.pk]))
    assert answer.url == "/mein/eintragen/gesendet/"
    assert "Mail" in client.get(answer.url).content.decode()
    assert not Organisation.objects.exists()
    assert OutgoingMail.objects.get().to == "anna@solarwerk.example"

    answer = confirmed(client)
    entry = Organisation.objects.get()
    assert answer.url == "/mein/eintraege/solarwerk-gmbh/"
    assert not entry.live
    assert entry.source == Source.SELF_SERVICE
    assert entry.current_workflow_state
    assert (entry.title, entry.wz_code) == ("Solarwerk GmbH", "43.21")
    assert entry.website == "https://www.solarwerk.example"
    assert list(entry.topics.all()) == [topic]
    site = entry.locations.get()
    assert (site.place, site.latitude, site.is_primary) == ("Musterstadt", 51.3, True)
    assert entry.contact_points.get().email == "info@solarwerk.example"
    assert Membership.objects.get().role == Membership.Role.OWNER
    assert not ListingDraft.objects.exists()
    page = client.get(answer.url)
    assert page.status_code == 200
    user = page.context["user"]
    assert user.email == "anna@solarwerk.example"
    assert user.emailaddress_set.get().verified


def test_at_most_twelve_fields_are_shown(client):
    page = client.get(NEW).content.decode()
    form = page[page.index('id="listing"') : page.index("</form>")]
    form = re.sub(r"<p hidden>.*?</p>", "", form)
    names = set(
        re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* name="(\w+)"', form)
    )
    assert len(names) <= 12, names


def test_looking_at_the_form_keeps_nothing(client):
    assert client.get(NEW).status_code == 200
    assert not ListingDraft.objects.exists()


def test_the_link_of_the_mail_opens_a_page_and_changes_nothing(client):
    client.post(NEW, typed())
    for _ in range(2):
        assert "Solarwerk GmbH" in client.get(confirm_path()).content.decode()
    assert not Organisation.objects.exists()
    assert not get_user_model().objects.filter(email=TYPED["email"]).exists()


def test_the_link_works_once(client):
    client.post(NEW, typed())
    path = confirm_path()
    confirmed(client)
    assert client.get(path).status_code == 404
    assert client.post(path, {"version": "1"}).status_code == 404
    assert Organisation.objects.count() == 1


def test_a_link_that_nobody_was_sent_leads_nowhere(client):
    client.post(NEW, typed())
    for token in ("x" * 32, "\x00", ListingDraft.objects.get().token):
        assert client.get(f"/mein/eintragen/bestaetigen/{token}/").status_code == 404


def test_what_is_confirmed_is_what_was_shown(client):
    client.post(NEW, typed())
    draft = ListingDraft.objects.get()
    old = str(draft.version)
    client.post(f"/mein/eintragen/entwurf/{draft.token}/", typed(do="save", title="Anderes"))
    answer = client.post(confirm_path(), {"version": old})
    assert "Anderes" in answer.content.decode()
    assert not Organisation.objects.exists()


def test_another_address_in_the_form_proves_nothing(client):
    """The account belongs to the address that the mail went to."""
    client.post(NEW, typed(email="evil@example.org"))
    draft = ListingDraft.objects.get()
    client.post(
        f"/mein/eintragen/entwurf/{draft.token}/", typed(do="save", email="boss@example.org")
    )
    confirmed(client)
    assert Membership.objects.get().user.email == "evil@example.org"


def test_whoever_has_an_account_is_not_signed_in_by_the_link(client):
    """A second factor must not be passed by; the entry is theirs all the same."""
    known = make_person(email="Anna@Solarwerk.example")
    client.post(NEW, typed())
    answer = confirmed(client)
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert Membership.objects.get().user == known


@pytest.mark.parametrize("signed_in", ["not", "password alone", "another", "second factor"])
def test_by_the_link_alone_not_even_an_entry_of_an_operator_goes_live(client, signed_in):
    """Anybody may type it and have the link sent; whoever has the mailbox has no second factor."""
    operator = make_person(email=TYPED["email"], is_superuser=True)
    client.post(NEW, typed())
    if signed_in == "password alone":
        Client.force_login(client, operator)
    elif signed_in != "not":
        client.force_login(operator if signed_in == "second factor" else make_person())
    confirmed(client)
    entry = Organisation.objects.get()
    assert entry.live == (signed_in == "second factor")
    assert bool(entry.current_workflow_state) != entry.live
    assert Membership.objects.get().user == operator


def test_a_closed_account_is_not_opened_again(client):
    make_person(email=TYPED["email"], is_active=False)
    client.post(NEW, typed())
    assert confirmed(client).status_code == 404
    assert not Organisation.objects.exists()


def test_the_answer_is_the_same_for_known_and_unknown_addresses(client):
    make_person(email="known@example.org")
    answers = [client.post(NEW, typed(email=a)) for a in ("known@example.org", "new@example.org")]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, "/mein/eintragen/gesendet/")
    }


def test_what_was_typed_is_found_again_by_its_link(client):
    answer = client.post(NEW, {"title": "Nur ein Anfang", "do": "save"})
    page = client.get(answer.url).content.decode()
    assert "Nur ein Anfang" in page
    assert client.get(NEW).content.decode().count("Nur ein Anfang") == 0


def test_while_typing_the_answer_is_only_what_changes(client):
    make_organisation(title="Solarwerk")
    answer = client.post(NEW, {**TYPED, "do": ""}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    draft = ListingDraft.objects.get()
    assert answer["HX-Replace-Url"] == f"/mein/eintragen/entwurf/{draft.token}/"
    assert "<html" not in text
    assert draft.token in text
    assert "Musterstadt" in text
    assert "Elektroinstallation" in text
    assert "/verzeichnis/solarwerk/" in text
    again = {**TYPED, "token": draft.token, "version": "1", "title": "Solarwerke"}
    client.post(NEW, again, headers={"HX-Request": "true"})
    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("Solarwerke", 2)
    assert ListingDraft.objects.count() == 1


def test_a_window_that_is_behind_overwrites_nothing(client):
    client.post(NEW, {"title": "Eins", "do": "save"})
    draft = ListingDraft.objects.get()
    path = f"/mein/eintragen/entwurf/{draft.token}/"
    client.post(path, {"title": "Zwei", "version": "1", "do": "save"})
    late = client.post(path, {"title": "Spät", "version": "1", "do": "save"})
    draft.refresh_from_db()
    assert draft.title == "Zwei"
    assert "Spät" in late.content.decode()
    version = re.search(r'name="version" value="(\d+)"', late.content.decode())[1]
    client.post(path, {"title": "Spät", "version": version, "do": "save"})
    draft.refresh_from_db()
    assert draft.title == "Spät"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "\u200b\u200b\u2060\u200b"),
        ("summary", "x" * 301),
        ("postcode", "3499"),
        ("kind", "alien"),
        ("website", "javascript:alert(1)"),
        ("website", "data:text/html,x"),
        ("wz_code", "99.99"),
        ("topics", ["999999"]),
        ("email", "anna@"),
        ("contact_email", "x y@example.org"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_all_is_kept(client, field, value):
    answer = client.post(NEW, typed(**{field: value}))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert TYPED["street"] in answer.content.decode()
    assert not OutgoingMail.objects.exists()
    assert ListingDraft.objects.get().fields["street"] == TYPED["street"]


def test_a_million_letters_are_answered_with_words_and_shown_again(client):
    answer = client.post(NEW, typed(summary="ä" * 1_000_000))
    assert "mehr Text, als ein Eintrag" in answer.content.decode()
    assert "ä" * 1_000_000 in answer.content.decode()
    assert not ListingDraft.objects.exists()


def test_invisible_letters_do_not_get_into_a_name(client):
    client.post(NEW, typed(title="So\u200blar\u202ewerk\x07  Nord\t\ufeff", do="submit"))
    confirmed(client)
    assert Organisation.objects.get().title == "Solarwerk Nord"


def test_script_is_text(client):
    client.post(NEW, typed(title="<script>alert(1)</script>", do="preview"))
    draft = ListingDraft.objects.get()
    page = client.get(f"/mein/eintragen/entwurf/{draft.token}/vorschau/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_preview_shows_the_page_of_a_half_typed_form(client):
    answer = client.post(NEW, {"title": "Halb fertig", "do": "preview"})
    assert answer.url.endswith("/vorschau/")
    page = client.get(answer.url)
    assert page.status_code == 200
    assert "Halb fertig" in page.content.decode()
    assert not Organisation.objects.exists()


def test_a_logo_is_written_anew_and_becomes_a_picture_when_handed_in(client):
    file = SimpleUploadedFile("logo.svg", picture((900, 300)) + b"<script>", "image/svg+xml")
    client.post(NEW, typed(logo=file))
    draft = ListingDraft.objects.get()
    answer = client.get(f"/mein/eintragen/entwurf/{draft.token}/logo/")
    assert answer["Content-Type"] == "image/png"
    assert b"script" not in answer.content
    assert not Picture.objects.exists()
    confirmed(client)
    logo = Organisation.objects.get().latest_revision.as_object().logo
    assert (logo.width, logo.height) == (800, 267)


def test_a_hostile_logo_is_refused_with_a_sentence_and_the_text_is_kept(client):
    file = SimpleUploadedFile("logo.png", HOSTILE["svg with a script"], "image/png")
    answer = client.post(NEW, typed(logo=file))
    assert "SVG" in answer.content.decode()
    assert ListingDraft.objects.get().title == TYPED["title"]
    assert not OutgoingMail.objects.exists()


def test_programs_are_let_down_gently(client):
    answer = client.post(NEW, typed(homepage="https://spam.example"))
    assert answer.url == "/mein/eintragen/gesendet/"
    assert not ListingDraft.objects.exists()


@pytest.mark.parametrize("shown", ["", "gefälscht", lambda: stamp(0), lambda: stamp(100_000)])
def test_too_quick_or_too_late_is_asked_once_more(client, shown):
    answer = client.post(NEW, typed(shown=shown() if callable(shown) else shown))
    assert answer.status_code == 200
    assert answer.context["obstacle"]
    assert not OutgoingMail.objects.exists()


def test_one_address_gets_only_a_few_mails(client):
    for number in range(6):
        answer = client.post(NEW, typed(title=f"Firma {number}"))
    assert "in einer Stunde" in answer.content.decode()
    assert OutgoingMail.objects.count() == 4


def test_nobody_fills_the_database_with_drafts(client):
    answers = [client.post(NEW, {"title": f"X{n}", "do": "save"}) for n in range(22)]
    assert answers[-1].status_code == 429
    assert ListingDraft.objects.count() == 20


def test_without_mail_nothing_is_promised(client, settings):
    settings.CAN_SEND_MAIL = False
    answer = client.post(NEW, typed())
    assert answer.context["obstacle"]
    assert ListingDraft.objects.get().title == TYPED["title"]


def test_two_of_one_name_get_addresses_of_their_own(client):
    for email in ("a@example.org", "b@example.org"):
        client.post(NEW, typed(email=email))
        confirmed(client)
        client.logout()
    assert {o.slug for o in Organisation.objects.all()} == {"solarwerk-gmbh", "solarwerk-gmbh-2"}


def test_a_form_without_its_token_is_refused(db):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(NEW, typed()).status_code == 403
