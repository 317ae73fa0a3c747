"""What the hub can say while somebody types: entries alike, place, industries, hints."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace

from django.db import DatabaseError
from django.urls import reverse

from directory import industries
from directory.freshness.score import Score, score_of
from directory.models import ListingDraft, Municipality, Organisation
from directory.own_area.duplicates import Duplicate, find_duplicates
from directory.own_area.forms import ListingForm
from directory.own_area.industry_search import Industry, find_industries

SCORED = (
    *("summary", "description", "website", "wz_code", "offers", "seeks"),
    *("title_en", "summary_en"),
)


def warm_up() -> None:
    """Read industries and entries now, so that nobody who types waits for them."""
    find_industries("Bäckerei")
    with suppress(DatabaseError):  # there are no tables yet
        find_duplicates(title="Bäckerei")


def proposals(draft: ListingDraft) -> dict[str, object]:
    """For the templates of the form."""
    fields = draft.fields
    postcode = _text(fields, "postcode")
    found = places(postcode)
    return {
        "duplicates": [_with_address(each) for each in _duplicates(draft)],
        "places": found,
        "asks_place": not found and _is_postcode(postcode),
        "place": _text(fields, "place"),
        "industries": _industries(fields),
        "score": typed_score(draft, is_placed=bool(found)),
    }


def typed_score(draft: ListingDraft, *, is_placed: bool) -> Score:
    """The score of what is typed, without making a record of it at every key.

    A new entry is not blamed for what its form does not ask. What no form asks is as it stands in
    the entry.
    """
    entry, fields = draft.organisation, draft.fields
    typed = SimpleNamespace(
        **{name: _text(fields, name) for name in SCORED},
        audiences=fields.get("audiences"),
        topic_list=fields.get("topics"),
        has_logo=bool(draft.logo) or _has_logo(draft),
        has_position=is_placed,
        is_reachable=bool(_text(fields, "contact_email") or _text(fields, "contact_phone")),
        language=entry.language if entry else draft.language,
        tag_list=entry.tag_list if entry else [],
        term=entry.term if entry else None,
    )
    asked = None if entry else {*ListingForm.base_fields, "logo"}
    return score_of(typed, kind=Organisation, asked=asked)


def places(postcode: str) -> list[str]:
    """The municipalities of a postcode, the largest first; none while it is being typed."""
    if not _is_postcode(postcode):
        return []
    return [town.short_name for town in Municipality.objects.with_postcode(postcode)]


def _is_postcode(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdigit()


def _duplicates(draft: ListingDraft) -> list[Duplicate]:
    names = ("title", "website", "street", "postcode")
    typed = {name: _text(draft.fields, name)[:200] for name in names}
    return find_duplicates(**typed, without=draft.organisation_id)


def _with_address(duplicate: Duplicate) -> dict[str, object]:
    """With its page, and the one where an owner can claim it."""
    return {
        "title": duplicate.title,
        "place": duplicate.place,
        "reasons": duplicate.reasons,
        "url": reverse("organisation_detail", args=[duplicate.slug]),
        "claim_url": reverse("organisation_claim", args=[duplicate.slug]),
    }


def _industries(fields: dict[str, object]) -> list[Industry]:
    """The chosen one, then what fits the words; those of the summary where there are no others."""
    words = _text(fields, "activity") or _text(fields, "summary")
    found = find_industries(words)
    code = _text(fields, "wz_code")
    if code and (title := industries.title(code)):
        chosen = Industry(code, title)
        found = [chosen, *(each for each in found if each.code != code)]
    return found


def _has_logo(draft: ListingDraft) -> bool:
    if not draft.organisation_id or draft.fields.get("remove_logo"):
        return False
    return draft.organisation.logo_id is not None


def _text(fields: dict[str, object], name: str) -> str:
    value = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""
