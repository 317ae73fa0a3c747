"""What people typed is no formula in the spreadsheets of those who look after the hub."""

import csv

import pytest
from django.urls import reverse

from directory.models import Organisation
from events.models import Event
from tests.factories import make_event, make_organisation, make_person

pytestmark = pytest.mark.django_db
FORMULAS = ("=HYPERLINK(1)", "+cmd|x", "@SUM(1)", "-2+3")


def rows(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.reader(content.decode().splitlines()))


def test_lists_and_reports_of_the_admin_calculate_nothing(client):
    for formula in FORMULAS:
        make_event(title=formula, owner=make_organisation(title=formula, summary=formula))
    client.force_login(make_person(is_superuser=True))
    for record in Organisation.objects.all():
        record.save_revision(log_action=True)
    for url in (
        *(reverse(model.snippet_viewset.get_url_name("list")) for model in (Organisation, Event)),
        reverse("wagtailadmin_reports:site_history"),
    ):
        found = rows(client, f"{url}?export=csv")
        assert len(found) > len(FORMULAS), url
        cells = [cell for row in found for cell in row]
        assert f"'{FORMULAS[0]}" in cells, url
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))], url
