"""What Wagtail's views of synonyms and picks do differently here."""

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from search import picks, synonyms
from search.engines import current_analyser
from search.models import Pick, Synonym
from search.result import Hit


class ToldWhenShipped:
    """Says after saving that the shipped list has all of it already."""

    def save_instance(self):
        synonym = super().save_instance()
        if not synonyms.Synonyms(current_analyser()).lacks(synonym.group):
            message = _("The shipped list knows “%(synonym)s” already. Your entry changes nothing.")
            messages.warning(self.request, message % {"synonym": synonym})
        return synonym


class AddSynonymView(ToldWhenShipped, CreateView):
    def get_initial_form_instance(self):
        """A question of visitors as the first of the words; the others are for the editor."""
        if words := " ".join(self.request.GET.get("words", "").split())[:60]:
            return Synonym(words=f"{words}\n", direction=Synonym.Direction.ONE_WAY)
        return super().get_initial_form_instance()


class EditSynonymView(ToldWhenShipped, EditView):
    pass


class AddPickView(CreateView):
    def get_initial_form_instance(self):
        if question := " ".join(self.request.GET.get("question", "").split())[:120]:
            return Pick(questions=question)
        return super().get_initial_form_instance()


class PickIndexView(IndexView):
    """Says of every pick what it leads to and whether visitors see it, in two queries for all."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        public = picks.public_targets(context["object_list"])
        for pick in context["object_list"]:
            target = public.get(pick.target)
            is_hit = isinstance(target, Hit)
            pick.shown_title = (
                (target.plain_title if is_hit else target.title)
                if target
                else (pick.title or pick.address)
            )
            pick.state = _state(pick, is_gone=bool(pick.target and not target))
        return context


def _state(pick, *, is_gone):
    today = timezone.localdate()
    if is_gone:
        return _("no longer public")
    if pick.is_shown_on(today):
        return _("shown")
    return _("over") if pick.valid_until and pick.valid_until < today else _("not yet")


class ShippedSynonymsView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "search/admin/shipped_synonyms.html"
    page_title = gettext_lazy("Shipped synonyms")
    header_icon = "list-ul"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def dispatch(self, request, *args, **kwargs):
        if not may_edit_synonyms(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(groups=synonyms.shipped(), **kwargs)


class ShippedSynonymsViewSet(ViewSet):
    """The list that comes with the hub, to look at."""

    name = "shipped_synonyms"
    menu_label = gettext_lazy("Shipped synonyms")
    icon = "list-ul"

    def get_urlpatterns(self):
        return [path("", ShippedSynonymsView.as_view(), name="index")]

    @property
    def menu_item_class(self):
        return ShippedSynonymsMenuItem


class ShippedSynonymsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_edit_synonyms(request.user)


def may_edit_synonyms(user):
    policy = policy_registry.get_by_type(Synonym)
    return policy.user_has_any_permission(user, {"add", "change", "delete"})
