from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdvisoryConfig(AppConfig):
    name = "advisory"
    verbose_name = _("Advisory")

    def ready(self):
        from advisory import documents, links, own_area  # noqa: F401
        from search import registry

        documents.register()
        registry.register_views("funding", links.of_list)
