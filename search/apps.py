from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from hub import blocks
        from hub import health as hub_health
        from search import addresses, engines, health, outbox
        from search.saved import personal_data

        engines.configured()  # a start without a usable setting ends here
        outbox.connect()
        hub_health.register(health.report)
        blocks.register_query_reader(addresses.read)
        personal_data.register()
