import pytest

from hub.accounts import personal_data
from search.saved import actions
from tests.hub.accounts.people import make_person

pytestmark = pytest.mark.django_db


def keep(email, query):
    actions.keep(email=email, query=query, language="de", rhythm="daily")


def test_kept_searches_of_a_proved_address_stand_in_the_own_data():
    eva = make_person("eva@hub.example")
    keep("eva@hub.example", "q=KI")
    keep("andere@hub.example", "q=Bau")
    assert [row["query"] for row in personal_data.of(eva)["kept_searches"]] == ["q=KI"]


def test_searches_of_an_address_that_is_not_proved_do_not():
    eva = make_person("eva@hub.example", verified=False)
    keep("eva@hub.example", "q=KI")
    assert personal_data.of(eva)["kept_searches"] == []
