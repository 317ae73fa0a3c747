from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        from wagtail.permissions import register_permission_policy

        from directory.admin_rights import RightsPolicy
        from directory.errands import register
        from events import documents, errands, own_area  # noqa: F401
        from events.calendar import links
        from events.models import EventSource
        from events.registration import personal_data
        from search import registry

        documents.register()
        personal_data.register()
        register_permission_policy(EventSource, RightsPolicy(EventSource, through="organisation"))
        for source in (errands.sources, errands.duplicates):
            register(source)
        registry.register_views("event", links.of_list)
