"""Demo content of the directory: municipalities, topics, organisations, postings, topic pages."""

from pathlib import Path

from directory import municipalities
from directory.demo.records import remove_records, save_record
from directory.models import (
    ContactPoint,
    Location,
    Organisation,
    Posting,
    Relation,
    SocialLink,
    Topic,
    TopicPage,
)
from hub.demo.pages import put_pair, remove_pages
from hub.demo.rows import read
from hub.models import IndexPage
from hub.site import ensure_home_pages

HERE = Path(__file__).parent


def load(today):
    places = municipalities.load(HERE / "municipalities.csv")
    topics = load_topics(read(HERE / "topics.toml")["topic"])
    rows = [
        row
        for path in sorted(HERE.glob("organisations*.toml"))
        for row in read(path)["organisation"]
    ]
    for number, row in enumerate(rows):
        save_organisation(row, today, number)
    for row in rows:
        if row.get("owner"):
            owner = Organisation.objects.get(slug=row["owner"])
            Organisation.objects.filter(slug=row["key"]).update(owner=owner)
    relations = load_relations(read(HERE / "relations.toml")["relation"])
    postings = read(HERE / "postings.toml")["posting"]
    for number, row in enumerate(postings):
        save_posting(row, today, number)
    pages = load_topic_pages(read(HERE / "topic_pages.toml")["topic_page"])
    return {
        "municipalities": places,
        "topics": topics,
        "organisations": len(rows),
        "relations": relations,
        "postings": len(postings),
        "topic pages": pages,
    }


def remove():
    slugs = {row["key"] for row in read(HERE / "topic_pages.toml")["topic_page"]}
    pages = remove_pages(TopicPage, slugs)
    remove_pages(IndexPage, {"themen", "topics"})
    postings = remove_records(Posting)
    return {
        "topic pages": pages,
        "postings": postings,
        "organisations": remove_records(Organisation),
    }


def load_topics(rows):
    by_slug = {}
    for position, row in enumerate(rows):
        fields = {name: row.get(name, "") for name in ("title", "title_en")}
        fields |= {name: row.get(name, "")[:300] for name in ("description", "description_en")}
        fields |= {"parent": by_slug.get(row.get("parent")), "sort_order": position}
        by_slug[row["slug"]], _created = Topic.objects.get_or_create(
            slug=row["slug"], defaults=fields
        )
    return len(by_slug)


def save_organisation(row, today, number):
    names = ("kind", "legal_form", "founded", "size_class", "wz_code", "offers", "seeks")
    organisation = save_record(
        Organisation,
        row,
        today=today,
        age=number,
        owner=None,
        website=row.get("website", ""),
        **{name: row[name] for name in names if name in row},
    )
    if organisation is None:
        return
    for place in row.get("locations", []):
        Location.objects.create(
            organisation=organisation,
            name=place.get("name", ""),
            street=place.get("street", ""),
            postcode=place.get("postcode", ""),
            place=place.get("place", ""),
            is_primary=place.get("primary", False),
        )
    for contact in row.get("contacts", []):
        if contact.keys() & {"email", "phone", "url"}:
            ContactPoint.objects.create(organisation=organisation, **contact)
    for url in row.get("social_links", []):
        SocialLink.objects.create(organisation=organisation, url=url)


def save_posting(row, today, number):
    names = ("direction", "kind", "postcode", "place")
    fields = {name: row[name] for name in names if name in row}
    save_record(Posting, row, today=today, age=number, **fields)


def load_relations(rows):
    organisations = {o.slug: o for o in Organisation.objects.all()}
    for row in rows:
        Relation.objects.get_or_create(
            source=organisations[row["source"]],
            target=organisations[row["target"]],
            kind=row["kind"],
        )
    return len(rows)


def load_topic_pages(rows):
    overview = {
        "key": "themen",
        "key_en": "topics",
        "title": "Themen",
        "title_en": "Topics",
        "intro": "Woran Betriebe in der Region gerade arbeiten, und wer dabei hilft.",
        "intro_en": "What companies in the region are working on, and who can help.",
    }
    parents = put_pair(ensure_home_pages(), IndexPage, overview)
    for row in rows:
        put_pair(parents, TopicPage, row, topic=Topic.objects.get(slug=row["topic"]))
    return len(rows)
