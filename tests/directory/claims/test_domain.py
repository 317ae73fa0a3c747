import pytest

from directory.claims.domain import proves, site_of


@pytest.mark.parametrize(
    ("email", "website"),
    [
        ("info@werk.de", "https://www.werk.de/"),
        ("Info@WERK.de", "http://werk.de"),
        ("a@müller.de", "https://www.xn--mller-kva.de"),
        ("a@xn--mller-kva.de", "https://müller.de/"),
        ("a@werk.co.uk", "https://www.werk.co.uk:8443/"),
    ],
)
def test_a_mailbox_at_the_domain_of_the_website_proves(email, website):
    assert proves(email, website)


@pytest.mark.parametrize(
    ("email", "website"),
    [
        ("a@gmx.de", "https://gmx.de/"),  # everybody has one
        ("a@uni-kassel.de", "https://www.uni-kassel.de/eecs/gruppe"),  # a page among others
        ("a@uni-kassel.de", "https://www.uni-kassel.de/?id=7"),
        ("a@student.uni-kassel.de", "https://www.uni-kassel.de/"),
        ("a@jimdosite.com", "https://werk.jimdosite.com/"),
        ("a@evilwerk.de", "https://werk.de"),
        ("a@werk.de.evil.com", "https://werk.de"),
        ("werk.de@evil.com", "https://werk.de"),
        ("a@werk.de", "https://werk.de@evil.com/"),
        ("a@werk.de", "https://werk.de/#/gruppe"),
        ("a@straße.de", "https://straße.de"),  # mails go to strasse.de
        ("a@wer\u212a.de", "https://xn--wer-.de"),
        ("a@werk.de", ""),
        ("a@", "https://"),
        ("a@werk.de", "javascript://werk.de"),
        ("a@localhost", "http://localhost/"),
        ("a@werk.de", "https://[werk.de/"),
        ("a@" + "ü" * 300 + ".de", "https://" + "ü" * 300 + ".de"),
    ],
)
def test_others_prove_nothing(email, website):
    assert not proves(email, website)


def test_the_site_is_written_without_www_and_in_ascii():
    assert site_of("https://WWW.Müller.de/") == "xn--mller-kva.de"
