"""What the hub can say while somebody types: entries alike, place, industries, hints."""

from __future__ import annotations

from django.urls import reverse

from directory import industries
from directory.models import ListingDraft, Municipality
from directory.own_area.duplicates import Duplicate, find_duplicates
from directory.own_area.hints import score
from directory.own_area.industry_search import Industry, find_industries


def proposals(draft: ListingDraft, *, whole: bool) -> dict[str, object]:
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
        "score": score(fields, has_logo=bool(draft.logo) or _has_logo(draft), whole=whole),
    }


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
