"""Wagtail's own search, which serves the admin only."""

from wagtail.search.backends import database


def SearchBackend(params):  # noqa: N802 (the name that Wagtail looks for)
    """The database's backend; SQLite's takes a quotation mark for syntax and fails on it."""
    backend = database.SearchBackend(params)
    backend.search = _without_quotation_marks(backend.search)
    backend.autocomplete = _without_quotation_marks(backend.autocomplete)
    return backend


def _without_quotation_marks(search):
    def search_plain(query, *args, **kwargs):
        if isinstance(query, str):
            query = query.replace('"', "'")
        return search(query, *args, **kwargs)

    return search_plain
