"""Entrances of partners: their page, what a request remembers, and what an embed shows."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from advisory.models import AdviceRequest, Entrance, Subject
from tests.advisory.requests.factories import make_draft, make_entrance, make_sent, make_subject
from tests.advisory.requests.test_journey import START, text, walk
from tests.factories import make_member, make_organisation

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
