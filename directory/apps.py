from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self):
        from directory import documents, errands
        from directory.errands import sources
        from directory.freshness import score
        from directory.models import Organisation
        from directory.moderation import wagtail_mails

        documents.register()
        wagtail_mails.silence()
        score.register(Organisation, score.ORGANISATION)
        for source in (sources.reviews, sources.changes_asked, sources.checks):
            errands.register(source)
