"""What happens at a real commit, which tests inside a transaction never see."""

import pytest
from django.utils import timezone

from directory.models import Organisation
from search.engines import current_engine
from search.models import IndexRequest
from search.query import SearchQuery
from tests.factories import make_organisation, make_topic

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_commit_itself_brings_the_record_into_the_index():
    current_engine().rebuild([])
    organisation = make_organisation()
    assert current_engine().ids() == {f"organisation:{organisation.pk}"}


def test_saving_goes_on_while_the_index_is_damaged(settings):
    current_engine().rebuild([])
    for path in settings.SEARCH_INDEX_DIR.rglob("meta.json"):
        path.write_text("rubbish")
    organisation = make_organisation()
    assert IndexRequest.objects.filter(document_id=f"organisation:{organisation.pk}").exists()


def test_a_record_is_indexed_with_its_topics_at_the_first_save():
    current_engine().rebuild([])
    topic = make_topic()
    organisation = Organisation(title="Neu", summary="Ganz neu.", kind="company", live=True)
    organisation.topics = [topic]
    organisation.save()
    query = SearchQuery(facets={"topic": (topic.slug,)})
    assert current_engine().search(query, now=timezone.now()).total == 1
