"""What the desk does by its link, and what the company sees and does by its own."""

import pytest

from advisory.models import AdviceRequest, Assignment, RequestEvent
from advisory.requests import actions, answering
from hub.mailbox.models import BouncedAddress, OutgoingMail
from tests.advisory.requests.factories import TYPED, make_desk, make_sent
from tests.advisory.requests.test_journey import START, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


@pytest.fixture
def sent(bank, grants):
    return make_sent(grants)


@pytest.fixture
def desk_page(sent):
    return f"{START}antworten/{sent.assignments.get().token}/"


@pytest.fixture
def own_page(sent):
    return f"{START}{sent.token}/"


def state():
    return AdviceRequest.objects.get().state


def last_mail():
    return OutgoingMail.objects.order_by("-pk")[0]


def test_looking_changes_nothing_but_is_written_down(client, sent, desk_page):
    for _ in range(2):
        page = client.get(desk_page)
    assert TYPED["text"] in text(page)
    assert "anna@muster.example" in text(page)
    assert state() == "waiting"
    kinds = list(sent.events.values_list("kind", flat=True))
    assert kinds == ["sent", "assigned", "viewed"]


def test_whoever_takes_it_keeps_the_promise_and_the_company_hears(client, desk_page, own_page):
    client.post(desk_page, {"do": "take"})
    client.post(desk_page, {"do": "take"})
    assert state() == "taken"
    assert Assignment.objects.get().answered_at
    assert last_mail().to == "anna@muster.example"
    assert last_mail().reply_to == "bank@example.org"
    assert OutgoingMail.objects.count() == 3
    assert "kümmert sich" in text(client.get(own_page))


def test_a_question_is_answered_on_the_status_page(client, desk_page, own_page):
    client.post(desk_page, {"do": "ask", "ask-text": "Haben Sie schon bestellt?"})
    assert state() == "asked"
    assert "bestellt" not in last_mail().text
    assert "Haben Sie schon bestellt?" in text(client.get(own_page))
    client.post(own_page, {"do": "add", "text": "Nein, noch nicht."})
    assert state() == "taken"
    assert last_mail().to == "bank@example.org"
    assert "noch nicht" not in last_mail().text
    assert "Nein, noch nicht." in text(client.get(desk_page))


def test_a_form_that_is_not_right_is_shown_again(client, desk_page):
    page = client.post(desk_page, {"do": "ask", "ask-text": ""})
    assert "Bitte schreiben Sie ein paar Worte" in text(page)
    page = client.post(desk_page, {"do": "close", "close-outcome": "gold"})
    assert page.context["forms"]["close"].errors
    assert state() == "waiting"


def test_passing_on_to_a_desk_gives_it_a_link_and_ends_the_old_one(
    client, sent, desk_page, own_page
):
    other = make_desk(name="Andere Stelle", email="andere@example.org")
    client.post(desk_page, {"do": "pass", "pass-desk": other.pk, "pass-text": "Kein Fall für uns."})
    assert AdviceRequest.objects.get().desk == other
    old, new = Assignment.objects.order_by("pk")
    assert (old.end, new.end) == ("passed_on", "")
    page = client.get(desk_page)
    assert "weitergegeben" in text(page)
    assert TYPED["text"] not in text(page)
    assert "Kein Fall für uns." in text(client.get(f"{START}antworten/{new.token}/"))
    assert "Kein Fall für uns." not in text(client.get(own_page))
    assert {m.to for m in OutgoingMail.objects.order_by("-pk")[:2]} == {
        "andere@example.org",
        "anna@muster.example",
    }


def test_passing_on_by_the_rules_leaves_out_who_had_it(client, sent, desk_page, lotse):
    client.post(desk_page, {"do": "pass", "pass-desk": "", "pass-text": "Kein Fall für uns."})
    assert AdviceRequest.objects.get().desk == lotse


def test_closing_asks_the_company_whether_it_helped(client, desk_page, own_page):
    closing = {"do": "close", "close-outcome": "advised", "close-text": "Viel Erfolg!"}
    client.post(desk_page, closing)
    request = AdviceRequest.objects.get()
    assert (request.state, request.outcome) == ("closed", "advised")
    assert "Viel Erfolg!" in text(client.get(own_page))
    client.post(own_page, {"do": "help", "help": "partly", "text": "Schnell."})
    assert AdviceRequest.objects.get().help == "partly"
    assert "abgeschlossen" in text(client.get(desk_page))
    client.post(desk_page, closing)
    assert RequestEvent.objects.filter(kind="closed").count() == 1


def test_a_note_stays_with_the_desk(client, desk_page, own_page):
    client.post(desk_page, {"do": "note", "note-text": "Ruft ungern zurück."})
    assert "Ruft ungern zurück." in text(client.get(desk_page))
    assert "Ruft ungern zurück." not in text(client.get(own_page))


def test_withdrawing_ends_the_link_of_the_desk(client, desk_page, own_page):
    client.post(own_page, {"do": "withdraw"})
    assert state() == "withdrawn"
    assert "zurückgezogen" in text(client.get(desk_page))
    assert TYPED["text"] not in text(client.get(desk_page))
    client.post(own_page, {"do": "withdraw"})
    client.post(desk_page, {"do": "take"})
    assert state() == "withdrawn"


def test_a_revoked_link_opens_nothing_and_a_new_one_is_mailed(client, own_page):
    client.post(own_page, {"do": "revoke"})
    assert client.get(own_page).status_code == 404
    new = AdviceRequest.objects.get()
    assert new.token in last_mail().text
    assert client.get(f"{START}{new.token}/").status_code == 200


def test_everything_can_be_deleted_at_once(client, sent, desk_page, own_page):
    client.post(own_page, {"do": "add", "text": "Noch etwas."})
    client.post(own_page, {"do": "erase"})
    request = AdviceRequest.objects.get()
    assert (request.sealed, request.postcode, request.fingerprint) == ("", "", "")
    assert request.anonymised_at
    assert request.typed == {}
    assert not RequestEvent.objects.exclude(sealed="").exists()
    assert client.get(own_page).status_code == 404
    assert TYPED["text"] not in text(client.get(desk_page))


def test_two_at_once_the_second_is_told(sent, bank):
    """The company withdraws while the desk has the page open."""
    assignment = sent.assignments.get()
    actions.withdraw(request=sent)
    with pytest.raises(actions.Over):
        answering.take(assignment=assignment)
    with pytest.raises(actions.Over):
        actions.add(request=sent, text="zu spät")


def test_a_mailbox_that_is_no_more_is_told_to_the_desk(client, sent, desk_page):
    BouncedAddress.objects.create(email=TYPED["email"], bounced_at=sent.sent_at, code=550)
    assert "kommt zurück" in text(client.get(desk_page))


def test_a_forged_link_opens_nothing(client, desk_page):
    assert client.get(desk_page.replace(":", ":x")).status_code == 404
    assert client.get(f"{START}antworten/%00/").status_code == 404
