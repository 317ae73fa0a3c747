"""What the forms of every source of an import have in common."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.admin_form import RestrictedForm
from directory.import_text import MAX_BYTES
from directory.models.source_run import SourceRun
from directory.rights import Action
from directory.sources.runs import discard
from hub.fetching import FetchError
from hub.fetching.addresses import read_address


class SourceForm(RestrictedForm):
    """`told` are the fields that say what is read; after a change it is looked at anew."""

    belongs_to = "organisation"
    belongs_for = Action.PUBLISH  # what is imported is public at once
    told = frozenset({"address", "organisation"})
    spellings: dict[str, str] = {}  # of addresses, as programs write them

    def clean_address(self):
        address = self.cleaned_data["address"].strip()
        for scheme, usual in self.spellings.items():
            if address.lower().startswith(scheme):
                address = usual + address[len(scheme) :]
        if address:
            try:
                read_address(address)
            except FetchError as problem:
                raise ValidationError(str(problem)) from problem
        return address

    def save(self, commit=True):
        """Another file is looked at in a dry run before it is trusted."""
        source = self.instance
        if source.pk and self.told & set(self.changed_data):
            source.confirmed_at = None
            source.etag = source.last_modified = source.content_mark = ""
            discard(source.runs.filter(state=SourceRun.State.WAITING))  # read elsewhere
        return super().save(commit=commit)


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File from your computer"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 10 MB. Split it into smaller files."))
        return file
