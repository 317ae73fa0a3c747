"""Words of a source and what they mean here, remembered from run to run."""

from io import StringIO

import pytest
from django.core.management import call_command

from courses.importing import actions
from courses.importing.executing import Executing
from courses.importing.reading import read
from courses.models import CourseMapping, CourseSource
from courses.watching import date_keys
from directory.sources.mappings import MOST
from tests.courses.importing import files
from tests.courses.importing.provider import (
    NOW,
    accept,
    course,
    first_import,
    make_source,
    named,
    perform,
    provider,
    run,
)
from tests.factories import make_municipality, make_organisation, make_topic

pytestmark = pytest.mark.django_db
Use = CourseMapping.Use
HEADER = f"{files.HEADER};Schlagworte;Kursart;Durchführungsform;Niveau;Status"


def row(number=0, tags="", kind="", form="", level="", state="", **more):
    words = {"tags": tags, "kind": kind, "form": form, "level": level, "state": state}
    return course(number, **more, **words)


@pytest.fixture
def here():
    with provider() as there:
        yield there


@pytest.fixture
def source(here):
    return make_source(address=here.url)


def choose(source, text, **fields):
    """As the page of the words does it."""
    rows = source.mappings.filter(text=text)
    assert rows.update(**({"use": Use.MAPPED} | fields)) == 1
    CourseSource.objects.get(pk=source.pk).forget_content()


def words(source):
    return {(row.kind, row.text, row.use) for row in source.mappings.all()}


def test_a_dry_run_remembers_what_the_hub_has_no_word_for(source, here):
    here.shows(
        row(0, "EDV", "Abendschule", "Werkstatt", "A1", "ruht"),
        row(1, "EDV", "Umschulung", "online", "Grundlagen", "voll"),
        header=HEADER,
    )
    run(source)
    assert words(source) == {
        ("topic", "EDV", ""),
        ("kind", "Abendschule", ""),
        ("format", "Werkstatt", ""),
        ("level", "A1", ""),
        ("state", "ruht", ""),
    }


def test_what_is_chosen_counts_for_this_and_every_later_import(source, here):
    topic = make_topic(title="Digitalisierung")
    here.shows(row(0, "EDV|Abends", "Abendschule", "am PC", state="ruht"), header=HEADER)
    waiting = run(source)
    choose(source, "EDV", topic=topic)
    choose(source, "Abendschule", code="language_course")
    choose(source, "am PC", code="online")
    choose(source, "ruht", code="cancelled")
    choose(source, "Abends", use=Use.LEFT_OUT)
    accept(waiting)
    found = named(0)
    assert (list(found.topics.all()), found.tags.count()) == ([topic], 0)
    run_row = found.runs.get()
    assert (found.kind, run_row.format, run_row.state) == (
        *("language_course", "online", "cancelled"),
    )
    here.shows(row(0, "EDV", "Abendschule", "am PC"), row(1, "EDV"), header=HEADER)
    assert run(source).counts == {"changed": 1, "new": 1}
    assert list(named(1).topics.all()) == [topic]
    assert named(0).runs.get().state != "cancelled"


def test_without_a_choice_a_word_is_a_free_tag_and_one_chosen_later_changes_what_is_here(
    source, here
):
    topic = make_topic(title="Digitalisierung")
    here.shows(row(0, "EDV"), header=HEADER)
    first_import(source)
    assert [tag.name for tag in named(0).tags.all()] == ["EDV"]
    choose(source, "EDV", topic=topic)
    done = run(source)
    assert done.counts == {"changed": 1}
    assert done.entries.get().fields == {"tags": [["EDV"], []], "topics": [[], [topic.pk]]}
    assert list(named(0).topics.all()) == [topic]
    assert run(source).counts == {"unchanged": 1}


def test_a_word_that_is_called_like_a_topic_is_that_topic(source, here):
    topic = make_topic(title="Metall")
    here.shows(row(0, "metall"), header=HEADER)
    first_import(source)
    assert (list(named(0).topics.all()), named(0).tags.count()) == ([topic], 0)
    assert words(source) == {("topic", "metall", "mapped")}


def test_a_place_without_a_postcode_gets_an_address_and_its_runs_stay_the_same(source, here):
    here.shows(row(0).replace(";Saal;34117;", ";VHS-Haus;;"), row(1))
    first_import(source)
    assert words(source) == {("place", "VHS-Haus", "")}
    known = named(0).runs.get()
    known_by = date_keys(known)
    make_municipality(postcodes="34131", latitude=51.31, longitude=9.45)
    choose(source, "VHS-Haus", venue="VHS-Haus", postcode="34131", place="Kassel")
    assert run(source).counts == {"changed": 1, "unchanged": 1}
    placed = named(0).runs.get()
    assert (placed.venue, placed.postcode, placed.latitude) == ("VHS-Haus", "34131", 51.31)
    assert placed.pk == known.pk
    assert date_keys(placed) & known_by  # who watches the course knows this date
    assert run(source).counts == {"unchanged": 2}


def test_a_course_online_names_no_place(source, here):
    here.shows(row(0, form="online").replace(";Saal;34117;", ";Zoom;;"), header=HEADER)
    first_import(source)
    assert words(source) == set()


def test_a_course_whose_words_are_mapped_is_not_looked_at_again(source, here):
    topic = make_topic(title="Metall")
    here.shows(row(0, "Metall|EDV", "Abendschule", "am PC"), header=HEADER)
    waiting = run(source)
    choose(source, "EDV", topic=topic)
    choose(source, "am PC", code="online")
    accept(waiting)
    work = Executing(source, read(here.body), NOW, dry_run=True, write=list)
    work.execute()
    assert (work.looked_at, work.counts) == (0, {"unchanged": 1})


def test_topics_and_tags_of_people_stay_beside_those_of_the_source(source, here):
    ours, theirs = make_topic(title="Handwerk"), make_topic(title="Metall")
    here.shows(row(0, "Metall|Abend"), header=HEADER)
    first_import(source)
    found = named(0)
    found.topics.add(ours)
    found.tags.add("Von uns")
    found.tags.remove("Abend")
    found.save()
    here.shows(row(0, "Abend|Neu"), header=HEADER)
    assert run(source).counts == {"changed": 1}
    assert list(named(0).topics.all()) == [ours]
    assert {tag.name for tag in named(0).tags.all()} == {"Von uns", "Neu"}
    assert theirs not in named(0).topics.all()


def test_a_draft_keeps_its_own_topics(source, here):
    ours, theirs = make_topic(title="Handwerk"), make_topic(title="Metall")
    here.shows(row(0), header=HEADER)
    first_import(source)
    draft = named(0)
    draft.topics = [ours]
    draft.save_revision()
    here.shows(row(0, "Metall"), header=HEADER)
    run(source)
    assert list(named(0).topics.all()) == [theirs]
    assert set(named(0).get_latest_revision_as_object().topics.all()) == {ours, theirs}


def test_an_undone_import_gives_topics_back(source, here):
    topic = make_topic(title="Metall")
    here.shows(row(0), header=HEADER)
    first_import(source)
    here.shows(row(0, "Metall"), header=HEADER)
    done = run(source)
    assert list(named(0).topics.all()) == [topic]
    assert actions.undo(run=done, person=None)
    assert perform(done).counts == {"undone": 1}
    assert not named(0).topics.exists()
    assert run(source).counts == {"changed": 1}


def test_a_file_of_a_thousand_words_does_not_fill_the_page(source, here):
    tags = [f"W{n}" for n in range(MOST + 40)]
    rows = [row(n, "|".join(tags[n * 20 : n * 20 + 20])) for n in range(len(tags) // 20)]
    here.shows(*rows, row(99, kind="Abendschule"), header=HEADER)
    run(source)
    assert source.mappings.filter(kind="topic").count() == MOST
    assert source.mappings.filter(kind="kind").count() == 1


def test_the_command_shows_a_dry_run_without_remembering_anything(tmp_path):
    path = tmp_path / "kurse.csv"
    path.write_bytes(files.table(row(0, "EDV"), header=HEADER))
    out = StringIO()
    house = make_organisation()
    call_command("import_courses", str(path), organisation=house.slug, dry_run=True, stdout=out)
    assert "Kurs 0" in out.getvalue()
    assert not CourseSource.objects.exists()
