from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from directory.freshness.clock import look_after
from directory.importing.organisations import import_organisations
from directory.models import Organisation, Renewal
from tests.directory.freshness.asking import TODAY
from tests.factories import make_member

pytestmark = pytest.mark.django_db
TABLE = b"external_id;title;kind;summary\n1;Muster GmbH;company;Ein Satz.\n"


def noon(days):
    """Of a day from today: an hour before midnight would be the next day in summer time."""
    day = TODAY + timedelta(days=days)
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


def take(days=0):
    import_organisations(TABLE, source_name="IHK", now=noon(days))
    return Organisation.objects.get(external_id="1")


def test_a_source_confirms_what_it_still_names():
    assert (take().confirmed_on, take().confirmed_by) == (TODAY, "IHK")
    later = TODAY + timedelta(days=200)
    assert take(200).confirmed_on == later
    assert Renewal.objects.get().due_on == take(200).term.due_on


def test_a_dry_run_confirms_nothing():
    take()
    import_organisations(TABLE, source_name="IHK", now=noon(9), dry_run=True)
    assert Organisation.objects.get().confirmed_on == TODAY


def test_what_stepped_back_returns_when_its_source_names_it_again():
    make_member(take())
    for days in (420, 440):
        look_after(today=TODAY + timedelta(days=days))
    assert not Organisation.objects.get().live
    organisation = take(450)
    assert organisation.live
    assert organisation.confirmed_on == TODAY + timedelta(days=450)
