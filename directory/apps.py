from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self):
        from directory import documents
        from directory.moderation import wagtail_mails

        documents.register()
        wagtail_mails.silence()
