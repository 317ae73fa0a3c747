from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdvisoryConfig(AppConfig):
    name = "advisory"
    verbose_name = _("Advisory")

    def ready(self):
        from advisory import documents, links, own_area, score, sealing  # noqa: F401
        from advisory.models import AdvisoryService, FundingProgramme
        from advisory.requests import errands
        from directory.errands import register as register_errands
        from directory.freshness.score import register
        from search import registry

        sealing.check()
        for source in (errands.answers, errands.held, errands.fallback, errands.unreachable):
            register_errands(source)
        documents.register()
        register(AdvisoryService, score.SERVICE)
        register(FundingProgramme, score.PROGRAMME)
        registry.register_views("funding", links.of_list)
        registry.register_views("advice", links.of_services)
