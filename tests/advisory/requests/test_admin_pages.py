"""The test desk and the report on rules, for who runs the hub."""

import pytest

from advisory.models import AdviceDesk, AdviceRequest
from tests.advisory.requests.factories import make_desk, make_rule, make_subject
from tests.advisory.requests.test_journey import text
from tests.factories import make_member, make_municipality

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
TEST, RULES = "/admin/requests/test/", "/admin/requests/rules/"


@pytest.mark.parametrize("address", [TEST, RULES])
def test_only_operators_see_them(client, admin_client, bank, address):
    assert client.get(address).status_code == 302
    client.force_login(make_member(bank.organisation))
    assert client.get(address).status_code in {302, 403, 404}
    assert admin_client.get(address).status_code == 200


def test_a_case_shows_who_gets_it_and_why(admin_client, bank, branch, grants, lotse):
    make_rule(make_desk(name="Nur Fulda"), grants, territory=["06631"], note="Fulda")
    make_rule(make_desk(name="Nur Bau"), grants, industries=["F"], note="Bau")
    bank.rules.update(note="Geld überall")
    page = text(admin_client.get(TEST, {"subject": grants.pk, "postcode": "34 117"}))
    assert "Es geht an „Nur Bau“." in page
    page = admin_client.get(TEST, {"subject": grants.pk, "postcode": "34117", "industry": "C"})
    trial = page.context["trial"]
    assert (trial.desk, trial.second) == (bank, lotse)
    assert [each.rule.note for each in trial.fitting] == ["Geld überall"]
    assert {each.rule.note: each.no for each in trial.nearly} == {
        "Fulda": "Ort",
        "Bau": "Branche",
    }
    assert not AdviceRequest.objects.exists()


def test_an_absence_is_explained(admin_client, bank, grants, lotse):
    AdviceDesk.objects.filter(pk=bank.pk).update(is_active=False, deputy=lotse)
    trial = admin_client.get(TEST, {"subject": grants.pk}).context["trial"]
    assert [(turn.desk, turn.words) for turn in trial.turns[:2]] == [
        (bank, "nimmt keine Anliegen an"),
        (lotse, "ist frei, in Vertretung von „Förderbank“"),
    ]


def test_wrong_input_and_a_hub_without_fallback_desk_are_said(admin_client, grants):
    page = admin_client.get(TEST, {"subject": grants.pk, "postcode": "3411"})
    assert page.context["form"].errors["postcode"]
    page = admin_client.get(TEST, {"subject": "x"})
    assert page.context["form"].errors["subject"]
    page = admin_client.get(TEST, {"subject": grants.pk})
    assert "keine Auffangstelle" in text(page)


def test_gaps_and_overlaps_are_shown_and_closed_desks_do_not_count(
    admin_client, bank, branch, grants
):
    make_municipality(ags="06631001", name="Fulda", county="Landkreis Fulda", postcodes="36037")
    export = make_subject(title="Exportieren")
    make_rule(bank, export, territory=["06611"])
    make_rule(make_desk(name="Export Kassel"), export, territory=["06611"])
    page = admin_client.get(RULES)
    cells = {
        row.title: [int(cover) for _name, cover in cells] for row, cells in page.context["rows"]
    }
    assert cells == {"Zuschuss finden": [2, 2], "Exportieren": [2, 0]}
    (overlap,) = page.context["overlaps"]
    assert [desk.name for desk in overlap["desks"]] == ["Förderbank", "Export Kassel"]
    assert "Für 1 von 4" in text(page)
    AdviceDesk.objects.update(is_active=False)
    assert admin_client.get(RULES).context["gaps"] == 4


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize("address", [TEST, RULES])
def test_pages_cost_the_same_however_many_rules(
    admin_client, bank, grants, django_assert_max_num_queries, address, count
):
    for _ in range(count):
        make_rule(make_desk(), grants, territory=["06611"])
    admin_client.get(address, {"subject": grants.pk})
    with django_assert_max_num_queries(30):
        admin_client.get(address, {"subject": grants.pk})
