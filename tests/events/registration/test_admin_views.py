import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from directory.models import Organisation
from events.models import Event, Registration, RegistrationQuestion
from events.registration import actions
from tests.events.registration.people import bookable, mails, make_bookable, person, status
from tests.factories import make_member, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
VIEWS = ["people", "check_in", "add", "write", "csv", "xlsx"]


def coming(**fields):
    """In a week, of the organisation for which the staff act."""
    house = Organisation.objects.first() or make_organisation()
    starts_at = timezone.now() + timedelta(days=7)
    return make_bookable(starts_at=starts_at, **({"owner": house} | fields))


def join(event, who="anna", recurrence_id=None, **details):
    minimum = {"name": who.title(), "organisation": "", "answers": []}
    return actions.add_by_hand(
        bookable=bookable(event, recurrence_id),
        email=f"{who}@example.org",
        details=minimum | details,
    )


def member(*codenames):
    """Somebody who acts for the house, with these rights over the kinds of record."""
    group = Group.objects.create(name="Redaktion")
    names = ["access_admin", *codenames]
    group.permissions.set(Permission.objects.filter(codename__in=names))
    person = get_user_model().objects.create_user("r", "r@example.org", "geheim", is_staff=False)
    person.groups.add(group)
    make_member(Organisation.objects.first() or make_organisation(), user=person)
    return person


@pytest.fixture
def staff(client):
    client.force_login(member("change_event", "view_event", "delete_event"))
    return client


def url(event, view, code="once"):
    return reverse(f"registration_admin_{view}", args=[event.pk, code])


def act(row, action):
    return reverse("registration_admin_act", args=[row.pk, action])


def test_whoever_may_not_edit_the_event_sees_nobody(client):
    event = coming()
    row = join(event)
    client.force_login(member())
    for view in VIEWS:
        assert client.get(url(event, view)).status_code == 404, view
    assert client.get(reverse("registration_admin_event", args=[event.pk])).status_code == 404
    for action in ("cancel", "come", "give-place"):
        assert client.post(act(row, action)).status_code == 404
    assert status("anna") == "registered"
    client.logout()
    assert client.get(url(event, "people")).status_code == 302


def test_every_page_answers_with_people_and_without_and_no_cache_keeps_it(staff):
    event = coming()
    for view in VIEWS:
        expected = 404 if view == "write" else 200
        assert staff.get(url(event, view)).status_code == expected, view
    join(event)
    for view in VIEWS:
        answer = staff.get(url(event, view))
        assert answer.status_code == 200, view
        assert answer.headers["Cache-Control"].startswith("private, no-store")


def test_the_list_shows_who_comes_first_and_the_queue_in_its_order(staff):
    event = coming(registration_places=1)
    join(event, "anna", organisation="Werk & Co", answers=[["Rampe?", True]])
    for name in ("cora", "bert"):
        Registration.objects.create(
            people=person("anna").people,
            name=name.title(),
            email=f"{name}@example.org",
            status="waiting",
            waiting_since=timezone.now(),
        )
    html = staff.get(url(event, "people")).content.decode()
    assert html.index("Anna") < html.index("Cora") < html.index("Bert")
    assert "Werk &amp; Co" in html
    assert "Rampe?: ja" in html
    assert "1 angemeldet, 0 gekommen, 2 auf der Warteliste" in html


def test_somebody_is_added_by_hand_and_not_twice(staff, mailoutbox):
    event = coming()
    event.registration_questions.add(
        RegistrationQuestion(label="Essen", kind="choice", choices="a\nb", is_required=True)
    )
    event.save()
    typed = {"name": "Anna Ärger", "email": "", "organisation": ""}
    assert staff.post(url(event, "add"), typed).status_code == 302
    with_mail = {**typed, "email": "anna@example.org"}
    assert staff.post(url(event, "add"), with_mail).status_code == 302
    again = staff.post(url(event, "add"), with_mail)
    assert "Diese Adresse steht schon auf der Liste." in again.content.decode()
    assert Registration.objects.count() == 2
    assert len(mails(mailoutbox, at=timezone.now())) == 1


def test_people_are_ticked_off_by_a_button_and_back(staff):
    event = coming()
    row = join(event)
    html = staff.get(url(event, "check_in")).content.decode()
    assert "0 von 1 ist da" in html
    assert f'action="{act(row, "come")}"' in html
    answer = staff.post(act(row, "come"), follow=True)
    assert "1 von 1 ist da" in answer.content.decode()
    assert staff.get(act(row, "come")).status_code == 405
    staff.post(act(row, "not-come"))
    assert person().arrived_at is None


def test_cancelling_and_giving_a_place(staff, mailoutbox):
    event = coming(registration_places=1)
    row = join(event)
    other = Registration.objects.create(
        people=row.people,
        name="Bert",
        email="bert@example.org",
        status="waiting",
        waiting_since=timezone.now(),
    )
    staff.post(act(other, "give-place"))
    assert status("bert") == "registered"
    staff.post(act(row, "cancel"))
    assert status("anna") == "cancelled"
    assert staff.post(act(row, "explode")).status_code == 404


def test_a_message_goes_to_all(staff, mailoutbox):
    event = coming()
    join(event, "anna")
    join(event, "bert")
    mails(mailoutbox, at=timezone.now())
    staff.post(url(event, "write"), {"subject": "Anfahrt", "text": "Tor 3 & 4"})
    sent = mails(mailoutbox, at=timezone.now())
    assert [mail.subject for _name, mail in sent] == ["Anfahrt", "Anfahrt"]
    assert "Tor 3 & 4" in sent[0][1].body


EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "＝1"]


def test_a_table_holds_everything_and_calculates_nothing(staff):
    event = coming()
    for number, evil in enumerate(EVIL):
        join(event, f"p{number}", name=evil, organisation=evil, answers=[[evil, evil]])
    answer = staff.get(url(event, "csv"))
    text = answer.content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert lines[0][:4] == ["Name", "E-Mail", "Organisation", "Status"]
    assert len(lines) == len(EVIL) + 1
    for cell in [cell for line in lines for cell in line]:
        assert not cell.strip().startswith(("=", "+", "-", "@", "＝")), cell
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_workbook_has_the_same_cells_as_text(staff):
    event = coming()
    join(event, "anna", name="=HYPERLINK(1)", answers=[["Essen\x0b?", "a\x0bb"], ["Rampe?", False]])
    sheet = load_workbook(io.BytesIO(staff.get(url(event, "xlsx")).content)).active
    cells = [[cell.value for cell in row] for row in sheet.rows]
    assert cells[0][6:8] == ["Essen?", "Rampe?"]
    assert cells[1][0] == "'=HYPERLINK(1)"
    assert cells[1][6:8] == ["ab", "nein"]
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "inlineStr"}


def test_a_series_lists_its_dates_with_their_numbers(staff):
    event = coming(registration_mode="dates", recurrence_rules="FREQ=WEEKLY;COUNT=3")
    second = event.occurrences.all()[1]
    join(event, recurrence_id=second.recurrence_id)
    html = staff.get(reverse("registration_admin_event", args=[event.pk])).content.decode()
    address = bookable(event, second.recurrence_id).code
    assert url(event, "people", address) in html
    assert "Anna" in staff.get(url(event, "people", address)).content.decode()
    once = staff.get(reverse("registration_admin_event", args=[coming().pk]))
    assert once.url.endswith("/once/")


def test_a_list_whose_date_is_gone_can_still_be_seen(staff):
    event = coming(registration_mode="dates", recurrence_rules="FREQ=WEEKLY;COUNT=3")
    last = event.occurrences.all()[2]
    join(event, recurrence_id=last.recurrence_id)
    code = bookable(event, last.recurrence_id).code
    event.recurrence_rules = "FREQ=WEEKLY;COUNT=2"
    event.save()
    index = staff.get(reverse("registration_admin_event", args=[event.pk])).content.decode()
    assert url(event, "people", code) in index
    assert "Anna" in staff.get(url(event, "people", code)).content.decode()
    assert staff.get(url(event, "people", "20010101T000000Z")).status_code == 404
    assert staff.get(url(event, "people", "quatsch")).status_code == 404


def test_after_the_deletion_the_numbers_are_shown(staff):
    event = coming()
    join(event)
    actions.prune(at=timezone.now() + timedelta(days=90))
    html = staff.get(url(event, "people")).content.decode()
    assert "1 waren angemeldet" in html
    assert "Anna" not in html


def test_an_event_with_people_is_not_deleted_before_they_know(staff):
    event = coming()
    join(event)
    delete = reverse(Event.snippet_viewset.get_url_name("delete"), args=[event.pk])
    assert staff.post(delete).status_code == 302
    assert Event.objects.filter(pk=event.pk).exists()
    people = event.registration_lists.get()
    people.told |= {"cancelled": True}
    people.save()
    people.registrations.get().mails.all().delete()
    staff.post(delete)
    assert not Event.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize("view", ["people", "check_in", "csv"])
def test_many_people_cost_no_more_queries(staff, view):
    def queries(count):
        event = coming()
        for number in range(count):
            join(event, f"p{number}")
        with CaptureQueriesContext(connection) as found:
            assert staff.get(url(event, view)).status_code == 200
        return len(found)

    queries(1)
    assert queries(1) == queries(10)
