"""Where a query and its other forms are found, and which query an address means."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from search import registry
from search.query import PARAMETERS, SearchQuery

PASSING = {"page", "count"}  # of one look at the hits, no part of what is asked


def path_of(query: SearchQuery, form: str = "") -> str:
    """The path of the list a query belongs to, or of another form of it (a name of urls.FORMS)."""
    (type_name,) = query.fixed.get("type", ("",))
    name = registry.get(type_name).list_url_name if type_name else "search"
    return reverse(f"{name}_{form}" if form else name)


def address_of(query: SearchQuery, form: str = "", **changes: object) -> str:
    """Path and parameters, from the first page on; `changes` as fields of the query."""
    return _joined(path_of(query, form), query.urlencode(**changes))


def kept_address(name: str, query: SearchQuery, **changes: object) -> str:
    """The address of a page that takes any query, such as the embed."""
    return _joined(reverse(name), query.urlencode_kept(**changes))


def limit_of(count: str, *, usual: int, most: int) -> int:
    """How many hits the parameter `count` of a form asks for."""
    try:
        return min(max(int(count[:9]), 1), most)
    except ValueError:
        return usual


def read(text: str) -> str:
    """The query somebody pasted, as parameters in their shortest form.

    Takes the address of a result page or of another form of it, with or without the host, or
    what stands behind its “?”. Raises ValidationError with words that say what to do.
    """
    try:
        params = _parameters(text.strip())
    except TooManyFieldsSent:
        raise _no_address() from None
    for name in params:
        if not name.isidentifier():
            raise _no_address()
        if name not in PARAMETERS and name not in PASSING:
            raise ValidationError(
                _("The search knows no “%(name)s”. Copy the address of a result page.")
                % {"name": name[:40]}
            )
    for name in PASSING:
        params.pop(name, None)
    query = SearchQuery.parse_kept(params)
    if query.remarks:
        raise ValidationError(list(query.remarks))
    if not (kept := query.urlencode_kept()):
        raise ValidationError(_("This asks for everything. Choose a kind, a topic or a word."))
    return kept


def _parameters(text: str) -> QueryDict:
    try:
        address = urlsplit(text)
    except ValueError:  # such as http://[
        address = urlsplit("")
    if address.scheme in {"http", "https"} or text.startswith(("/", "?")):
        if address.hostname and address.hostname not in settings.ALLOWED_HOSTS:
            raise ValidationError(
                _("That is an address of %(host)s. Copy one of this hub.")
                % {"host": address.hostname}
            )
        params = QueryDict(address.query, mutable=True)
        if address.path and (type_name := _type_at(address.path)):
            params["type"] = type_name
        return params
    if "=" not in text:
        raise _no_address()
    return QueryDict(text, mutable=True)


def _no_address() -> ValidationError:
    return ValidationError(_("Search on the site and copy the whole address of the result page."))


def _type_at(path: str) -> str:
    """The kind of record of a list at a path, in whichever language; empty for all kinds."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            try:
                match = resolve(path)
            except Resolver404:
                continue
        if "type" in match.kwargs or match.url_name == "embed":
            return match.kwargs.get("type", "")
    raise ValidationError(_("This address is no result page. Search, then copy its address."))


def _joined(path: str, params: str) -> str:
    return f"{path}?{params}" if params else path
