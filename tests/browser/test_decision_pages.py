"""Every page of a link to decide: with a decision to make, and without one any more."""

import pytest

from tests.browser.looks import looks_well
from tests.browser.markup import errors
from tests.browser.test_registration import heading
from tests.browser.test_saved_search import WITH_AND_WITHOUT, link, mail_to, press

STATES = """
from datetime import timedelta
from django.utils import timezone
from directory.models import Moderator
from directory.moderation.actions import submit
from directory.moderation.decisions import decide
from directory.moderation.inviting import new_link
from tests.factories import make_member, make_organisation, make_person

now = timezone.now()
ada = make_person(email="ada@zustand.example", first_name="Ada", last_name="Klein")


def review(name):
    title = f"{name} Donaudampfschifffahrtsgesellschaftswerk"
    record = make_organisation(title=title, live=False, first_published_at=None)
    author = make_member(record, user=make_person(email=f"{name.lower()}@zustand.example"))
    submit(record=record, revision=record.save_revision(user=author), user=author)
    record = type(record).objects.get(pk=record.pk)
    return record, record.current_workflow_task_state


def show(name, state, person=ada, at=now):
    key, address = new_link(reviewer=person, about=state.revision.object_str, at=at, state=state)
    key.save()
    print("LINK", name, address)


show("expired", review("Altes")[1], at=now - timedelta(days=30))
Moderator.objects.create(user=ada)
for name in ("Mit", "Ohne"):
    show(name, review(name)[1])
show("not_allowed", review("Fremdes")[1], make_person(email="frueher@zustand.example"))
record, state = review("Fertiges")
show("decided", state)
reason = "Diese Firma steht schon im Verzeichnis."
decide(state=state, revision_id=state.revision_id, decision="refuse", reason=reason, user=ada)
record, state = review("Fehlendes")
show("deleted", state)
record.delete()
"""
PAGES = {
    "expired": (410, "Dieser Link ist zu alt"),
    "not_allowed": (403, "Sie prüfen diesen Eintrag nicht mehr"),
    "decided": (200, "Das ist entschieden"),
    "deleted": (410, "Diesen Eintrag gibt es nicht mehr"),
}


@pytest.fixture(scope="module")
def links(installation):
    lines = [line.split() for line in installation.shell(STATES).splitlines()]
    return {line[1]: line[2] for line in lines if line[:1] == ["LINK"]}


def test_whoever_comes_too_late_reads_why(open_page, hub, links, tmp_path):
    page = open_page("/")
    for name, (status, words) in PAGES.items():
        assert page.goto(links[name]).status == status
        assert heading(page) == words
        page.complaints.clear()  # for statuses above 399
        looks_well(page, tmp_path)
    assert not errors(tmp_path)


@WITH_AND_WITHOUT
def test_an_entry_is_refused_with_a_reason(open_page, hub, box, links, script, tmp_path):
    name = "Mit" if script else "Ohne"
    page = open_page("/", java_script_enabled=script, width=360, height=740)
    page.goto(links[name])
    if script:
        looks_well(page, tmp_path)
    press(page, "Ablehnen")
    field = page.get_by_label("Begründung")
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("Dieser Eintrag ist Werbung.")
    press(page, "Ablehnen")
    assert heading(page) == "Vielen Dank"
    assert "abgelehnt" in page.locator("main").inner_text()
    letter = mail_to(box, f"{name.lower()}@zustand.example")
    assert "Dieser Eintrag ist Werbung." in letter.get_body(("plain",)).get_content()
    if script:
        looks_well(page, tmp_path)
        assert not errors(tmp_path)


def test_an_old_link_brings_a_new_one_into_the_same_mailbox(open_page, hub, box, links):
    page = open_page("/", java_script_enabled=False)
    page.goto(links["expired"])
    press(page, "Neuen Link schicken")
    assert heading(page) == "Sehen Sie in Ihr Postfach"
    while "Altes" not in (mail := mail_to(box, "ada@zustand.example"))["Subject"]:
        pass  # mails about the other entries
    page.goto(hub + link(mail, hub, "/"))
    assert heading(page).startswith("Neu: Altes")
