"""What Wagtail's admin says about checks: the words of the log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from directory.freshness.actions import BRING_BACK, CONFIRM, STEP_BACK


@hooks.register("register_log_actions")
def name_checks(actions):
    actions.register_action(CONFIRM, _("Confirm"), _("Confirmed that it is still right"))
    actions.register_action(
        STEP_BACK, _("Step back"), _("Stepped back from the public, because nobody confirmed it")
    )
    actions.register_action(BRING_BACK, _("Bring back"), _("Made public again as it was"))
