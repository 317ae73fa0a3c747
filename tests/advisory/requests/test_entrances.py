"""Entrances of partners: their page, what a request remembers, and what an embed shows."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from advisory.models import AdviceRequest, Entrance, EntranceKey, Subject
from hub.models import HubSettings
from tests.advisory.requests.factories import (
    make_draft,
    make_entrance,
    make_key,
    make_sent,
    make_subject,
)
from tests.advisory.requests.test_journey import START, text, walk
from tests.constraints import breaks
from tests.factories import make_member, make_organisation
from tests.search.test_embed import policy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
REPORT = "/mein/anliegen/bericht/"


@pytest.fixture
def entrance(bank, grants):
    """The door of a chamber, with one subject chosen out of several."""
    make_subject(slug="export", title="Exportieren", title_en="Exporting")
    house = make_organisation(title="Kammer Nord", title_en="Northern Chamber")
    return make_entrance(grants, slug="kammer-nord", organisation=house)


def test_a_partner_has_a_page_with_its_name_and_its_subjects_first(client, entrance, grants):
    page = client.get(entrance.get_absolute_url())
    assert entrance.get_absolute_url() == f"{START}von/kammer-nord/"
    assert page.context["chosen"] == [grants]
    words = text(page)
    assert "Sie kommen über „Kammer Nord“" in words
    assert words.index("Themen von „Kammer Nord“") < words.index("Alle Themen")
    assert 'value="export"' in page.content.decode()  # the way to all others
    assert page.headers["Cache-Control"] == "private, no-store"
    page = text(client.get("/en/advice/request/from/kammer-nord/"))
    assert "You come by way of “Northern Chamber”" in page


def test_a_title_is_shown_in_its_language_alone(client, entrance):
    Entrance.objects.update(title="Fragen Sie uns", intro="Die Kammer hilft.")
    page = text(client.get(entrance.get_absolute_url()))
    assert "Fragen Sie uns" in page
    assert "Die Kammer hilft." in page
    english = text(client.get("/en/advice/request/from/kammer-nord/"))
    assert "What is it about?" in english
    assert "Kammer hilft" not in english


def test_without_choice_all_subjects_are_there_as_ever(client, entrance):
    entrance.subjects.clear()
    page = client.get(entrance.get_absolute_url())
    assert page.context["chosen"] == []
    assert 'id="all"' in page.content.decode()


def test_a_chosen_branch_stands_for_all_below_it(entrance, branch, grants):
    other = make_subject(title="Kredit", parent=branch)
    entrance.subjects.set([branch])
    assert entrance.chosen(Subject.objects.tree()) == [other, grants, branch]


def test_a_request_remembers_by_whom_it_came(client, entrance, admin_client):
    page = client.post(entrance.get_absolute_url(), {"subject": "foerdermittel"})
    assert "Über „Kammer Nord“" in text(client.get(page.url))
    AdviceRequest.objects.all().delete()
    client.post(walk(client, start=entrance.get_absolute_url()))
    request = AdviceRequest.objects.get()
    assert (request.state, request.entrance) == ("waiting", entrance)
    mine = request.assignments.get()
    assert "Über „Kammer Nord“" in text(client.get(f"{START}antworten/{mine.token}/"))
    AdviceRequest.objects.update(state="held", desk=None)
    assert "Über „Kammer Nord“" in text(admin_client.get("/mein/anliegen/"))


def test_words_find_every_subject_and_stay_at_the_entrance(client, entrance):
    page = client.get(entrance.get_absolute_url(), {"q": "Exportieren"})
    assert [subject.slug for subject in page.context["proposed"]] == ["export"]
    assert f'action="{entrance.get_absolute_url()}"' in page.content.decode()


def test_a_named_branch_offers_what_is_below_it(client, entrance, branch, grants):
    page = client.get(entrance.get_absolute_url(), {"subject": branch.slug})
    assert page.context["proposed"] == [grants, branch]
    assert "Etwas anderes zu „Geld beschaffen“" in text(page)


YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize("change", [{"is_active": False}, {"ends_on": YESTERDAY}])
def test_a_closed_entrance_leads_to_the_usual_page(client, entrance, change):
    Entrance.objects.update(**change)
    page = client.get(entrance.get_absolute_url())
    assert page.status_code == 200
    assert "Der Zugang von „Kammer Nord“ ist geschlossen." in text(page)
    assert page.context["chosen"] == []
    client.post(entrance.get_absolute_url(), {"subject": "export"})
    assert AdviceRequest.objects.get().entrance is None


def test_the_last_day_counts(entrance):
    entrance.ends_on = timezone.localdate()
    assert entrance.is_open


def test_a_partner_that_nobody_may_see_is_not_named(client, entrance):
    entrance.organisation.unpublish()
    page = text(client.get(entrance.get_absolute_url()))
    assert "Dieser Zugang ist geschlossen." in page
    assert "Kammer Nord" not in page
    entrance.organisation.delete()
    assert client.get(entrance.get_absolute_url()).status_code == 200


def test_an_unknown_entrance_is_not_found(client, entrance):
    assert client.get(f"{START}von/gibt-es-nicht/").status_code == 404
    assert client.post(f"{START}von/gibt-es-nicht/", {"subject": "export"}).status_code == 404


def test_a_hub_that_takes_no_requests_says_so_here_too(client, entrance, lotse):
    entrance.organisation.advice_desks.all().delete()
    lotse.delete()
    assert "Rat finden" in text(client.get(entrance.get_absolute_url()))


def test_what_came_is_kept_when_the_entrance_goes(entrance, grants):
    sent = make_sent(grants, entrance=entrance)
    entrance.delete()
    sent.refresh_from_db()
    assert sent.entrance is None
    assert sent.state == "waiting"


def test_only_sites_are_taken_as_origins(entrance):
    entrance.origins = "https://www.kammer.example\nhttps://*.example"
    with pytest.raises(ValidationError) as problem:
        entrance.full_clean()
    assert set(problem.value.error_dict) == {"origins"}


def test_the_report_counts_by_entrance_for_the_partner_and_for_operators(
    client, admin_client, entrance, grants
):
    now = timezone.now()
    for number in range(2):
        make_sent(grants, entrance=entrance, typed={"text": f"Text {number}"})
    make_sent(grants, entrance=entrance, at=now - timedelta(days=500), typed={"text": "Alt"})
    make_draft(grants, entrance=entrance)
    make_sent(grants, typed={"text": "Ohne"})
    month = timezone.localdate().replace(day=1)
    expected = [(entrance, month, 2)]
    assert admin_client.get(REPORT).context["by_entrance"] == expected
    client.force_login(make_member(entrance.organisation))
    page = client.get(REPORT)
    assert page.context["by_entrance"] == expected
    assert "Was über Partner kam" in text(page)
    client.force_login(make_member(make_organisation()))
    assert client.get(REPORT).context["by_entrance"] == []


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_costs_the_same_however_many_subjects(
    client, entrance, branch, django_assert_max_num_queries, count
):
    entrance.subjects.add(*[make_subject(parent=branch) for _ in range(count)])
    client.get(entrance.get_absolute_url())
    with django_assert_max_num_queries(17):
        client.get(entrance.get_absolute_url())


# --- Embed ------------------------------------------------------------------------------------


def embed_of(client, entrance):
    return client.get(f"{entrance.get_absolute_url()}einbetten/")


def test_the_embed_leads_into_new_windows_and_needs_no_cookie(client, entrance, grants, settings):
    settings.HUB_URL = "https://hub.example"
    page = embed_of(client, entrance)
    html, address = page.content.decode(), f"https://hub.example{entrance.get_absolute_url()}"
    assert f'href="{address}?subject=foerdermittel" target="_blank" rel="noopener"' in html
    assert f'<form action="{address}" method="get" target="_blank" rel="noopener"' in html
    assert "Exportieren" not in html
    assert "Zuschuss finden" in html
    assert not page.cookies
    assert "Cookie" not in page.headers["Vary"]
    assert "csrf" not in html
    assert "<script" not in html
    assert 'name="homepage"' not in html
    there = client.get(entrance.get_absolute_url(), {"subject": "foerdermittel"})
    assert there.context["proposed"] == [grants]
    again = client.get(f"{entrance.get_absolute_url()}einbetten/", headers=_seen(page))
    assert again.status_code == 304


def _seen(page):
    return {"if-none-match": page.headers["ETag"]}


@pytest.mark.parametrize(
    ("typed", "allowed"),
    [
        ("", "'none'"),
        (
            "https://www.kammer.example\nhttps://kammer.example:8443/",
            "https://www.kammer.example https://kammer.example:8443",
        ),
    ],
)
def test_only_the_sites_of_the_partner_frame_it(client, entrance, typed, allowed):
    HubSettings.objects.update_or_create(defaults={"embed_origins": "https://www.stadt.example"})
    Entrance.objects.update(origins=typed)
    page = embed_of(client, entrance)
    rules = policy(page)
    assert rules["frame-ancestors"] == allowed
    assert rules["script-src"] == "'none'"
    assert "X-Frame-Options" not in page.headers
    landing = client.get(entrance.get_absolute_url())
    assert policy(landing)["frame-ancestors"] == "'self'"


def test_without_choice_the_embed_shows_the_first_level(client, entrance, branch):
    entrance.subjects.clear()
    html = embed_of(client, entrance).content.decode()
    assert f"?subject={branch.slug}" in html
    assert "?subject=foerdermittel" not in html


def test_a_closed_entrance_leads_on_from_its_embed(client, entrance):
    Entrance.objects.update(is_active=False)
    page = embed_of(client, entrance)
    assert page.status_code == 200
    assert "Dieser Zugang ist geschlossen." in text(page)
    assert "<form" not in page.content.decode()


def test_operators_find_what_the_partner_copies(client, admin_client, entrance, settings):
    settings.HUB_URL = "https://hub.example"
    address = f"/admin/requests/entrances/{entrance.pk}/"
    edit = reverse(Entrance.snippet_viewset.get_url_name("edit"), args=[entrance.pk])
    assert f'href="{address}"' in admin_client.get(edit).content.decode()
    assert "Nennen Sie zuerst" in text(admin_client.get(address))
    Entrance.objects.update(origins="https://www.kammer.example", title='Fragen & "mehr"')
    html = admin_client.get(address).content.decode()
    assert "https://hub.example/en/advice/request/from/kammer-nord/" in html
    code = "&lt;iframe src=&quot;https://hub.example/beratung/anliegen/von/kammer-nord/einbetten/"
    assert code in html
    client.force_login(make_member(entrance.organisation))
    assert client.get(address).status_code in {302, 403, 404}


# --- Keys -------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_kept_as_a_digest(admin_client, entrance):
    address = f"/admin/requests/entrances/{entrance.pk}/"
    day = timezone.localdate() + timedelta(days=30)
    page = admin_client.post(address, {"do": "make", "name": "Website", "ends_on": f"{day}"})
    (key,), secret = entrance.keys.all(), page.context["secret"]
    assert secret in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert secret not in admin_client.get(address).content.decode()
    assert secret not in str(EntranceKey.objects.values())
    assert (key.name, key.ends_on, secret[:12]) == ("Website", day, key.begins_with)
    assert EntranceKey.objects.with_secret(secret) == key
    again = admin_client.post(address, {"do": "make", "name": "Website", "ends_on": f"{day}"})
    assert set(again.context["form"].errors) == {"name"}
    admin_client.post(address, {"do": "revoke", "key": f"{key.pk}"})
    assert EntranceKey.objects.with_secret(secret) is None
    assert "widerrufen am" in text(admin_client.get(address))
    assert [(entry.action, entry.data) for entry in ModelLogEntry.objects.order_by("pk")] == [
        ("advisory.entrance.key_made", {"key": key.pk}),
        ("advisory.entrance.key_revoked", {"key": key.pk}),
    ]
    again = admin_client.post(address, {"do": "make", "name": "Website", "ends_on": f"{day}"})
    assert again.context["secret"]


@pytest.mark.parametrize("days", [-1, 800])
def test_a_key_ends_within_two_years(admin_client, entrance, days):
    day = timezone.localdate() + timedelta(days=days)
    address = f"/admin/requests/entrances/{entrance.pk}/"
    page = admin_client.post(address, {"do": "make", "name": "Website", "ends_on": f"{day}"})
    assert set(page.context["form"].errors) == {"ends_on"}
    assert not EntranceKey.objects.exists()


def test_a_key_of_another_entrance_is_not_revoked_here(admin_client, entrance):
    key, _secret = make_key(make_entrance())
    for wrong in (key.pk, "x", ""):
        admin_client.post(
            f"/admin/requests/entrances/{entrance.pk}/", {"do": "revoke", "key": f"{wrong}"}
        )
    assert EntranceKey.objects.get().revoked_at is None


def test_the_name_of_a_key_that_works_is_its_own(entrance):
    make_key(entrance, name="Website")
    with breaks("advisory_entrancekey_name"):
        make_key(entrance, name="Website")
