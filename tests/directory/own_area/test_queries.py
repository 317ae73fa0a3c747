"""What saving and handing in cost: on SQLite everybody else who saves waits meanwhile."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from directory.models import ListingDraft, Moderator, Organisation, ReviewState
from directory.models.review import DecisionLink
from hub.models import HubSettings
from search.models import IndexRequest
from tests.directory.own_area.typing import NEW, typed
from tests.factories import make_person, make_topic

pytestmark = pytest.mark.django_db
WRITES = re.compile(r"INSERT|UPDATE|DELETE")


@pytest.fixture
def typing(client):
    """Somebody who is signed in and has begun an entry; gives what the form sends next."""
    person = make_person()
    client.force_login(person)
    topic = make_topic()
    fields = {**typed(topics=[topic.pk]), "do": ""}
    del fields["email"]
    client.post(NEW, fields, headers={"HX-Request": "true"})

    def send(do):
        draft = ListingDraft.objects.get()
        sent = {**fields, "token": draft.token, "version": draft.version, "do": do}
        headers = {} if do else {"HX-Request": "true"}
        with CaptureQueriesContext(connection) as found:
            answer = client.post(NEW, sent, headers=headers)
        assert answer.status_code == (302 if do else 200)
        return [each["sql"] for each in found]

    send("")  # what is read once a minute
    HubSettings.load()
    ContentType.objects.get_for_model(ReviewState)
    return send


def test_saving_while_one_types_writes_once(typing):
    queries = typing("")
    assert len(queries) <= 7
    assert len([sql for sql in queries if WRITES.match(sql)]) == 1


def test_handing_in_costs_fifty_queries_and_few_before_the_commit(typing):
    for _number in range(3):
        Moderator.objects.create(user=make_person())
    queries = typing("submit")
    assert Organisation.objects.get().current_workflow_task_state
    assert len(queries) <= 53
    begin = next(n for n, sql in enumerate(queries) if sql.startswith("SAVEPOINT"))
    asked = [sql for sql in queries[begin:] if "SAVEPOINT" not in sql]
    assert len(asked) <= 37, "\n".join(asked)


def test_handing_in_costs_the_same_however_many_are_asked(typing):
    topic = make_topic()
    for number in range(12):
        moderator = Moderator.objects.create(user=make_person())
        if number % 2:
            moderator.areas = "06633"
            moderator.save()
        elif number % 3:
            moderator.topics.add(topic)
    many = len(typing("submit"))
    assert DecisionLink.objects.count() == 12 - 4
    assert many <= 54  # one more asks about topics and areas, of all at once


def test_an_entry_that_nobody_sees_yet_is_no_work_for_search_and_one_task_for_references(typing):
    IndexRequest.objects.all().delete()
    DBTaskResult.objects.all().delete()
    typing("submit")
    assert not IndexRequest.objects.exists()
    entry = Organisation.objects.get()
    tasks = DBTaskResult.objects.filter(task_path__endswith="update_reference_index_task")
    assert [task.args_kwargs["args"] for task in tasks] == [
        ["directory", "organisation", str(entry.pk)]
    ]
