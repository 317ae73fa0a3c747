"""From the list of courses to a comparison and to a mail about a new date; files of providers."""

import re

import pytest

from tests.browser.looks import fits_every_width, is_accessible
from tests.browser.markup import errors, needs_checker
from tests.browser.test_saved_search import mail_to, press, run

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
PAIR = "course=umschulung-lagerlogistik&course=konflikte-im-team"
NEW_DATE = """
from datetime import timedelta
from django.utils import timezone
from courses import watching
from courses.models import Course
from tests.factories import make_run
course = Course.objects.get(slug="{slug}")
make_run(course, starts_on=timezone.localdate() + timedelta(days=200), place="Neudorf")
watching.tell()
"""


def is_sound(page):
    fits_every_width(page)
    is_accessible(page)


@WITH_AND_WITHOUT
def test_from_a_filter_to_two_courses_side_by_side(open_page, script):
    page = open_page("/weiterbildung/", width=360, java_script_enabled=script)
    page.locator("#drawer > summary").click()
    page.get_by_label("mit Bildungsgutschein").check()
    page.locator(".drawer-actions button").click()
    page.wait_for_url(re.compile(r"funding=education_voucher"))
    page.locator("#results h2 a").first.click()
    page.get_by_role("link", name="Mit anderen Kursen vergleichen").click()
    page.wait_for_url("**/weiterbildung/vergleich/?course=**")
    page.get_by_label("Was möchten Sie lernen?").fill("Konflikte")
    press(page, "Finden")
    page.get_by_role("link", name="Konflikte im Team").click()
    page.wait_for_url(re.compile(r"course=[^&]+&course=konflikte-im-team"))
    row = page.get_by_role("row", name="Bildungsgutschein")
    assert "verschieden" in row.inner_text()
    assert row.get_by_role("cell").count() == 2
    assert "keine Angabe" in row.get_by_role("cell").nth(1).inner_text()


@WITH_AND_WITHOUT
def test_a_new_date_is_told_by_mail(open_page, installation, box, script):
    slug = "konflikte-im-team" if script else "frei-sprechen-praesentieren"
    hub, reader = installation.address, f"kurs{script}@example.org".lower()
    page = open_page(f"/weiterbildung/{slug}/", width=360, java_script_enabled=script)
    page.get_by_role("link", name="Sagt mir Bescheid").click()
    page.get_by_label("E-Mail-Adresse").fill(reader)
    page.wait_for_timeout(3100)  # nobody is quicker
    press(page, "Sagen Sie mir Bescheid")
    assert page.url.endswith("/bescheid/gesendet/")
    page.goto(hub + next(a for a in links(mail_to(box, reader), hub) if "/bescheid/" in a))
    press(page, "Ja, sagen Sie mir Bescheid")
    run(installation, NEW_DATE.format(slug=slug))
    told = mail_to(box, reader)
    assert "Neudorf" in told.get_body(("plain",)).get_content()
    page.goto(hub + next(a for a in links(told, hub) if "/bescheid/" in a))
    press(page, "Beenden und meine Adresse löschen")
    assert "gelöscht" in page.locator("main").inner_text()


def links(message, hub):
    found = re.findall(r"https?://\S+", message.get_body(("plain",)).get_content())
    return [address.removeprefix(hub) for address in found]


PAGES = [
    "/weiterbildung/?funding=azav&competence=1.2",
    "/weiterbildung/umschulung-lagerlogistik/",
    "/weiterbildung/vergleich/",
    f"/weiterbildung/vergleich/?{PAIR}",
    f"/weiterbildung/vergleich/?{PAIR}&only=different",
    "/weiterbildung/konflikte-im-team/bescheid/",
    "/weiterbildung/konflikte-im-team/bescheid/gesendet/",
    f"/en/courses/compare/?{PAIR}&course=sps-programmierung-grundlagen",
    "/en/courses/sps-programmierung-grundlagen/",
    "/en/courses/konflikte-im-team/notice/",
]


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_are_sound_on_a_phone(open_page, address):
    page = open_page(address, width=360)
    assert page.status == 200
    is_sound(page)


def test_a_file_goes_from_the_upload_to_the_list(admin, open_page, tmp_path):
    file = tmp_path / "kurse.csv"
    file.write_text("Kursnr;Titel;Beginndatum;Gebühr\n1;Imkern im Büro;1.3.2047;a. A.\n2;;;\n")
    page = admin("/admin/course-imports/")
    page.get_by_label("Organisation").select_option(index=1)
    page.get_by_label("Datei von Ihrem Rechner").set_input_files(file)
    press(page, "Hochladen und ansehen")
    page.get_by_role("button", name="Übernehmen", exact=True).wait_for(timeout=60_000)
    assert "Zeile 3 (2)" in page.locator("main").inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="Übernehmen", exact=True).click()
    page.get_by_role("button", name="Diesen Import rückgängig machen").wait_for(timeout=60_000)
    shown = open_page("/weiterbildung/imkern-im-buero/")
    assert "a. A." in shown.locator("main").inner_text()
    press(page, "Diesen Import rückgängig machen")
    page.get_by_text("Der Import ist rückgängig gemacht").wait_for(timeout=60_000)
    assert open_page("/weiterbildung/imkern-im-buero/").status == 404


@needs_checker
def test_the_markup_of_all_of_it_is_valid(open_page, tmp_path):
    for number, address in enumerate(PAGES):
        page = open_page(address, java_script_enabled=False)
        (tmp_path / f"{number}.html").write_text(page.content())
    assert errors(tmp_path) == []
