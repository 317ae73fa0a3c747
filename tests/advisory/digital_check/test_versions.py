"""Questions change while somebody answers."""

import pytest
from wagtail.models import Revision

from advisory.models import CheckQuestion, QuestionSet
from tests.advisory.digital_check.conftest import CHECK
from tests.advisory.digital_check.questions import make_questions, reword

pytestmark = pytest.mark.django_db


def test_who_began_with_a_version_ends_with_it(client, questions, text):
    began_with = questions.version
    reword(questions, "ziel", "Wir haben einen Plan.")
    response = client.post(
        CHECK, {"version": began_with, "go": "result", "answer-ziel": "0", "answer-geld": "0"}
    )
    assert "Wir haben ein Ziel." in text(response)
    assert "Die Fragen wurden überarbeitet" in text(response)
    assert f'value="{began_with}"' in response.content.decode()
    assert "Wir haben einen Plan." in text(client.get(CHECK))
    assert "überarbeitet" not in text(client.get(CHECK))
    # The browser asks for its version by address; no answer stands in it.
    assert "Wir haben ein Ziel." in text(client.get(CHECK, {"version": began_with}))


def test_a_version_that_is_gone_keeps_the_answers_to_what_stayed(client, questions, text):
    began_with = questions.version
    reword(questions, "ziel", "Wir haben einen Plan.")
    Revision.objects.exclude(pk=questions.live_revision_id).delete()
    response = client.post(CHECK, {"version": began_with, "go": "result", "answer-netz": "3"})
    assert "gibt es nicht mehr" in text(response)
    assert f'value="{questions.version}"' in response.content.decode()
    assert 'name="answer-netz" value="3" checked' in response.content.decode()


@pytest.mark.parametrize("version", ["1", "1:forged", "\x00", "x" * 5000])
def test_a_forged_version_opens_no_draft(client, questions, version, text):
    draft = questions.latest_revision.as_object()
    draft.questions.all()[0].text = "Geheim."
    revision = draft.save_revision()
    assert revision.as_object().asked[0].text == "Geheim."
    response = client.post(CHECK, {"version": version.replace("1", str(revision.pk), 1)})
    assert response.status_code == 200
    assert "Geheim." not in text(response)
    assert response.context["questions"].version == questions.version


def test_a_draft_changes_nothing_for_visitors(client, questions, text):
    draft = questions.latest_revision.as_object()
    draft.questions.all()[0].text = "Noch nicht fertig."
    draft.save_revision()
    assert "Wir haben ein Ziel." in text(client.get(CHECK))
    assert QuestionSet.objects.current().version == questions.version


def test_the_set_that_was_published_last_is_asked(client, questions, text):
    newer = make_questions(texts={"neu": ("data", "Wir sichern täglich.", "We back up daily.")})
    assert "Wir sichern täglich." in text(client.get(CHECK))
    newer.unpublish()
    assert "Wir haben ein Ziel." in text(client.get(CHECK))


def test_a_set_that_is_deleted_while_somebody_answers(client, questions, text):
    began_with = questions.version
    make_questions()
    questions.delete()
    response = client.post(CHECK, {"version": began_with, "go": "strategy", "answer-geld": "1"})
    assert "gibt es nicht mehr" in text(response)
    assert 'name="answer-geld" value="1" checked' in response.content.decode()


def test_new_questions_get_a_key_that_stays(questions):
    draft = questions.latest_revision.as_object()
    new = {"dimension": "data", "text": "Neu.", "text_en": "New.", "sort_order": 9}
    draft.questions.add(CheckQuestion(**new))
    revision = draft.save_revision()
    revision.publish()
    kept = [question.key for question in revision.as_object().asked]
    assert [question.key for question in QuestionSet.objects.current().asked] == kept
    assert len(kept[3]) == 8
