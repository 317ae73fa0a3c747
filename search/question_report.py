"""The report of what visitors asked, with and without hits; the words are there to act upon."""

from datetime import timedelta
from urllib.parse import urlencode

import django_filters
from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from search.models import AskedQuestion, Pick, Synonym
from search.outputs.guarded_export import GuardedExport

SMALL = "button button-small button-secondary"


class QuestionFilterSet(WagtailFilterSet):
    outcome = django_filters.ChoiceFilter(
        label=_("Result"), choices=AskedQuestion.Outcome.choices, empty_label=_("All")
    )
    days = django_filters.ChoiceFilter(
        label=_("Last asked"),
        method="asked_within",
        choices=[(7, _("within 7 days")), (30, _("within 30 days")), (90, _("within 90 days"))],
        empty_label=_("within a year"),
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=Pick.Language.choices[1:], empty_label=_("All")
    )

    class Meta:
        model = AskedQuestion
        fields = ["outcome", "days", "language"]

    def asked_within(self, questions, name, value):
        return questions.filter(last_asked__gte=timezone.localdate() - timedelta(days=int(value)))


class QuestionIndexView(GuardedExport, generic.IndexView):
    page_title = _("What visitors asked")

    def get_base_queryset(self):
        return AskedQuestion.objects.exclude(text="")

    def get_add_url(self):
        return None

    def get_edit_url(self, instance):
        return None

    def get_copy_url(self, instance):
        return None

    def get_list_buttons(self, instance):
        actions = [
            (Synonym, "words", _("Add a synonym")),
            (Pick, "question", _("Choose a hit")),
        ]
        buttons = []
        for model, name, label in actions:
            if policy_registry.get_by_type(model).user_has_permission(self.request.user, "add"):
                address = reverse(model.snippet_viewset.get_url_name("add"))
                query = urlencode({name: instance.text})
                buttons.append(Button(label, url=f"{address}?{query}", classname=SMALL))
        return [*buttons, *super().get_list_buttons(instance)]


class ForgetQuestionView(generic.DeleteView):
    def delete_action(self):
        """Without an entry in Wagtail's log, which would keep the words."""
        AskedQuestion.objects.filter(pk=self.object.pk).delete()


class QuestionViewSet(ModelViewSet):
    """A list to read and to export; a question can be forgotten, nothing else."""

    model = AskedQuestion
    name = "asked_questions"
    icon = "help"
    menu_label = _("Searches without hits")
    index_view_class = QuestionIndexView
    index_template_name = "search/admin/question_index.html"
    delete_view_class = ForgetQuestionView
    exclude_form_fields = []
    copy_view_enabled = False
    list_display = ["text", "outcome", "visitors", "last_asked", "language"]
    list_export = ["text", "get_outcome_display", "visitors", "last_asked", "language"]
    export_headings = {"get_outcome_display": _("Result")}
    export_filename = "questions"
    filterset_class = QuestionFilterSet
    list_per_page = 50
    search_fields = ["text"]
    add_to_reference_index = False

    @property
    def menu_url(self):
        return f"{reverse(self.get_url_name('index'))}?outcome=nothing"

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("delete/<int:pk>/", self.delete_view, name="delete"),
        ]

    def get_common_view_kwargs(self, **kwargs):
        unused = dict.fromkeys(
            ["add_url_name", "edit_url_name", "history_url_name", "usage_url_name"]
        )
        return super().get_common_view_kwargs(**{**unused, **kwargs})

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label="search", content_type__model="askedquestion"
        )

    def register_admin_url_finder(self):
        """There is nothing to edit."""
