"""What happens around every request."""

import pytest

pytestmark = pytest.mark.django_db
MANY = "&".join(f"field{number}=1" for number in range(1100))
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("address", ["/suche/merken/", "/", "/gibt-es-nicht/"])
def test_public_forms_may_have_a_thousand_fields(client, address):
    assert client.post(address, MANY, content_type=FORM).status_code == 400
    assert client.post(address, {"a": ["1"] * 1100}).status_code == 400  # in parts
    assert client.get(f"{address}?{MANY}").status_code == 400


def test_editors_may_send_longer_ones(admin_client):
    answer = admin_client.post("/admin/snippets/events/event/add/", MANY, content_type=FORM)
    assert answer.status_code == 200


def test_ordinary_forms_and_other_bodies_pass(client):
    assert client.post("/suche/merken/", "a=1&b=2", content_type=FORM).status_code != 400
    answer = client.post("/suche/merken/", b"&" * 5000, content_type="application/octet-stream")
    assert answer.status_code != 400
