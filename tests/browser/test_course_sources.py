"""Sources of courses in the admin: a secretary answers what an import asks, on sound pages.

Only what stands in `main` is judged: menu, header and search are Wagtail's.
"""

import pytest

from tests.browser.looks import findings, fits_every_width
from tests.browser.markup import errors, needs_checker
from tests.browser.test_registration import run
from tests.browser.test_saved_search import press
from tests.browser.test_team import sign_in

TWO_FILES = """
from courses.importing import runs
from tests.courses.importing import files
from tests.courses.importing.provider import course
from tests.factories import make_organisation, make_person
from tests.signed_in import SignedInClient

house = make_organisation(title="Landwirtschaftsmeisterprüfungsvorbereitungsakademie")
header = files.HEADER + ";Schlagworte;Kursart"
rows = [course(n, words="Löten, Wärmepumpen", kind="Kompaktwerkstatt") for n in range(4)]
rows[3] = rows[3].replace(";34117;", ";;")
runs.import_now(organisation=house, data=files.table(*rows, header=header), file_name="a.csv")
changed = house.courses.get(external_id="K0")
changed.title = "Von Hand genannt"
changed.save()
rows[0] = course(0, title="Vom Anbieter genannt", words="Löten", kind="Kompaktwerkstatt")
table = files.table(*rows[:3], header=header)
run = runs.import_now(organisation=house, data=table, file_name="b.csv")
client = SignedInClient()
client.force_login(make_person(is_superuser=True, is_staff=True))
print(client.session.session_key)
print(run.source_id, run.pk)
"""


@pytest.fixture
def source(installation):
    """A key of a session, and addresses of the pages of a source with questions."""
    key, numbers = run(installation, TWO_FILES).splitlines()[-2:]
    source, last = numbers.split()
    pages = [
        f"/admin/course-sources/{source}/",
        f"/admin/course-sources/{source}/words/",
        "/admin/course-imports/",
        f"/admin/course-imports/{last}/",
    ]
    return key, pages


@pytest.fixture
def signed_in(open_page, installation, source):
    def open_signed_in(**options):
        page = open_page("/impressum/", **options)
        sign_in(page, installation.address, source[0])
        return page

    return open_signed_in


def test_what_an_import_asks_is_answered_without_script(signed_in, installation, hub, source):
    page = signed_in(java_script_enabled=False)
    page.goto(hub + source[1][0])
    page.get_by_label("die der Quelle nehmen").check()
    page.get_by_label("Kurs 3").select_option(label="zurückziehen")
    press(page, "Entscheidungen ausführen")
    assert "warten auf Ihre Entscheidung" not in page.locator("main").inner_text()
    code = "from courses.models import CourseSource as S; "
    code += f"rows = S.objects.get(pk={source[1][0].split('/')[-2]}).imported_courses; "
    code += "print(sorted(rows.values_list('course__title', 'course__live')))"
    assert run(installation, code).splitlines()[-1] == str(
        [("Kurs 1", True), ("Kurs 2", True), ("Kurs 3", False), ("Vom Anbieter genannt", True)]
    )


def test_the_pages_fit_and_are_accessible(signed_in, hub, source):
    page = signed_in()
    for address in source[1]:
        assert page.goto(hub + address).status == 200, address
        fits_every_width(page)
        assert findings(page, context="main") == [], address


@needs_checker
def test_their_markup_is_valid(signed_in, hub, source, tmp_path):
    page = signed_in(java_script_enabled=False)
    for number, address in enumerate(source[1]):
        page.goto(hub + address)
        (tmp_path / f"{number:02}.html").write_text(page.content())
    assert errors(tmp_path) == []
