import pytest

from search import outbox
from tests.factories import (
    make_course,
    make_event,
    make_organisation,
    make_programme,
    make_service,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
MAKERS = [make_organisation, make_event, make_course, make_service, make_programme]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_draft_can_be_seen_before_it_is_published(make):
    record = make(title="Noch ein Entwurf", live=False)
    response = record.make_preview_request()
    assert response.status_code == 200
    assert "Noch ein Entwurf" in response.render().content.decode()


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_record_that_was_never_saved_can_be_seen(make):
    model = type(make())
    record = model(title="Ganz neu", summary="Satz.", slug="ganz-neu")
    if model.__name__ == "Event":
        saved = make()
        record.starts_at, record.ends_at = saved.starts_at, saved.ends_at
    assert "Ganz neu" in record.make_preview_request().render().content.decode()


def test_the_preview_of_a_public_record_does_not_propose_itself():
    house = make_organisation(title="Kammer")
    for title in ("Sprechtag Patente", "Abend der Gründer"):
        event = make_event(title=title, owner=house)
    outbox.work_off()
    page = event.make_preview_request().render().content.decode()
    assert page.count("Sprechtag Patente") > 0
    assert 'class="hits"' in page
    beside = page[page.index('class="hits"') :]
    assert "Sprechtag Patente" in beside
    assert "Abend der Gründer" not in beside
