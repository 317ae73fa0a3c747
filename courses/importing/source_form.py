"""The settings of a source of courses."""

from directory.sources import form


class SourceForm(form.SourceForm):
    told = frozenset({"format", "address", "organisation"})
