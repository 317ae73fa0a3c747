"""Records of realistic German in any number, the same for the same seed."""

import gzip
import random
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.utils import timezone

from advisory.models import AdvisoryService
from courses.models import Course, CourseRun
from directory import municipalities
from directory.models import Location, Municipality, Organisation, Topic
from events.models import Event, Occurrence

WORDS = settings.BASE_DIR / "search" / "data" / "german_words.tsv.gz"
REGISTER = settings.BASE_DIR / "directory" / "demo" / "municipalities.csv"
SUBJECTS = [
    "Digitalisierung",
    "Energie",
    "Handwerk",
    "Export",
    "Gründung",
    "Existenzgründung",
    "Buchhaltung",
    "Steuer",
    "Datenschutz",
    "Fachkräfte",
    "Innovation",
    "Marketing",
    "Klimaschutz",
    "Pflege",
    "Nachfolge",
    "Software",
    "Arbeitsschutz",
    "Tourismus",
    "Logistik",
    "Maschinenbau",
    "Förderung",
    "Finanzierung",
    "Patent",
    "Vergabe",
    "Ausbildung",
    "Weiterbildung",
    "Nachhaltigkeit",
    "Wasserstoff",
    "Automatisierung",
    "Einkauf",
    "Vertrieb",
    "Qualität",
    "Umwelt",
    "Personal",
    "Produktion",
    "Entwicklung",
    "Forschung",
    "Sicherheit",
    "Cloud",
    "Daten",
]
HEADS = [
    "beratung",
    "kurs",
    "schulung",
    "seminar",
    "zentrum",
    "netzwerk",
    "programm",
    "werkstatt",
    "abend",
    "tag",
    "messe",
    "strategie",
    "förderung",
    "planung",
    "prüfung",
    "lehrgang",
    "sprechstunde",
    "offensive",
    "initiative",
    "gruppe",
]
LINKED = {"Digitalisierung", "Gründung", "Existenzgründung", "Förderung", "Finanzierung"}
LINKED |= {"Ausbildung", "Weiterbildung", "Automatisierung", "Entwicklung", "Forschung"}
SENTENCES = (
    "Wir unterstützen Betriebe in {place} bei {subject} und {subject2}.",
    "Das Angebot richtet sich an Unternehmen, die {compound} brauchen.",
    "Vorkenntnisse in {subject} sind von Vorteil, aber nicht nötig.",
    "Nach dem ersten Gespräch folgt eine {compound} mit festen Terminen.",
    "Die Kosten hängen von der Größe des Betriebs ab; ein Zuschuss ist möglich.",
    "In {place} treffen sich dazu jeden Monat Fachleute für {subject}.",
    "Wer {subject} neu aufbauen will, findet hier Partner aus der Region.",
    "Die {compound} verbindet Theorie mit Beispielen aus dem Alltag.",
)
SHARES = (("organisation", 40), ("advice", 10), ("event", 30), ("course", 20))
BATCH = 2000


class Corpus:
    """Makes records one after the other; a Zipf sample of the word list gives a real vocabulary."""

    def __init__(self, seed=7):
        self.random = random.Random(seed)
        with gzip.open(WORDS, "rt", encoding="utf-8") as file:
            rows = [line.split("\t") for line in file if line[0] != "#"]
        pairs = [(word, zipf) for zipf, _kind, words in rows for word in words.split()]
        self.words = [word for word, _zipf in pairs]
        self.weights = [10 ** float(zipf) for _word, zipf in pairs]
        self.pool = []
        self.now = timezone.now()

    def word(self):
        if not self.pool:
            self.pool = self.random.choices(self.words, self.weights, k=50_000)
        return self.pool.pop()

    def compound(self):
        subject = self.random.choice(SUBJECTS)
        return subject + ("s" if subject in LINKED else "") + self.random.choice(HEADS)

    def sentence(self):
        return self.random.choice(SENTENCES).format(
            place=self.random.choice(self.places).short_name,
            subject=self.random.choice(SUBJECTS),
            subject2=self.random.choice(SUBJECTS),
            compound=self.compound(),
        )

    def texts(self, number):
        """Title, summary and description; about 1.2 kB together."""
        title = f"{self.compound()} {self.random.choice(SUBJECTS)} {self.word()}"
        prose = []
        for _paragraph in range(3):
            loose = " ".join(self.word() for _ in range(22)).capitalize()
            prose.append(f"{self.sentence()} {self.sentence()} {loose}.")
        return {
            "title": title,
            "slug": f"bench-{number}",
            "summary": f"{self.sentence()} {self.sentence()}"[:300],
            "description": "\n\n".join(prose),
            "audiences": self.random.sample(["sme", "craft", "founder", "startup", "industry"], 2),
            "live": True,
            "first_published_at": self.now,
        }

    def fill(self, count):
        """Write `count` records of all kinds into the database."""
        municipalities.load(REGISTER)
        self.places = list(Municipality.objects.all())
        self.topics = [
            Topic.objects.get_or_create(slug=f"thema-{n}", defaults={"title": s, "title_en": s})[0]
            for n, s in enumerate(SUBJECTS[:20])
        ]
        kinds = self.random.choices(
            [kind for kind, _share in SHARES], [share for _kind, share in SHARES], k=count
        )
        numbers = iter(range(count))
        for kind in dict.fromkeys(kinds):
            wanted = kinds.count(kind)
            while wanted > 0:
                batch = list(islice(numbers, min(BATCH, wanted)))
                getattr(self, kind)(batch)
                wanted -= len(batch)

    def save(self, model, records):
        records = model.objects.bulk_create(records)
        through = model.topics.through
        column = model._meta.model_name
        rows = [
            through(**{f"{column}_id": record.pk, "topic_id": topic.pk})
            for record in records
            for topic in self.random.sample(self.topics, 2)
        ]
        through.objects.bulk_create(rows)
        return records

    def at_place(self):
        place = self.random.choice(self.places)
        return {
            "postcode": place.postcodes.split(" ")[0],
            "place": place.short_name,
            "municipality": place,
            "latitude": place.latitude + self.random.gauss(0, 0.02),
            "longitude": place.longitude + self.random.gauss(0, 0.02),
        }

    def organisation(self, numbers):
        kinds = list(Organisation.Kind)
        codes = ["28.41", "62.10", "49.41", "88.10", "43.21"]
        records = self.save(
            Organisation,
            [
                Organisation(
                    **self.texts(n),
                    kind=self.random.choice(kinds),
                    wz_code=self.random.choice(codes),
                )
                for n in numbers
            ],
        )
        Location.objects.bulk_create(
            Location(organisation=o, is_primary=True, **self.at_place()) for o in records
        )

    def advice(self, numbers):
        services = [
            AdvisoryService(**self.texts(n), channels=["phone", "onsite"], answer_within_days=2)
            for n in numbers
        ]
        self.save(AdvisoryService, services)

    def event(self, numbers):
        events = []
        for n in numbers:
            starts_at = self.now + timedelta(hours=self.random.randrange(-700, 5000))
            ends_at = starts_at + timedelta(hours=2)
            when = {"starts_at": starts_at, "ends_at": ends_at, "last_ends_at": ends_at}
            mode = self.random.choice(["offline", "online", "mixed"])
            where = {"attendance_mode": mode, **self.at_place()}
            events.append(Event(**self.texts(n), **when, **where))
        Occurrence.objects.bulk_create(
            Occurrence.of(e, e.starts_at, e.ends_at) for e in self.save(Event, events)
        )

    def course(self, numbers):
        courses = self.save(Course, [Course(**self.texts(n)) for n in numbers])
        CourseRun.objects.bulk_create(
            CourseRun(
                course=course,
                starts_on=(self.now + timedelta(days=self.random.randrange(1, 200))).date(),
                price=self.random.randrange(0, 2000),
                **self.at_place(),
            )
            for course in courses
        )
