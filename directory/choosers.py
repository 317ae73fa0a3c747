"""How one record is chosen in the form of another."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from directory.publication import publication
from directory.restricted_views import restricted


class TitleFilterForm(BaseFilterForm):
    """Finds by words of the title; Wagtail offers a search only to what stands in its index."""

    q = forms.CharField(
        label=_("Search term"),
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
        required=False,
    )

    def filter(self, objects):
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            objects = objects.filter(title__icontains=word)
        return objects


class ByTitle:
    """Sorted by title, with the state of publication, in one query."""

    filter_form_class = TitleFilterForm
    ordering = ["title", "pk"]

    @property
    def columns(self):
        return [self.title_column, Column("live", label=_("Publication"), accessor=publication)]


class ChooseByTitleView(ByTitle, ChooseView):
    pass


class ChooseByTitleResultsView(ByTitle, ChooseResultsView):
    pass


class RestrictedChooserViewSet(SnippetChooserViewSet):
    """Offers what one may name, and tells of nothing else."""

    def construct_view(self, view_class, **kwargs):
        return super().construct_view(restricted(view_class), **kwargs)


class ListingChooserViewSet(RestrictedChooserViewSet):
    choose_view_class = ChooseByTitleView
    choose_results_view_class = ChooseByTitleResultsView
