"""The prose of the demo: front pages, guides, legal pages."""

from pathlib import Path

from django.utils.html import escape

from hub.demo.rows import read
from hub.models import ArticlePage, HubSettings, IndexPage, StandardPage
from hub.site import ensure_home_pages, put_page

CONTENT = Path(__file__).with_name("pages.toml")


def load(today):
    content = read(CONTENT)
    homes = ensure_home_pages()
    if not HubSettings.load().has_sample_data:  # else people may have changed these words since
        name_the_hub(content["hub"])
        fill_home(homes["de"], content["home"], "")
        fill_home(homes["en"], content["home"], "_en")
    guides = put_pair(
        homes,
        IndexPage,
        {"key": "wissen", "key_en": "guides", **content["guides"]},
    )
    for row in content["article"]:
        put_pair(guides, ArticlePage, row, updated_on=today)
    for row in content["legal"]:
        put_pair(homes, StandardPage, row, role=row["key"])
    return {"articles": len(content["article"]), "standard pages": len(content["legal"])}


def remove():
    """Pages that nobody has touched since they were loaded go, with those below them."""
    content = read(CONTENT)
    counts = {}
    for model, rows in ((ArticlePage, content["article"]), (StandardPage, content["legal"])):
        slugs = {slug for row in rows for slug in (row["key"], row.get("key_en", row["key"]))}
        counts[str(model._meta.verbose_name_plural)] = remove_pages(model, slugs)
    remove_pages(IndexPage, {"wissen", "guides"})
    HubSettings.objects.update(has_sample_data=False)
    return counts


def remove_pages(model, slugs):
    """Delete untouched pages of the model without children; returns how many."""
    removed = 0
    for page in model.objects.filter(slug__in=slugs, owner=None):
        touched = page.revisions.exclude(user=None).exists()
        if not touched and not page.get_children().exists():
            page.delete()
            removed += 1
    return removed


def name_the_hub(row):
    hub = HubSettings.load()
    for field, value in row.items():
        setattr(hub, field, value)
    hub.has_sample_data = True
    hub.save()


def fill_home(home, row, suffix):
    home.title = row["title" + suffix]
    home.question = row["question" + suffix]
    home.label = row["label" + suffix]
    home.examples = "\n".join(row["example_queries" + suffix])
    home.save()


def put_pair(parents, model, row, **fields):
    """A page below each language's parent, the English one as translation of the German."""
    pages = {}
    for code, suffix in (("de", ""), ("en", "_en")):
        page = model(
            title=row["title" + suffix],
            slug=row.get("key" + suffix, row["key"]),
            intro=row.get("intro" + suffix, ""),
            body=body(row, suffix),
            **fields,
        )
        pages[code] = put_page(parents[code], page, translation_of=pages.get("de"))
    return pages


def body(row, suffix):
    """Blocks from the rows' sections and listings."""
    sections = row.get("body" + suffix) or row.get("sections" + suffix) or []
    blocks = [
        ("section", {"heading": s.get("heading", ""), "text": rich_text(s["text"])})
        for s in sections
    ]
    blocks += [
        ("listing", {"heading": listing["heading" + suffix], "query": listing["query"], "count": 3})
        for listing in row.get("listings", [])
    ]
    return blocks


def rich_text(text):
    """Paragraphs and lists of plain text as HTML."""
    parts = []
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.strip().splitlines()]
        items = [line[2:] for line in lines if line.startswith("- ")]
        prose = " ".join(line for line in lines if not line.startswith("- "))
        parts.append(f"<p>{escape(prose)}</p>" if prose else "")
        if items:
            parts.append("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>")
    return "".join(parts)
