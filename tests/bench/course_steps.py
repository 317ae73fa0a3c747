"""The steps of the bench of courses that need Django, each run in a process of its own."""

import csv
import random
import sys
from datetime import date, timedelta
from io import StringIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from courses.models import CourseRun  # noqa: E402
from courses.table import HEADER  # noqa: E402
from directory.models import Municipality, Organisation  # noqa: E402
from search import outbox  # noqa: E402
from tests.bench.corpus import Corpus  # noqa: E402

SUBJECTS = ("Excel", "Lagerlogistik", "Arbeitsrecht", "Python", "Schweißen", "Buchhaltung")
BROKEN = (7, 5000, 9999)  # courses of which a row names a day that does not exist


def prepare(path, count):
    """An empty hub with the register of places, and the file of a provider."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("set_up_hub", stdout=StringIO())
    with transaction.atomic():
        Corpus().fill(0)
        Organisation(
            title="Volkshochschule", slug="vhs", summary="Kurz.", kind="education_provider"
        ).save()
    corpus, chance = Corpus(), random.Random(3)
    corpus.places = list(Municipality.objects.all())
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, delimiter=";")
        writer.writeheader()
        for number in range(int(count)):
            for row in _rows(corpus, chance, number):
                writer.writerow(row)


def _rows(corpus, chance, number):
    """A course with two runs; the second names the course alone."""
    texts, place = corpus.texts(number), chance.choice(corpus.places)
    about = {
        "course_id": f"k{number}",
        "title": f"{chance.choice(SUBJECTS)} {texts['title']}"[:150],
    }
    for again in (0, 1):
        first = date.today() + timedelta(days=chance.randrange(-20, 300))
        yield about | {
            "number": f"{number}-{again}",
            "starts_on": "31.02.2047" if number in BROKEN and again else first.isoformat(),
            "ends_on": "" if number in BROKEN else (first + timedelta(days=4)).isoformat(),
            "postcode": place.postcodes[:5],
            "venue": "Kursraum",
            "price": chance.choice(["120,00", "890", "a. A."]),
            "places": "12",
            "places_left": str(chance.randrange(13)),
            "format": chance.choice(["onsite", "online", "blended"]),
            "enrolment_url": f"https://bench.example/{number}",
            **({} if again else _further(texts, chance)),
        }


def _further(texts, chance):
    return {
        "description": texts["description"][:400],
        "teaching_units": str(chance.randrange(4, 400)),
        "azav": chance.choice("01"),
        "educational_leave": chance.choice("01"),
        "employee_training": chance.choice("01"),
        "digcomp": chance.choice(["", "1.2", "4.2"]),
        "tags": chance.choice(["Energie|Technik", "Recht", ""]),
    }


def rebuild():
    outbox.rebuild()
    print(CourseRun.objects.count())


if __name__ == "__main__":
    steps = {s.__name__: s for s in (prepare, rebuild)}
    steps[sys.argv[1]](*sys.argv[2:])
