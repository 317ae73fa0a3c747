from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        from events import documents
        from events.calendar import links
        from events.registration import personal_data
        from search import registry

        documents.register()
        personal_data.register()
        registry.register_views("event", links.of_list)
