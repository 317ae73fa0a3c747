"""Error pages tell no secret."""

import sys

import pytest
from django.test import RequestFactory
from django.views.debug import technical_500_response


@pytest.mark.parametrize("name", ["SEARCH_URL", "DATABASE_URL", "SEARCH_API_KEY"])
def test_an_error_page_shows_no_password_of_an_address(settings, name):
    settings.DEBUG = True
    setattr(settings, name, "https://hub:correct-horse@search.example.org:9200")
    request = RequestFactory().get("/", **{name: "https://hub:correct-horse@search.example.org"})
    try:
        raise RuntimeError
    except RuntimeError:
        page = technical_500_response(request, *sys.exc_info()).content.decode()
    assert name in page
    # The lines of this file stand in the page too, but not these values.
    assert "&#x27;https://hub:correct-horse@" not in page.split("request-info")[-1]
