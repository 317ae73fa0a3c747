from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self):
        from wagtail.permissions import register_permission_policy

        from directory import documents, errands, personal_data
        from directory.admin_rights import RightsPolicy
        from directory.errands import sources
        from directory.freshness import score
        from directory.models import Listing, Organisation, Posting
        from directory.moderation import vouching, wagtail_mails
        from directory.postings import documents as postings
        from directory.postings.score import POSTING

        documents.register()
        postings.register()
        personal_data.register()
        wagtail_mails.silence()
        for model in apps.get_models():
            if issubclass(model, Listing):
                register_permission_policy(model, RightsPolicy(model))
        score.register(Organisation, score.ORGANISATION)
        score.register(Posting, POSTING)
        for source in (sources.reviews, sources.changes_asked, sources.checks, vouching.errands):
            errands.register(source)
