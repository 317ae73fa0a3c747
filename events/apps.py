from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        from directory.errands import register
        from events import documents, errands
        from events.calendar import links
        from search import registry

        documents.register()
        for source in (errands.sources, errands.duplicates):
            register(source)
        registry.register_views("event", links.of_list)
