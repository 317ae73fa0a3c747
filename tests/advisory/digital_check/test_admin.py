"""Editors change the questions; what they publish is what visitors get."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from advisory.demo import digital_check as demo
from advisory.models import CheckQuestion, CheckSearch, Dimension, QuestionSet
from search.addresses import read
from tests.advisory.digital_check.conftest import CHECK
from tests.factories import make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
EDIT = "wagtailsnippets_advisory_questionset:edit"


def form(questions, **changes):
    """The form of a set as the admin shows it."""
    rows = [
        {
            "id": question.pk,
            "dimension": question.dimension,
            "text": changes.get(question.key, question.text),
            "text_en": question.text_en,
            "help": "",
            "help_en": "",
        }
        for question in questions.questions.all()
    ]
    return {
        "title": questions.title,
        "subject": "",
        **nested_form_data(
            {
                "questions": inline_formset(rows, initial=len(rows)),
                "searches": inline_formset(changes.get("searches", [])),
            }
        ),
    }


def test_a_draft_waits_until_it_is_published(admin_client, client, questions, text):
    address = reverse(EDIT, args=[questions.pk])
    assert "Wir haben ein Ziel." in admin_client.get(address).content.decode()
    before = questions.version
    admin_client.post(address, form(questions, ziel="Wir haben einen Plan."))
    assert "Wir haben ein Ziel." in text(client.get(CHECK))
    data = form(questions, ziel="Wir haben einen Plan.") | {"action-publish": "action-publish"}
    admin_client.post(address, data)
    assert "Wir haben einen Plan." in text(client.get(CHECK))
    assert [q.key for q in QuestionSet.objects.current().asked] == ["ziel", "geld", "netz"]
    assert QuestionSet.objects.current().version != before


def test_a_pasted_address_becomes_a_search(admin_client, questions):
    make_topic(slug="ki")
    rows = [{"dimension": "strategy", "search": "/beratung/?topic=ki&page=2"}]
    data = form(questions, searches=rows) | {"action-publish": "action-publish"}
    admin_client.post(reverse(EDIT, args=[questions.pk]), data)
    assert QuestionSet.objects.current().search_of("strategy") == "type=advice&topic=ki"


def test_what_is_no_search_is_told(questions):
    with pytest.raises(ValidationError):
        CheckSearch(question_set=questions, dimension="data", search="https://x.example/").clean()


def test_a_key_stands_once_in_a_set(questions):
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckQuestion.objects.create(
            question_set=questions, key="ziel", dimension="data", text="x", text_en="x"
        )


def test_a_topic_has_one_search_in_a_set(questions):
    CheckSearch.objects.create(question_set=questions, dimension="data", search="topic=ki")
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckSearch.objects.create(question_set=questions, dimension="data", search="topic=x")


def test_the_demo_has_all_topics_in_two_languages_and_searches_that_work():
    slugs = "digitalisierung software e-rechnung e-commerce weiterbildung ki cybersicherheit"
    slugs += " datenschutz automatisierung energieeffizienz kreislaufwirtschaft"
    for slug in slugs.split():
        make_topic(slug=slug)
    assert demo.load() == {"statements of the Digital-Check": 28}
    asked = QuestionSet.objects.current().asked
    assert {question.dimension for question in asked} == set(Dimension.values)
    assert all(q.text and q.text_en and bool(q.help) == bool(q.help_en) for q in asked)
    for row in QuestionSet.objects.current().searches.all():
        assert read(row.search)
    questions = QuestionSet.objects.current()
    demo.load()
    assert QuestionSet.objects.get() == questions
    assert demo.remove() == {"statements of the Digital-Check": 28}
    assert not QuestionSet.objects.exists()


# --- Preview ------------------------------------------------------------------------------------

PREVIEW = "wagtailsnippets_advisory_questionset:preview_on_edit"


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("de", ("Wir haben einen Plan.", "noch nicht", "So sehen", "Thema 1 von 2")),
        ("en", ("We have an aim.", "not yet", "Preview: visitors", "Topic 1 of 2")),
    ],
)
def test_editors_see_a_draft_as_visitors_would(admin_client, client, questions, text, mode, words):
    address = reverse(PREVIEW, args=[questions.pk])
    make_topic(slug="ki")
    rows = [{"dimension": "strategy", "search": "/suche/?topic=ki"}]
    data = form(questions, ziel="Wir haben einen Plan.", searches=rows)
    assert admin_client.post(address, data).json()["is_valid"]
    seen = admin_client.get(address, {"mode": mode})
    assert seen.status_code == 200
    for word in words:
        assert word in text(seen)
    assert f'<html lang="{mode}"' in seen.content.decode()
    assert "topic=ki" in seen.content.decode()
    assert "digital_check.js" not in seen.content.decode()  # it would touch the editor's own check
    assert "Wir haben ein Ziel." in text(client.get(CHECK))


def test_a_set_without_statements_says_so_in_the_preview(admin_client, text):
    address = reverse("wagtailsnippets_advisory_questionset:preview_on_add")
    data = form(QuestionSet(title="Neu"))
    assert admin_client.post(address, data).json()["is_valid"]
    assert "Noch gibt es keine Aussage" in text(admin_client.get(address))


@pytest.mark.parametrize("who", ["nobody", "member", "password alone"])
def test_no_preview_is_public(client, questions, django_user_model, who):
    """Of a draft nothing is told to those who may not edit it."""
    if who == "member":
        client.force_login(django_user_model.objects.create_user("m", "m@hub.example"))
    if who == "password alone":
        client = Client()
        client.force_login(django_user_model.objects.create_superuser("a", "a@hub.example", "x"))
    address = reverse(PREVIEW, args=[questions.pk])
    for answer in (client.get(address), client.post(address, form(questions))):
        assert answer.status_code in {302, 403}
        assert b"Ziel" not in answer.content
