from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        from events import calendar_links, documents
        from search import registry

        documents.register()
        registry.register_views("event", calendar_links.of_list)
