"""The menu “Search” of the admin: synonyms, picks and the report, and who may use them."""

import csv
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from hub.management.commands.set_up_hub import Command
from search.models import AskedQuestion, Pick, Synonym
from tests.factories import make_organisation
from tests.search.factories import make_pick, make_question, make_synonym

pytestmark = pytest.mark.django_db
KINDS = ("synonym", "pick")
HOME = "/admin/"
SHIPPED = "/admin/shipped_synonyms/"
QUESTIONS = "/admin/asked_questions/"


def address(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


@pytest.fixture
def person(client):
    """Somebody of no group, who may sign in."""
    user = get_user_model().objects.create_user("person", "person@example.org", "geheim")
    client.force_login(user)
    return user


@pytest.fixture
def editor(client, person):
    """An editor as set_up_hub makes them."""
    Command().ensure_search_editors()
    person.groups.add(Group.objects.get(name="Editors"))
    return client


def shown(answer):
    return answer.content.decode()


def test_an_editor_opens_every_page(editor):
    synonym, pick, question = make_synonym(), make_pick(), make_question()
    for page in (
        HOME,
        SHIPPED,
        QUESTIONS,
        f"{QUESTIONS}results/",
        f"{QUESTIONS}delete/{question.pk}/",
        *(address(Synonym, view) for view in ("list", "list_results", "add")),
        *(address(Synonym, view, synonym.pk) for view in ("edit", "delete", "history", "usage")),
        *(address(Pick, view) for view in ("list", "list_results", "add")),
        *(address(Pick, view, pick.pk) for view in ("edit", "delete", "history", "usage")),
    ):
        assert editor.get(page).status_code == 200, page


# --- Who may use it -------------------------------------------------------------------------------


def rights(user):
    return {right for right in user.get_all_permissions() if right.startswith("search.")}


@pytest.mark.parametrize("name", ["Editors", "Moderators"])
def test_editors_and_moderators_may_edit_synonyms_and_picks_and_read_the_report(person, name):
    call_command("set_up_hub", verbosity=0)
    person.groups.add(Group.objects.get(name=name))
    edit = {f"search.{do}_{kind}" for do in ("add", "change", "delete", "view") for kind in KINDS}
    assert rights(person) == edit | {"search.view_askedquestion", "search.delete_askedquestion"}


def test_a_right_that_was_taken_away_stays_away():
    Command().ensure_search_editors()
    editors = Group.objects.get(name="Editors")
    editors.permissions.clear()
    Command().ensure_search_editors()
    assert not editors.permissions.exists()


def test_others_with_access_to_the_admin_may_not(client, person):
    Command().ensure_search_editors()
    contributors = Group.objects.create(name="Contributors")
    contributors.permissions.add(Permission.objects.get(codename="access_admin"))
    person.groups.add(contributors)
    home = client.get(HOME)
    assert home.status_code == 200
    assert "shipped_synonyms" not in shown(home)
    assert "asked_questions" not in shown(home)
    synonym, pick, question = make_synonym(), make_pick(), make_question()
    for page in (
        SHIPPED,
        QUESTIONS,
        f"{QUESTIONS}?export=csv",
        f"{QUESTIONS}delete/{question.pk}/",
        *(address(model, view) for model in (Synonym, Pick) for view in ("list", "add")),
        address(Synonym, "edit", synonym.pk),
        address(Synonym, "delete", synonym.pk),
        address(Pick, "edit", pick.pk),
        address(Pick, "delete", pick.pk),
    ):
        for answer in (client.get(page), client.post(page, {"words": "a\nb"})):
            assert answer.status_code in {302, 405}, page
            assert "Gründerstipendium" not in shown(answer)
    assert (Synonym.objects.count(), Pick.objects.count()) == (1, 1)
    assert AskedQuestion.objects.count() == 1


def test_visitors_are_sent_to_sign_in(client):
    for page in (SHIPPED, QUESTIONS, address(Synonym, "list"), address(Pick, "add")):
        assert client.get(page).url.startswith("/admin/login/")


def test_the_menu_leads_everywhere(editor):
    home = shown(editor.get(HOME))
    for page in (SHIPPED, f"{QUESTIONS}?outcome=nothing"):
        assert page in home
    assert address(Synonym, "list") in home
    assert address(Pick, "list") in home


# --- Synonyms -------------------------------------------------------------------------------------


def typed_form(client, page):
    """What the browser would send from a form."""
    return querydict_from_html(shown(client.get(page)), form_id="w-editor-form")


def test_a_synonym_is_written_changed_and_deleted(editor):
    add = address(Synonym, "add")
    form = typed_form(editor, add)
    form["words"] = "Kalfaktor, Hausmeister"
    form["is_active"] = "on"
    assert editor.post(add, form).url == address(Synonym, "list")
    synonym = Synonym.objects.get()
    assert (synonym.words, synonym.is_active) == ("Kalfaktor\nHausmeister", True)
    edit = address(Synonym, "edit", synonym.pk)
    form = typed_form(editor, edit)
    form["direction"] = "one_way"
    assert editor.post(edit, form).status_code == 302
    synonym.refresh_from_db()
    assert synonym.direction == "one_way"
    assert "Kalfaktor → Hausmeister" in shown(editor.get(address(Synonym, "list")))
    editor.post(address(Synonym, "delete", synonym.pk))
    assert not Synonym.objects.exists()


def test_a_mistake_in_a_synonym_is_told_at_its_words(editor):
    answer = editor.post(address(Synonym, "add"), {"words": "Haus, Häuser", "direction": "two_way"})
    assert list(answer.context["form"].errors) == ["words"]
    assert "Häuser" in answer.context["form"].errors["words"][0]
    assert not Synonym.objects.exists()


@pytest.mark.parametrize(
    ("words", "direction", "is_told"),
    [
        ("Azubis, Lehrling", "two_way", True),
        ("Ransomware, IT-Sicherheit", "one_way", True),
        ("Ransomware, IT-Sicherheit", "two_way", False),
        ("Kalfaktor, Hausmeister", "two_way", False),
    ],
)
def test_what_the_shipped_list_knows_is_saved_and_told(editor, words, direction, is_told):
    form = {"words": words, "direction": direction, "is_active": "on"}
    answer = editor.post(address(Synonym, "add"), form, follow=True)
    assert Synonym.objects.count() == 1
    levels = {message.level_tag for message in answer.context["messages"]}
    assert ("warning" in levels) is is_told


def test_the_shipped_list_is_shown_to_read(editor):
    page = shown(editor.get(SHIPPED))
    assert "ausfallbürgschaft" in page
    assert "<input" not in page[page.index("<table") :]
    assert editor.post(SHIPPED).status_code == 405


# --- Picks ----------------------------------------------------------------------------------------


def test_a_pick_is_written_by_pasting_an_address(editor):
    record = make_organisation(title="Steuerkanzlei Muster")
    add = address(Pick, "add")
    form = typed_form(editor, add)
    form["questions"] = "Steuer\r\nSteuerberatung"
    form["address"] = "http://testserver" + record.get_absolute_url()
    assert editor.post(add, form).url == address(Pick, "list")
    pick = Pick.objects.get()
    assert pick.target == f"organisation:{record.pk}"
    assert pick.question_list == ["Steuer", "Steuerberatung"]
    edit = address(Pick, "edit", pick.pk)
    assert editor.post(edit, typed_form(editor, edit)).status_code == 302


def test_the_list_of_picks_tells_what_visitors_see(editor, django_assert_max_num_queries):
    day = timedelta(days=1)
    today = timezone.localdate()
    gone = make_organisation(title="Weggezogen")
    make_pick("eins", gone.get_absolute_url())
    type(gone).objects.update(live=False)
    make_pick("zwei", make_organisation(title="Steuerkanzlei").get_absolute_url())
    make_pick("drei", valid_until=today - day)
    make_pick("vier", valid_from=today + day)
    page = address(Pick, "list")
    with django_assert_max_num_queries(60) as few:
        answer = editor.get(page)
    seen = {pick.questions: pick for pick in answer.context["object_list"]}
    assert {questions: pick.state for questions, pick in seen.items()} == {
        "eins": _("no longer public"),
        "zwei": _("shown"),
        "drei": _("over"),
        "vier": _("not yet"),
    }
    assert seen["zwei"].shown_title == "Steuerkanzlei"
    assert seen["drei"].shown_title == "Steuern von A bis Z"
    for number in range(9):
        make_pick(f"frage{number}", make_organisation().get_absolute_url())
    with django_assert_max_num_queries(len(few)):
        editor.get(page)


def test_mistakes_in_a_pick_are_told_at_their_fields(editor):
    form = {"questions": "und", "address": "https://www.example.org/", "rank": "1"}
    form |= {"valid_from": "02.01.2030", "valid_until": "01.01.2030"}
    errors = editor.post(address(Pick, "add"), form).context["form"].errors
    assert set(errors) >= {"questions", "title"}
    form |= {"questions": "Steuer", "title": "Steuern", "text": "Ein Satz."}
    assert editor.post(address(Pick, "add"), form).context["form"].errors
    assert not Pick.objects.exists()


# --- The report -----------------------------------------------------------------------------------


def listed(client, query=""):
    return [asked.text for asked in client.get(QUESTIONS + query).context["object_list"]]


def test_the_report_shows_what_three_visitors_typed_and_nothing_else(editor):
    make_question("Gründerstipendium")
    make_question("Meister-Bafög", outcome="found", visitors=9)
    AskedQuestion.objects.create(
        key="x", language="de", outcome="nothing", last_asked=timezone.localdate(), visitors=2
    )
    assert listed(editor) == ["Meister-Bafög", "Gründerstipendium"]
    assert listed(editor, "?outcome=nothing") == ["Gründerstipendium"]
    assert listed(editor, "?outcome=found&q=bafög") == ["Meister-Bafög"]
    assert listed(editor, "?ordering=visitors") == ["Gründerstipendium", "Meister-Bafög"]


def test_the_report_is_narrowed_to_a_period_and_a_language(editor):
    make_question("alt", last_asked=timezone.localdate() - timedelta(days=31))
    make_question("neu")
    make_question("tax", language="en")
    assert set(listed(editor, "?days=30")) == {"neu", "tax"}
    assert listed(editor, "?days=30&language=en") == ["tax"]
    assert len(listed(editor, "?days=hundert&language=xx")) == 3


def test_a_row_leads_to_a_synonym_or_a_pick_that_is_begun(editor):
    make_question("Kalfaktor & Söhne?")
    page = shown(editor.get(QUESTIONS))
    begun = re.findall(r'href="(/admin/snippets/search/[a-z]+/add/\?[^"]+)"', page)
    synonym, pick = (editor.get(link.replace("&amp;", "&")).context["form"] for link in begun)
    assert synonym["words"].value() == "Kalfaktor & Söhne?\n"
    assert synonym["direction"].value() == "one_way"
    assert pick["questions"].value() == "Kalfaktor & Söhne?"


def test_the_buttons_are_those_that_one_may_use(editor, person):
    make_question()
    for kind in KINDS:
        assert f"/admin/snippets/search/{kind}/add/?" in shown(editor.get(QUESTIONS))
    Group.objects.get(name="Editors").permissions.remove(
        *Permission.objects.filter(codename__in=["add_pick", "delete_askedquestion"])
    )
    page = shown(editor.get(QUESTIONS))
    assert "/admin/snippets/search/synonym/add/?" in page
    assert "/admin/snippets/search/pick/add/?" not in page
    assert "asked_questions/delete" not in page


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "=HYPERLINK(1;2)"])
def test_exported_questions_never_become_formulas(editor, text):
    make_question(text)
    table = b"".join(editor.get(f"{QUESTIONS}?export=csv").streaming_content).decode()
    row = next(csv.reader([table.splitlines()[1]]))
    assert row[0] == f"'{text}"
    assert row[1:] == [_("no hits"), "3", str(timezone.localdate()), "de"]
    book = load_workbook(BytesIO(b"".join(editor.get(f"{QUESTIONS}?export=xlsx"))))
    cell = book.active["A2"]
    assert cell.data_type == "s"


def test_a_question_is_forgotten_without_a_trace_in_the_log(editor):
    question = make_question("Erika Mustermann")
    assert editor.post(f"{QUESTIONS}delete/{question.pk}/").url == QUESTIONS
    assert not AskedQuestion.objects.exists()
    assert not ModelLogEntry.objects.filter(label__contains="Mustermann").exists()
