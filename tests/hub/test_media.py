import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(settings):
    """What lies in the folder of uploads, by path."""
    for path in ("images/bild.png", "original_images/bild.png", "documents/geheim.txt"):
        file = settings.MEDIA_ROOT / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


def test_pictures_made_for_pages_are_public(client, files):
    response = client.get("/media/images/bild.png")
    assert b"".join(response.streaming_content) == b"x"
    response.close()


@pytest.mark.parametrize(
    "path",
    [
        "documents/geheim.txt",
        "original_images/bild.png",
        "images/../documents/geheim.txt",
        "x/../documents/geheim.txt",
    ],
)
def test_documents_and_originals_are_reached_by_their_own_addresses_only(client, files, path):
    assert client.get(f"/media/{path}").status_code == 404
