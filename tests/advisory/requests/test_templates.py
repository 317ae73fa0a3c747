"""Templates for answers: kept by the house, put into a form by a link, changed before sending."""

import pytest
from django.db import IntegrityError

from advisory.models import AnswerTemplate, RequestEvent
from advisory.models.template import MOST
from tests.advisory.requests.factories import make_desk, make_sent
from tests.advisory.requests.test_journey import START, text
from tests.factories import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


@pytest.fixture
def template(bank):
    return AnswerTemplate.objects.create(desk=bank, title="Unterlagen", text="Bitte schicken Sie …")


@pytest.fixture
def page(bank):
    return f"/mein/anliegen/stellen/{bank.pk}/vorlagen/"


@pytest.fixture
def adviser(client, bank):
    client.force_login(make_member(bank.organisation))
    return client


def test_a_house_adds_changes_and_deletes_its_templates(adviser, page):
    assert "noch keine Vorlage" in text(adviser.get(page))
    adviser.post(page, {"title": "Dank", "text": "Vielen Dank!"})
    (template,) = AnswerTemplate.objects.all()
    address = f"{page}?change={template.pk}"
    assert "Vielen Dank!" in adviser.get(address).content.decode()
    adviser.post(address, {"title": "Dank", "text": "Danke!"})
    assert AnswerTemplate.objects.get().text == "Danke!"
    adviser.post(address, {"do": "delete"})
    assert not AnswerTemplate.objects.exists()


def test_wrong_input_is_said_and_changes_nothing(adviser, page, template):
    assert adviser.post(page, {"title": "", "text": ""}).context["form"].errors
    same = adviser.post(page, {"title": "Unterlagen", "text": "x"})
    assert "schon eine Vorlage" in text(same)
    assert adviser.get(f"{page}?change=x").status_code == 404
    assert adviser.get(f"{page}?change=²").status_code == 404
    assert AnswerTemplate.objects.count() == 1


def test_a_desk_has_no_title_twice(bank, template):
    with pytest.raises(IntegrityError):
        AnswerTemplate.objects.create(desk=bank, title="Unterlagen", text="x")


def test_there_is_an_end_of_templates(adviser, bank, page):
    rows = [AnswerTemplate(desk=bank, title=f"Nr. {n}", text="x") for n in range(MOST)]
    AnswerTemplate.objects.bulk_create(rows)
    assert "höchstens 30" in text(adviser.post(page, {"title": "Noch eine", "text": "x"}))
    assert AnswerTemplate.objects.count() == MOST


def test_others_neither_see_nor_change_them(client, bank, page, template):
    assert client.get(page).status_code == 302
    client.force_login(make_member())
    assert client.get(page).status_code == 404
    other = make_desk()
    client.force_login(make_member(other.organisation))
    foreign = f"/mein/anliegen/stellen/{other.pk}/vorlagen/?change={template.pk}"
    assert client.post(foreign, {"do": "delete"}).status_code == 404
    assert AnswerTemplate.objects.exists()


@pytest.mark.parametrize("form", ["ask", "close"])
def test_a_link_puts_the_text_into_the_form_and_nothing_is_sent(
    client, bank, grants, template, form
):
    sent = make_sent(grants)
    desk = f"{START}antworten/{sent.assignments.get().token}/"
    assert (
        f'href="?template={template.pk}&amp;for={form}#{form}"' in client.get(desk).content.decode()
    )
    page = client.get(desk, {"template": template.pk, "for": form})
    filled = {name for name in ("ask", "close") if page.context["forms"][name]["text"].value()}
    assert filled == {form}
    assert "Bitte schicken Sie …</textarea>" in page.content.decode()
    assert not RequestEvent.objects.filter(kind__in=["asked_back", "closed"]).exists()


@pytest.mark.parametrize("number", ["", "x", "²", "99999999999999999999", "0"])
def test_what_is_no_template_of_the_desk_fills_nothing(client, bank, grants, number):
    foreign = AnswerTemplate.objects.create(desk=make_desk(), title="Fremd", text="Fremder Text")
    desk = f"{START}antworten/{make_sent(grants).assignments.get().token}/"
    for given in (number, str(foreign.pk)):
        page = client.get(desk, {"template": given, "for": "ask"})
        assert page.status_code == 200
        assert "Fremder Text" not in text(page)
