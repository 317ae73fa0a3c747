"""Every single address; the unit tests look at a few of each kind."""

from tests.sitemap import addresses, unanswered


def test_every_address_of_the_sitemap_answers(demo, client):
    sections = addresses(client)
    paths = [path for section in sections for path in addresses(client, section)]
    assert len(paths) > 500
    assert unanswered(client, paths) == {}
