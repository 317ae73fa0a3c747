"""A form field for other organisations: by name, because a list of all would have thousands."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.admin_rights import choosable
from directory.models import Organisation
from directory.own_area.text_fields import VisibleCharField

MOST = 20


class OrganisationNames(VisibleCharField):
    """One a line: the name as it stands in the directory, or the address of the entry."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "help_text",
            gettext_lazy("One a line: the name as the directory has it, or the address there."),
        )
        super().__init__(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)
        self.offered, self.before = Organisation.objects.none(), []

    def offer(self, *, user, before: Iterable[Organisation]) -> None:
        """What the person may name; one that somebody else has chosen before can stay."""
        self.offered, self.before = choosable(user, Organisation), list(before)

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return "\n".join(each.title for each in value)

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value):
        lines = [line for line in super().clean(value).split("\n") if line]
        if len(lines) > MOST:
            raise ValidationError(_("At most %(most)d organisations.") % {"most": MOST})
        return list(dict.fromkeys(map(self._named, lines)))

    def _named(self, line: str) -> Organisation:
        if known := [each for each in self.before if each.title == line]:
            return known[0]
        if "/" in line:
            found = list(self.offered.filter(slug=line.rstrip("/").rpartition("/")[2]))
        else:
            found = list(self.offered.filter(title__iexact=line)[:2])
        if not found:
            problem = _("No entry of the directory is called “%(line)s”. Please look there.")
        elif len(found) > 1:
            problem = _("Several entries are called “%(line)s”. Write the address of one of them.")
        else:
            return found[0]
        raise ValidationError(problem % {"line": line[:80]})
