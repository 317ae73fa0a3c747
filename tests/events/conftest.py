import pytest
from django.utils import translation


@pytest.fixture
def english():
    """Messages are compared in the language of their source."""
    with translation.override("en"):
        yield
