"""“Bestätigt durch …” holds for what was looked at, and not for what stands there later."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.documents import organisation_document, organisation_records
from directory.errands.day import day_of
from directory.models import Endorsement, Location, Organisation
from search.models import IndexRequest
from tests.directory.moderation.people import hand_in, link, make_startup, make_voucher, stored
from tests.directory.moderation.test_views import post
from tests.factories import make_event, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def startup():
    """An entry, its owner, the university that it comes from, and a member of that."""
    record, author = make_startup(title="Fuldawerk GmbH", website="https://fuldawerk.example")
    Location.objects.create(organisation=record, street="Weg 1", postcode="34117", is_primary=True)
    university, member = make_voucher(record)
    return record, author, university, member


@pytest.fixture
def vouched(client, startup):
    record, author, _university, member = startup
    hand_in(record, author)
    post(client, link(member))
    return startup


def says_so(client, record):
    return "Bestätigt durch" in client.get(stored(record).get_absolute_url()).content.decode()


def publish(record, user=None, **values):
    """Publish other values, as the clock, an operator or a proven house does."""
    new = stored(record).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(new, name, value)
    new.save_revision(user=user).publish(user=user, skip_permission_checks=True)


def errands(user):
    return [each for each in day_of(user, today=TODAY).errands if "/buergen/" in each.url]


def test_another_description_leaves_it(client, vouched):
    record, *_others = vouched
    publish(record, summary="Ganz anders beschrieben.", title="fuldawerk  gmbh")
    assert says_so(client, record)


@pytest.mark.parametrize(
    "values", [{"title": "Casino Royal"}, {"website": "https://casino.example"}]
)
def test_another_name_or_website_ends_it_until_somebody_has_looked(client, vouched, values):
    record, _author, university, member = vouched
    assert not errands(member)
    publish(record, **values)
    assert not says_so(client, record)
    (errand,) = errands(member)
    assert university.title in errand.why
    client.force_login(member)
    page = client.get(errand.url)
    assert next(iter(values.values())) in page.content.decode()
    client.post(errand.url, {"do": "renew", "seen": page.context["seen"]})
    assert says_so(client, record)
    assert not errands(member)
    assert ModelLogEntry.objects.filter(action="directory.vouching.renew", user=member).exists()


def test_another_address_ends_it_and_the_old_one_brings_it_back(client, vouched):
    record, *_others = vouched
    Location.objects.update(street="Weg 2")
    assert not says_so(client, record)
    Location.objects.update(street="Weg 1")
    assert says_so(client, record)


def test_a_place_that_the_register_fills_in_is_no_change(client, startup):
    record, author, _university, member = startup
    hand_in(record, author)
    post(client, link(member))
    Location.objects.update(place="Kassel")
    assert says_so(client, record)


def test_an_event_that_goes_to_another_organisation_is_not_vouched_for(client, vouched):
    record, author, _university, member = vouched
    event = make_event(owner=record, live=False)
    hand_in(event, author)
    post(client, link(member))
    assert says_so(client, event)
    publish(event, summary="Neu.")
    assert says_so(client, event)
    publish(event, owner=make_organisation())
    assert not says_so(client, event)


def test_who_looks_at_an_older_state_is_shown_the_newer_one(client, vouched):
    record, _author, _university, member = vouched
    publish(record, title="Casino Royal")
    client.force_login(member)
    address = errands(member)[0].url
    seen = client.get(address).context["seen"]
    publish(record, title="Wettbüro Royal")
    page = client.post(address, {"do": "renew", "seen": seen})
    assert "Wettbüro" in page.content.decode()
    assert not says_so(client, record)
    for nonsense in ("", "abc", "9" * 40):
        client.post(address, {"do": "renew", "seen": nonsense})
    assert not says_so(client, record)


def test_nobody_vouches_for_a_text_of_their_own(client, vouched):
    record, _author, _university, member = vouched
    publish(record, user=member, title="Casino Royal")
    assert not errands(member)
    client.force_login(member)
    address = f"/mein/buergen/{Endorsement.objects.get().pk}/"
    page = client.get(address)
    assert not page.context["may_renew"]
    client.post(address, {"do": "renew", "seen": page.context["seen"]})
    assert not says_so(client, record)


def test_vouching_can_be_ended(client, vouched):
    record, _author, _university, member = vouched
    client.force_login(member)
    address = f"/mein/buergen/{Endorsement.objects.get().pk}/"
    assert client.get(address).status_code == 200
    assert Endorsement.objects.exists()
    client.post(address, {"do": "withdraw"})
    assert not Endorsement.objects.exists()
    assert not says_so(client, record)
    assert ModelLogEntry.objects.filter(action="directory.vouching.withdraw").exists()


def test_others_find_no_page_for_it(client, vouched):
    _record, author, _university, _member = vouched
    address = f"/mein/buergen/{Endorsement.objects.get().pk}/"
    assert client.get(address).status_code == 302
    for person in (author, make_member(), make_person(is_superuser=True)):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "withdraw"}).status_code == 404
    assert Endorsement.objects.exists()


def test_the_card_of_a_list_says_it_and_follows(client, vouched):
    record, _author, university, member = vouched

    def card():
        return organisation_document(organisation_records().get(pk=record.pk)).card["vouched_by"]

    assert card() == ["Universität"]
    publish(record, title="Casino Royal")
    assert card() == []
    publish(record, title="Fuldawerk GmbH")
    assert card() == ["Universität"]
    Organisation.objects.filter(pk=university.pk).update(live=False)
    assert card() == []


def test_whoever_may_vouch_no_more_is_named_no_more(client, vouched):
    record, _author, university, _member = vouched
    assert says_so(client, record)
    IndexRequest.objects.all().delete()
    trust = university.trust
    trust.may_vouch = False
    trust.save()
    assert not says_so(client, record)
    assert IndexRequest.objects.filter(document_id=f"organisation:{record.pk}").exists()
    found = organisation_records().get(pk=record.pk)
    assert organisation_document(found).card["vouched_by"] == []


def test_the_index_hears_of_it(vouched):
    record, _author, university, member = vouched
    asked = f"organisation:{record.pk}"

    def is_asked():
        found = IndexRequest.objects.filter(document_id=asked).exists()
        IndexRequest.objects.all().delete()
        return found

    is_asked()
    Endorsement.objects.get().save()
    assert is_asked()
    university.save()
    assert is_asked()
    Endorsement.objects.get().delete()
    assert is_asked()


def test_an_endorsement_goes_with_its_record(vouched):
    record, *_others = vouched
    stored(record).delete()
    assert not Endorsement.objects.exists()


# --- What one vouches for ---------------------------------------------------------------------

LIST = "/mein/buergen/"


def test_all_that_ones_organisation_vouches_for_is_listed_and_can_be_ended(client, vouched):
    record, author, _university, member = vouched
    event = make_event(title="Tag der Patente", owner=record, live=False)
    hand_in(event, author)
    post(client, link(member))
    client.force_login(member)
    assert LIST in client.get("/mein/").content.decode()
    page = client.get(LIST)
    assert [row["record"].title for row in page.context["rows"]] == [event.title, record.title]
    assert page.content.decode().count("Besucher lesen es") == 2
    publish(record, title="Casino Royal")
    assert "nicht zu sehen" in client.get(LIST).content.decode()
    given = Endorsement.objects.get(object_id=event.pk, content_type__model="event")
    address = f"{LIST}{given.pk}/?list"
    assert 'value="renew"' not in client.get(address).content.decode()  # it is as it was
    assert client.post(address, {"do": "withdraw"}).url == LIST
    assert not says_so(client, event)
    assert [row["record"].title for row in client.get(LIST).context["rows"]] == ["Casino Royal"]


def test_others_see_nothing_of_that(client, vouched):
    record, author, *_others = vouched
    assert client.get(LIST).url.startswith("/konto/anmelden/")
    for person in (author, make_member(), make_person(is_superuser=True)):
        client.force_login(person)
        assert LIST not in client.get("/mein/").content.decode()
        assert record.title not in client.get(LIST).content.decode()


def test_a_long_list_costs_the_same_and_has_pages(client, vouched):
    _record, _author, university, member = vouched

    def vouch_for(number):
        for _each in range(number):
            some = make_organisation()
            Endorsement.objects.create(
                record=some,
                organisation=university,
                revision_id=0,
                substance=some.substance,
                at=timezone.now(),
            )

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(LIST).status_code == 200
        return len(found)

    client.force_login(member)
    client.get(LIST)
    one = queries()
    vouch_for(9)
    assert queries() == one
    vouch_for(50)
    page = client.get(LIST)
    assert len(page.context["rows"]) == 50
    assert "?page=2" in page.content.decode()
    assert len(client.get(f"{LIST}?page=2").context["rows"]) == 10
