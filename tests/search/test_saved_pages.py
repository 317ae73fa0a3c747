"""The pages of kept searches: what a link shows and what only a button does."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from search import outbox
from search.models import SavedSearch
from search.saved import actions
from tests.factories import make_organisation, make_topic
from tests.search.factories import make_saved_search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
VIEWS = ["manage", "confirm", "extend", "unsubscribe"]


@pytest.fixture(autouse=True)
def german():
    """Whatever language the request of another test has left."""
    with override("de"):
        yield


def page(response):
    return html.unescape(response.content.decode())


def address(query="q=Laser"):
    return f"{reverse('saved_search_new')}?{query}"


def make_unconfirmed(**fields):
    actions.keep(
        **{"email": "anna@example.org", "query": "q=Laser", "language": "de", "rhythm": "daily"}
        | fields
    )
    return SavedSearch.objects.get()


def keep(client, query="q=Laser", **typed):
    return client.post(address(query), {"email": "anna@example.org", "rhythm": "daily"} | typed)


# --- The form ---------------------------------------------------------------------------------


def test_the_form_names_the_search_and_keeps_it_with_its_filters(client):
    topic = make_topic(title="Robotik")
    query = f"q=Laser&type=organisation&topic={topic.slug}&sort=newest&page=3"
    shown = page(client.get(address(query)))
    assert "Laser" in shown
    assert "Robotik" in shown
    answer = keep(client, query, rhythm="weekly")
    assert answer.status_code == 302
    row = SavedSearch.objects.get()
    assert row.query == f"q=Laser&type=organisation&topic={topic.slug}"
    assert (row.email, row.rhythm, row.language) == ("anna@example.org", "weekly", "de")
    assert client.get(answer.url).status_code == 200


def test_the_same_question_is_the_same_search(client):
    one, two = make_topic(), make_topic()
    keep(client, f"topic={one.slug}&topic={two.slug}&q=a")
    keep(client, f"q=a&topic={two.slug}&topic={one.slug}&sort=date&radius=50")
    assert SavedSearch.objects.count() == 1


def test_the_english_page_keeps_an_english_search(client):
    with override("en"):
        url = address()
    client.post(url, {"email": "anna@example.org", "rhythm": "daily"})
    assert SavedSearch.objects.get().language == "en"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "anna@"}, "email"),
        ({"email": "anna@example.org\nBcc: b@example.org"}, "email"),
        ({"email": "a" * 300 + "@example.org"}, "email"),
        ({"rhythm": "hourly"}, "rhythm"),
        ({"rhythm": ""}, "rhythm"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(client, typed, field):
    answer = keep(client, **{"rhythm": "weekly"} | typed)
    assert answer.status_code == 200
    shown = page(answer)
    assert f'id="{field}-error"' in shown
    assert f'aria-describedby="{field}-error"' in shown
    if field == "email":
        assert re.search(r'value="weekly" checked', shown)
    else:
        assert 'value="anna@example.org"' in shown
    assert not SavedSearch.objects.exists()


def test_the_answer_does_not_tell_whether_an_address_is_known(client):
    new = keep(client)
    again = keep(client)
    make_saved_search(email="bert@example.org")
    known = keep(client, email="bert@example.org")
    for number in range(5):
        too_many = keep(client, f"q=Laser&from=2027-01-0{number + 1}")
    assert {r.status_code for r in (new, again, known, too_many)} == {302}
    assert new.url == again.url == known.url
    assert client.get(too_many.url).status_code == 200


def test_a_program_that_fills_in_every_field_is_thanked_and_ignored(client):
    answer = keep(client, homepage="https://example.com")
    assert answer.status_code == 302
    assert not SavedSearch.objects.exists()


def test_a_flood_is_told_to_wait_and_keeps_what_was_typed(client, monkeypatch):
    monkeypatch.setattr(actions, "HOURLY", 0)
    answer = keep(client, rhythm="weekly")
    assert answer.status_code == 200
    assert 'role="alert"' in page(answer)
    assert 'value="anna@example.org"' in page(answer)


@pytest.mark.parametrize("query", ["", "sort=name", "topic=gibt-es-nicht", "to=2020-01-01"])
def test_a_search_that_asks_for_nothing_or_everything_is_not_kept(client, query):
    shown = page(client.get(address(query)))
    assert 'role="alert"' in shown
    assert 'name="email"' not in shown
    assert keep(client, query).status_code == 200
    assert not SavedSearch.objects.exists()


def test_everything_new_of_one_kind_is_a_search(client):
    keep(client, "type=organisation")
    assert SavedSearch.objects.get().query == "type=organisation"


def test_a_search_longer_than_the_database_keeps_is_refused(client):
    slugs = [make_organisation(slug=f"{'o' * 110}-{number}").slug for number in range(20)]
    query = "organisation=" + "&organisation=".join(slugs)
    assert 'role="alert"' in page(client.get(address(query)))
    keep(client, "q=" + "%C3%A4" * 300)  # the longest question
    assert SavedSearch.objects.count() == 1


def test_who_keeps_what_nothing_fits_yet_is_told(client):
    make_organisation(title="Laser")
    outbox.work_off()
    assert client.get(address("q=Laser")).context["nothing_yet"] is False
    assert client.get(address("q=Laser+Kassel")).context["nothing_yet"] is True


def test_a_public_hub_without_mail_server_offers_no_mails(client, settings):
    settings.CAN_SEND_MAIL = False
    shown = page(client.get(address()))
    assert 'name="email"' not in shown
    keep(client)
    assert not SavedSearch.objects.exists()


def test_a_form_from_elsewhere_is_refused():
    assert keep(Client(enforce_csrf_checks=True)).status_code == 403


# --- Links from mails -------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_following_a_link_changes_nothing(client, view):
    for row in (make_unconfirmed(), make_saved_search(email="bert@example.org")):
        before = SavedSearch.objects.filter(pk=row.pk).values().get()
        for method in (client.get, client.head):
            assert method(row.url(view), follow=True).status_code == 200
        assert SavedSearch.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("view", VIEWS)
def test_an_unknown_secret_says_what_to_do(client, view):
    for token in ("x", "a" * 5000, "%00", "ü"):
        url = SavedSearch(token=token).url(view)
        answer = client.get(url)
        assert answer.status_code == 404
        assert reverse("search") in page(answer)


@pytest.mark.parametrize("view", VIEWS)
def test_pages_with_a_secret_are_kept_by_nobody(client, view):
    row = make_unconfirmed() if view == "confirm" else make_saved_search()
    answer = client.get(row.url(view))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in page(answer)


def test_the_button_confirms(client):
    row = make_unconfirmed()
    answer = client.post(row.url("confirm"), follow=True)
    row.refresh_from_db()
    assert row.is_confirmed
    assert answer.redirect_chain == [(row.url("manage"), 302)]
    assert "anna@example.org" in page(answer)


def test_how_often_mails_come_can_be_changed(client):
    row = make_saved_search()
    client.post(row.url("manage"), {"rhythm": "weekly"})
    row.refresh_from_db()
    assert row.rhythm == "weekly"
    assert timezone.localtime(row.due_at).weekday() == 0
    assert 'id="rhythm-error"' in page(client.post(row.url("manage"), {"rhythm": "never"}))


def test_an_unconfirmed_search_can_neither_be_changed_nor_extended(client):
    row = make_unconfirmed()
    for view in ("manage", "extend"):
        client.post(row.url(view), {"rhythm": "weekly"})
    again = SavedSearch.objects.get()
    assert (again.rhythm, again.expires_at) == (row.rhythm, row.expires_at)


def test_the_button_extends(client):
    row = make_saved_search(expires_at=timezone.now() + timedelta(days=3))
    client.post(row.url("extend"))
    row.refresh_from_db()
    assert (row.expires_at - timezone.now()).days >= 364


def test_a_mail_program_ends_a_search_with_one_request():
    """RFC 8058: a POST without cookie, without a page before, and no redirect."""
    client = Client(enforce_csrf_checks=True)
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        row = make_saved_search()
        body = b"List-Unsubscribe=One-Click"
        if kind.startswith("multipart"):
            part = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
            body = part + b"One-Click\r\n--x--\r\n"
        for _attempt in range(2):  # twice does no harm
            answer = client.post(row.url("unsubscribe"), body, content_type=kind)
            assert answer.status_code == 200
            assert not answer.cookies
        assert not SavedSearch.objects.exists()


def test_the_button_ends_an_unconfirmed_search_too(client):
    row = make_unconfirmed()
    client.post(row.url("unsubscribe"))
    assert not SavedSearch.objects.exists()


def test_a_kept_search_without_its_filter_says_so(client):
    make_topic(slug="bald-weg").delete()
    row = make_saved_search(query="q=Laser&topic=bald-weg")
    assert client.get(row.url("manage")).context["has_lost_a_filter"]
    assert client.post(row.url("unsubscribe")).status_code == 200
