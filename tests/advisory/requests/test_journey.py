"""From the search box to a request that lies with its desk, without an account."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Revision

from advisory.models import AdviceDesk, AdviceRequest, Assignment
from advisory.requests import actions, signs
from hub.mailbox.models import OutgoingMail
from search import outbox, registry
from search.models import IndexRequest
from tests.advisory.requests.factories import TYPED, make_draft, make_rule, make_sent, make_subject
from tests.factories import make_event, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
START = "/beratung/anliegen/"
WHO = {"postcode": "34 117", "size": "10-49", "industry": "C", "advice_language": "de"}
REACH = {name: TYPED[name] for name in ("name", "company", "email", "phone", "reach")}


def text(response):
    html = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html)


def walk(client, subject="foerdermittel", start=START):
    """All three steps; gives the address of the summary."""
    step = client.post(start, {"subject": subject}).url
    step = client.post(step, {"text": TYPED["text"]}).url
    step = client.post(step, WHO).url
    summary = client.post(step, REACH).url
    old = timezone.now() - timedelta(minutes=3)
    AdviceRequest.objects.filter(state="draft").update(created_at=old)
    return summary


def test_without_a_fallback_desk_there_is_no_form(client, grants):
    assert "Rat finden" in text(client.get(START))
    client.post(START, {"subject": "foerdermittel"})
    assert not AdviceRequest.objects.exists()


def test_looking_keeps_nothing_and_words_propose_subjects(client, bank, grants):
    page = client.get(START, {"q": "Zuschüsse"})
    assert [subject.slug for subject in page.context["proposed"]] == ["foerdermittel"]
    assert 'value="foerdermittel"' in page.content.decode()
    assert "Geld beschaffen" in text(client.get(START))
    assert not AdviceRequest.objects.exists()


@pytest.mark.parametrize("address", ["/beratung/", START])
def test_the_way_to_the_promises_is_short(client, bank, address):
    html = client.get(address).content.decode()
    assert f'href="{START}zusagen/"' in html


def test_the_list_of_advice_leads_to_the_form(client, bank):
    assert f'href="{START}"' in client.get("/beratung/").content.decode()


@pytest.mark.parametrize("subject", ["", "gibt-es-nicht", "\x00"])
def test_what_is_no_subject_of_the_hub_begins_nothing(client, bank, grants, subject):
    assert client.post(START, {"subject": subject}).status_code == 200
    assert not AdviceRequest.objects.exists()


def test_words_that_nobody_knows_say_what_to_do(client, bank, grants):
    page = client.get(START, {"q": "Quastenflosser"})
    assert "Zu diesen Wörtern haben wir nichts gefunden" in text(page)
    assert 'value="foerdermittel"' in page.content.decode()  # in the tree


def test_the_search_box_completes_with_subjects(client, bank, grants):
    html = client.get(f"{START}words/", {"q": "Zusch"}).content.decode()
    assert 'data-href="?subject=foerdermittel"' in html
    assert client.get(START, {"subject": "foerdermittel"}).context["proposed"] == [grants]


def test_three_steps_reach_one_desk_and_both_are_told(client, bank, grants, town):
    summary = walk(client)
    page = client.get(summary)
    assert "Das geht an „Förderbank“" in text(page)
    assert TYPED["text"] in text(page)
    status = client.post(summary, follow=True)
    assert "„Förderbank“ hat Ihr Anliegen" in text(status)
    (request,) = AdviceRequest.objects.all()
    assert (request.state, request.desk, request.postcode) == ("waiting", bank, "34117")
    to_desk, to_company = OutgoingMail.objects.order_by("pk")
    assert (to_desk.to, to_company.to) == ("bank@example.org", "anna@muster.example")
    assert request.token in to_company.text
    assert Assignment.objects.get().token in to_desk.text
    assert "34117 Kassel" in to_desk.text


def test_no_word_of_a_company_leaves_the_sealed_text(client, bank, grants, caplog):
    caplog.set_level(logging.DEBUG)
    before = IndexRequest.objects.count()
    client.post(walk(client))
    status = AdviceRequest.objects.get()
    client.post(f"{START}{status.token}/", {"do": "add", "text": "Und noch ein Geheimnis"})
    kept = [str(row) for row in OutgoingMail.objects.values_list("subject", "text")]
    kept += [str(row) for row in DBTaskResult.objects.values()]
    kept += [str(row) for row in ModelLogEntry.objects.values()]
    everything = " ".join([*kept, caplog.text])
    for word in ("Drehmaschine", "Anna", "Muster GmbH", "0561 12345", "Geheimnis"):
        assert word not in everything
    assert "anna@muster.example" not in caplog.text
    assert IndexRequest.objects.count() == before
    assert registry.for_model(AdviceRequest) is None
    kind = ContentType.objects.get_for_model(AdviceRequest)
    assert not Revision.objects.filter(content_type=kind).exists()


def test_the_personal_link_goes_on_where_one_stopped(client, bank, grants):
    step = client.post(START, {"subject": "foerdermittel"}).url
    client.post(step, {"text": TYPED["text"]})
    link = f"{START}{AdviceRequest.objects.get().token}/"
    assert client.get(link).url.endswith("/schritt-2/")
    assert TYPED["text"] in client.get(step).content.decode()
    client.post(link, {"do": "erase"})
    assert not AdviceRequest.objects.exists()
    assert client.get(link).status_code == 404


def test_another_subject_keeps_what_was_written(client, bank, grants):
    other = make_subject(slug="export", title="Export")
    draft = make_draft(grants, steps_done=1)
    step = client.post(f"{START}{draft.token}/thema/", {"subject": "export"}).url
    assert TYPED["text"] in client.get(step).content.decode()
    assert AdviceRequest.objects.get().subject == other


def test_wrong_answers_are_told_at_their_fields(client, bank, grants):
    draft = make_draft(grants, steps_done=1)
    page = client.post(f"{START}{draft.token}/schritt-2/", {"postcode": "3411", "size": "viele"})
    assert set(page.context["form"].errors) == {"postcode", "size", "advice_language"}
    assert 'id="id_postcode_error"' in page.content.decode()
    assert client.get(f"{START}{draft.token}/schritt-4/").status_code == 404


def test_the_summary_waits_for_all_steps(client, bank, grants):
    draft = make_draft(grants, steps_done=1)
    assert client.get(f"{START}{draft.token}/pruefen/").url.endswith("/schritt-2/")
    assert client.post(f"{START}{draft.token}/pruefen/").url.endswith("/schritt-2/")
    assert AdviceRequest.objects.get().is_draft


def test_questions_of_the_subject_are_asked_and_shown_in_words(client, bank, grants):
    grants.questions = [
        {
            "name": "begun",
            "label": "Hat es begonnen?",
            "label_en": "Has it begun?",
            "choices": [["no", "nein", "no"]],
        },
        {"name": "amount", "label": "Wie viel?", "label_en": "How much?"},
    ]
    grants.save()
    step = client.post(START, {"subject": "foerdermittel"}).url
    assert "Hat es begonnen?" in text(client.get(step))
    client.post(step, {"text": "Ein Satz.", "answer_begun": "no", "answer_amount": "12 000"})
    request = AdviceRequest.objects.get()
    assert request.typed["answers"] == {"begun": "no", "amount": "12 000"}
    assert 'value="12 000"' in client.get(step).content.decode()
    request = make_draft(grants, typed={"answers": {"begun": "no", "amount": "12 000"}})
    page = text(client.get(f"{START}{request.token}/pruefen/"))
    assert "Hat es begonnen? nein" in page
    assert "Wie viel? 12 000" in page


def test_the_legal_form_is_asked_only_where_a_rule_needs_it(client, bank, grants):
    draft = make_draft(grants, steps_done=1)
    address = f"{START}{draft.token}/schritt-2/"
    assert 'name="legal_form"' not in client.get(address).content.decode()
    make_rule(bank, grants, legal_forms=["gmbh"])
    assert 'name="legal_form"' in client.get(address).content.decode()


def test_sending_twice_makes_one_request(client, bank, grants):
    summary = walk(client)
    first, second = client.post(summary), client.post(summary)
    assert first.url == second.url
    draft = make_draft(grants, typed={"text": "Etwas ganz anderes."})
    stale = AdviceRequest.objects.get(pk=draft.pk)
    actions.send(request=draft)
    actions.send(request=stale)  # the second press, with what it had read before
    assert Assignment.objects.count() == 2


def test_a_postcode_outside_the_region_says_who_is_in_charge(client, bank, grants, town, lotse):
    sent = make_sent(grants, postcode="10115")
    assert sent.desk == lotse
    page = client.get(f"{START}{sent.token}/")
    assert "außerhalb dieser Region" in text(page)
    assert "https://www.ihk.de/" in page.content.decode()


def test_offers_of_the_topic_stand_before_the_button(client, bank, grants):
    grants.topic = make_topic()
    grants.save()
    make_event(title="Sprechtag Förderung", topics=[grants.topic])
    outbox.work_off()
    page = client.get(f"{START}{make_draft(grants).token}/pruefen/")
    assert "Sprechtag Förderung" in text(page)


@pytest.mark.parametrize(
    ("sign", "change"),
    [
        ("quick", {"created_at": "now"}),
        ("links", {"typed": {"text": "https://a.example www.b.example http://c.example"}}),
    ],
)
def test_what_looks_like_spam_is_held_and_nobody_gets_a_mail(client, bank, grants, sign, change):
    if "created_at" in change:
        change = {"created_at": timezone.now()}
    sent = make_sent(grants, **change)
    assert (sent.state, sent.held_because, sent.desk) == ("held", sign, None)
    assert not OutgoingMail.objects.exists()
    assert "bevor es weitergeht" in text(client.get(f"{START}{sent.token}/"))
    actions.release(request=sent)
    actions.release(request=sent)
    assert AdviceRequest.objects.get().desk == bank
    assert OutgoingMail.objects.count() == 2


def test_the_same_text_again_is_held(bank, grants):
    assert make_sent(grants).state == "waiting"
    again = make_sent(grants, typed={"text": TYPED["text"].upper(), "email": "b@muster.example"})
    assert (again.state, again.held_because) == ("held", "same")


def test_a_wave_is_held(bank, grants, monkeypatch):
    monkeypatch.setattr(signs, "WAVE", 2)
    states = [make_sent(grants, typed={"text": f"Text {n}"}).state for n in range(3)]
    assert states == ["waiting", "waiting", "held"]


def test_a_filled_trap_and_a_fourth_request_of_a_mailbox_are_held(client, bank, grants):
    client.post(walk(client), {"homepage": "x"})
    assert AdviceRequest.objects.get().held_because == "trap"
    for number in range(4):
        draft = make_draft(grants, typed={"text": f"Text {number}"})
        client.post(f"{START}{draft.token}/pruefen/")
    last = AdviceRequest.objects.order_by("pk").last()
    assert (last.state, last.held_because) == ("held", "mailbox")


def test_nothing_is_sent_where_no_mail_can_be(client, bank, grants, settings):
    settings.CAN_SEND_MAIL = False
    draft = make_draft(grants)
    page = client.post(f"{START}{draft.token}/pruefen/")
    assert "keine Mails" in text(page)
    assert AdviceRequest.objects.get().is_draft


def test_drafts_go_after_two_weeks_and_nothing_else(bank, grants):
    now = timezone.now()
    make_draft(grants, at=now - timedelta(days=15))
    make_draft(grants, at=now - timedelta(days=13))
    make_sent(grants, at=now - timedelta(days=15))
    assert actions.prune() == 1
    assert AdviceRequest.objects.count() == 2


def test_every_page_says_it_is_private(client, bank, grants):
    page = client.get(f"{START}{make_draft(grants).token}/schritt-1/")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert client.get(f"{START}nobody:knows/").status_code == 404


def test_english_pages_and_mails(client, bank, grants):
    step = client.post("/en/advice/request/", {"subject": "foerdermittel"}).url
    assert step.startswith("/en/advice/request/")
    assert "Finding a grant" in text(client.get(step))
    draft = make_draft(grants, language="en")
    actions.send(request=draft)
    assert "Your request" in OutgoingMail.objects.get(to="anna@muster.example").subject


@pytest.mark.parametrize("count", [1, 10])
def test_the_tree_costs_the_same_however_large(client, bank, django_assert_max_num_queries, count):
    branch = make_subject()
    for _ in range(count):
        make_subject(parent=branch)
    client.get(START)
    with django_assert_max_num_queries(15):
        client.get(START)


def test_a_desk_without_its_institution_gets_nothing_new(bank, grants, lotse):
    bank.organisation.delete()
    assert AdviceDesk.objects.get(pk=bank.pk).organisation is None
    assert make_sent(grants).desk == lotse
