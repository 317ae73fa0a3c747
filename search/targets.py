"""What a pasted address leads to: a record, a page or a list of this hub, or another site."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from search import registry
from search.fallback import as_hit
from search.result import Hit

PAGE = "page"


def find(text: str) -> tuple[str, str]:
    """The address as it is kept, and its target: "event:12", "page:7", or nothing for others.

    Own addresses become paths. Raises ValidationError with words that say what to do.
    """
    parts = _split(text.strip())
    if not _is_own(parts):
        return _outside(text.strip(), parts), ""
    path = parts.path or "/"
    with override(_prefix(path) or settings.LANGUAGE_CODE):
        with suppress(Resolver404):
            match = resolve(path)
            if target := _record(match):
                return path, target
            if _is_list(match):
                return parts._replace(scheme="", netloc="", fragment="").geturl(), ""
        if target := _page(path):
            return path, target
    raise ValidationError(_("There is no public record or page at this address."))


def hits(targets: Iterable[str]) -> dict[str, Hit]:
    """Those of the targets that are public records, as hits without an index."""
    keys: dict[str, list[str]] = {}
    for name, key in (target.split(":") for target in targets):
        keys.setdefault(name, []).append(key)
    found = {}
    for name, document_type in registry.types().items():
        if name in keys:
            records = document_type.records().filter(pk__in=keys[name])
            documents = document_type.documents(records)
            found |= {document.id: as_hit(document) for document in documents}
    return found


def pages(targets: Iterable[str]) -> dict[str, Page]:
    """Those of the targets that are public pages."""
    keys = [target.partition(":")[2] for target in targets if target.startswith(f"{PAGE}:")]
    if not keys:
        return {}
    public = Page.objects.live().public().filter(pk__in=keys)
    return {f"{PAGE}:{page.pk}": page for page in public.specific()}


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (raises for what is no number)
        return parts
    except ValueError:
        return urlsplit("")


def _is_own(parts: SplitResult) -> bool:
    if not parts.netloc:
        return parts.path.startswith("/")
    own = {*settings.ALLOWED_HOSTS, *Site.objects.values_list("hostname", flat=True)}
    return parts.scheme in {"http", "https"} and parts.hostname in own


def _outside(text: str, parts: SplitResult) -> str:
    is_plain = parts.scheme == "https" and parts.username is None and not set('"<>\\') & set(text)
    if not is_plain or "." not in (parts.hostname or ""):
        raise ValidationError(
            _("Copy the address of a record or page here; one outside must begin with https://.")
        )
    URLValidator(schemes=["https"])(text)
    return text


def _record(match: ResolverMatch) -> str:
    for name, document_type in registry.types().items():
        if match.url_name == getattr(document_type.model, "url_name", None):
            key = document_type.records().filter(**match.kwargs).values_list("pk", flat=True)
            return f"{name}:{key[0]}" if key else ""
    return ""


def _is_list(match: ResolverMatch) -> bool:
    return match.url_name in {"search", *(t.list_url_name for t in registry.types().values())}


def _page(path: str) -> str:
    """The public page at a path, of the tree whose language is active."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    page = site and site.root_page.get_translation_or_none(Locale.get_active())
    names = [name for name in path.split("/") if name]
    for name in names[1:] if _prefix(path) else names:
        page = page and page.get_children().live().filter(slug=name).first()
    if not page or not page.live or page.get_view_restrictions().exists():
        return ""
    return f"{PAGE}:{page.pk}"


def _prefix(path: str) -> str:
    """The language that a path begins with; the first one of the hub needs none."""
    code = get_language_from_path(path)
    return code if code and code != settings.LANGUAGE_CODE else ""
