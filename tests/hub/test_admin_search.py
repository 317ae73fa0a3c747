import pytest

from hub.models import User
from hub.site import ensure_home_pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ['"', '"Start', "Start", "((", "*"])
def test_pages_are_searched_whatever_is_typed(client, typed):
    client.force_login(User.objects.create_superuser("amt", "amt@hub.example", "geheim"))
    home = ensure_home_pages()["de"]
    assert client.get(f"/admin/pages/{home.pk}/", {"q": typed}).status_code == 200
    assert client.get("/admin/choose-page/search/", {"q": typed}).status_code == 200
