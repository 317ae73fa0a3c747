"""Demo content: subjects of requests, desks and their rules, an entrance of a partner."""

from pathlib import Path

from django.db.models import F, ProtectedError

from advisory.models import AdviceDesk, Entrance, RoutingRule, Subject
from directory.demo.records import SOURCE_NAME, organisation
from directory.models import Topic
from hub.demo.rows import read

HERE = Path(__file__).parent
COPIED_DESK = ("name", "name_en", "email", "answer_within_days", "most_open", "is_fallback")


def load():
    subjects = read(HERE / "subjects.toml")["subject"]
    for number, row in enumerate(subjects):
        save_subject(row, number)
    rows = read(HERE / "desks.toml")["desk"]
    desks = {row["key"]: save_desk(row) for row in rows}
    for row in rows:
        desk, is_new = desks[row["key"]]
        if is_new:
            if "deputy" in row:
                desk.deputy = desks[row["deputy"]][0]
                desk.save()
            for rule in row.get("rules", []):
                save_rule(desk, rule)
    entrances = read(HERE / "desks.toml")["entrance"]
    for row in entrances:
        save_entrance(row)
    return {
        "subjects of requests": len(subjects),
        "desks for requests": len(rows),
        "entrances of partners": len(entrances),
    }


def save_subject(row, number):
    fields = {name: row.get(name, "") for name in ("title", "title_en", "hint", "hint_en")}
    subject, is_new = Subject.objects.get_or_create(
        slug=row["slug"],
        defaults={
            **fields,
            "synonyms": "\n".join(row.get("synonyms", [])),
            "questions": row.get("questions", []),
            "parent": Subject.objects.get(slug=row["parent"]) if "parent" in row else None,
            "topic": Topic.objects.filter(slug=row.get("topic")).first(),
            "sort_order": number,
            "source_name": SOURCE_NAME,
        },
    )
    if is_new:
        subject.full_clean()


def save_desk(row):
    """(desk, is_new); a hub that has its own fallback desk keeps that."""
    fields = {name: row[name] for name in COPIED_DESK if name in row}
    if row.get("is_fallback") and AdviceDesk.objects.filter(is_fallback=True).exists():
        fields["is_fallback"] = False
    fields |= {"organisation": organisation(row.get("organisation")), "source_name": SOURCE_NAME}
    return AdviceDesk.objects.get_or_create(email=fields.pop("email"), defaults=fields)


def save_rule(desk, row):
    rule = RoutingRule(desk=desk, **{n: value for n, value in row.items() if n != "subjects"})
    rule.full_clean()
    rule.save()
    rule.subjects.set(Subject.objects.filter(slug__in=row["subjects"]))


def save_entrance(row):
    texts = ("title", "title_en", "intro", "intro_en")
    entrance, is_new = Entrance.objects.get_or_create(
        slug=row["key"],
        defaults={
            **{name: row.get(name, "") for name in texts},
            "organisation": organisation(row["organisation"]),
            "source_name": SOURCE_NAME,
        },
    )
    if is_new:
        entrance.full_clean()
        entrance.subjects.set(Subject.objects.filter(slug__in=row["subjects"]))


def remove():
    """What requests need stays."""
    return {
        "entrances of partners": sum(
            map(_is_deleted, Entrance.objects.filter(source_name=SOURCE_NAME))
        ),
        "desks for requests": sum(
            map(_is_deleted, AdviceDesk.objects.filter(source_name=SOURCE_NAME))
        ),
        "subjects of requests": sum(
            _is_deleted(subject)
            for subject in Subject.objects.filter(source_name=SOURCE_NAME).order_by(
                F("parent").asc(nulls_last=True)
            )
        ),
    }


def _is_deleted(record):
    try:
        record.delete()
    except ProtectedError:
        return False
    return True
