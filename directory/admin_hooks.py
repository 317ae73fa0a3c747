"""Parts of Wagtail's admin that show records of all kinds at once, for those with the right."""

from django.http import Http404
from django.shortcuts import get_list_or_404
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models

from directory.admin_rights import RightsPolicy, policy_of
from directory.rights import Action

REPORTS_OF_ALL = ("workflows", "workflow-tasks", "site-history")  # names of menu items


def has_rights(model) -> bool:
    """Whether records of this kind are looked after by those to whom they belong."""
    return isinstance(policy_of(model), RightsPolicy)


@hooks.register("register_bulk_action", order=100)
class DeleteOwn(DeleteBulkAction):
    """Deletes what one may delete of what one sees; of the rest it says nothing."""

    @classproperty
    def models(cls):
        return [model for model in get_snippet_models() if has_rights(model)]

    def among(self, action):
        return policy_of(self.model).among(self.request.user, action, self.model.objects.all())

    def get_queryset(self, model, object_ids):
        if not all(str(pk).isdecimal() for pk in object_ids):
            raise Http404
        return get_list_or_404(self.among(Action.VIEW), pk__in=object_ids)

    def get_all_objects_in_listing_query(self, parent_id):
        return list(self.deletable)

    @cached_property
    def deletable(self):
        return set(self.among(Action.DELETE).values_list("pk", flat=True))

    def check_perm(self, snippet):
        return snippet.pk in self.deletable


@hooks.register("construct_snippet_action_menu")
def publish_only_with_the_right(items, request, context):
    """In the editor of a record that is somebody's."""
    record = context.get("instance")
    if record is None or not has_rights(type(record)):
        return
    if not policy_of(type(record)).may(request.user, Action.PUBLISH, record):
        items[:] = [item for item in items if item.name != "action-publish"]


@hooks.register("construct_reports_menu")
def hide_reports_of_all(request, items):
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in REPORTS_OF_ALL]


@hooks.register("register_log_actions")
def log_of_teams(actions):
    """Rows of the history of an organisation, which nobody can edit."""
    for name, label, words in (
        ("team.invite", _("Invite"), _("Somebody was invited to the team")),
        ("team.withdraw", _("Withdraw an invitation"), _("An invitation was withdrawn")),
        ("team.join", _("Join"), _("Somebody joined the team")),
        ("team.role", _("Change a role"), _("The role of somebody was changed")),
        ("team.hand_over", _("Hand over"), _("The entry was handed over to somebody")),
        ("team.remove", _("Remove"), _("Somebody was removed from the team")),
        ("team.leave", _("Leave"), _("Somebody left the team")),
        ("claim.ask", _("Ask to take over"), _("Somebody asks to take over the entry")),
        ("claim.grant", _("Take over"), _("Somebody took over the entry")),
        ("claim.refuse", _("Refuse to hand over"), _("Somebody may not take over the entry")),
    ):
        actions.register_action(f"hub.{name}", label, words)
