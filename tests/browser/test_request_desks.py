"""Pages of requests for who answers them and who keeps the rules: accessible, valid, sound.

Of pages of the admin only what stands in `main` is judged: menu, header and search are Wagtail's.
"""

import pytest

from tests.browser.looks import findings, fits_every_width, is_accessible
from tests.browser.markup import errors, needs_checker
from tests.browser.test_registration import run
from tests.browser.test_team import sign_in

DESK = """
from datetime import timedelta
from django.utils import timezone
from advisory.models import AnswerTemplate, Entrance, Subject
from advisory.requests import actions, answering
from tests.advisory.requests.factories import make_desk, make_draft, make_key, make_rule
from tests.factories import make_person
from tests.signed_in import SignedInClient

entrance = Entrance.objects.get(slug="stadt-kassel")
entrance.origins = "https://www.kassel.example"
entrance.save()
make_key(entrance, name="Donaudampfschifffahrtsgesellschaftswebsite")
desk = make_desk(name="Stelle für Schifffahrtsgenehmigungsverfahrensberatung")
subject = Subject.objects.get(slug="genehmigung")
make_rule(desk, subject, territory=["06611000"], industries=["H"])
AnswerTemplate.objects.create(desk=desk, title="Erste Antwort", text="Guten Tag!")
long_ago = timezone.now() - timedelta(days=9)
for number, at in enumerate([long_ago, timezone.now(), timezone.now()]):
    draft = make_draft(
        subject, industry="H", at=at, entrance=entrance, typed={"text": f"Hafen {number}"}
    )
    sent = actions.send(request=draft, sign="links" if number == 2 else "", at=at)
    if number == 0:
        answering.close(assignment=sent.assignments.get(), outcome="advised", text="", at=at)
    if number == 1:
        print(f"/beratung/anliegen/antworten/{sent.assignments.get().token}/")
        print(f"/mein/anliegen/{sent.assignments.get().pk}/")
client = SignedInClient()
client.force_login(make_person(is_superuser=True, is_staff=True, email="stelle@example.org"))
print(client.session.session_key)
print(desk.pk, entrance.pk, subject.pk)
"""


@pytest.fixture(scope="module")
def desk(installation):
    """Addresses of pages of a desk with open, held and closed requests, and a key of a session."""
    by_link, own, key, numbers = run(installation, DESK).splitlines()[-4:]
    desk, entrance, subject = numbers.split()
    own_pages = [
        by_link,
        f"{by_link}?template=1&for=ask",
        own,
        "/mein/anliegen/",
        "/mein/anliegen/?show=over",
        "/mein/anliegen/bericht/",
        f"/mein/anliegen/stellen/{desk}/",
        f"/mein/anliegen/stellen/{desk}/vorlagen/",
        "/en/my/requests/report/",
    ]
    admin_pages = [
        "/admin/requests/test/",
        f"/admin/requests/test/?subject={subject}&postcode=34117&industry=H",
        "/admin/requests/test/?subject=&postcode=341",
        "/admin/requests/rules/",
        f"/admin/requests/entrances/{entrance}/",
    ]
    return {"key": key, "own": own_pages, "admin": admin_pages}


@pytest.fixture
def signed_in(open_page, installation, desk):
    def open_signed_in(**options):
        page = open_page("/beratung/anliegen/zusagen/", **options)
        sign_in(page, installation.address, desk["key"])
        return page

    return open_signed_in


def test_pages_of_a_desk_are_sound(signed_in, hub, desk):
    page = signed_in()
    for address in desk["own"]:
        assert page.goto(hub + address).status == 200, address
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        fits_every_width(page)
        is_accessible(page)


def test_pages_of_the_admin_are_accessible(signed_in, hub, desk):
    page = signed_in()
    for address in desk["admin"]:
        assert page.goto(hub + address).status == 200, address
        assert findings(page, context="main") == [], address


@needs_checker
def test_their_markup_is_valid(signed_in, hub, desk, tmp_path):
    page = signed_in(java_script_enabled=False)
    for number, address in enumerate([*desk["own"], *desk["admin"]]):
        page.goto(hub + address)
        html = page.content()
        (tmp_path / f"{number:02}.html").write_text(html)
    assert errors(tmp_path) == []
