"""Makes an installation usable: cache table, languages, front pages, first administrator."""

import os
import secrets

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import BaseCommand, call_command
from django.db import connection, transaction
from wagtail.models import Page, Workflow, WorkflowContentType, WorkflowMixin

from hub.lock import only_one
from hub.site import ensure_home_pages

ADMIN = "admin@localhost"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        with only_one(connection):
            call_command("createcachetable", verbosity=0)
            with transaction.atomic():
                ensure_home_pages()
                self.ensure_review()
                self.ensure_search_editors()
                self.ensure_administrator()

    def ensure_review(self):
        """Every kind of record can be handed in for review, as pages can from the start."""
        workflow = Workflow.objects.filter(active=True).order_by("pk").first()
        for model in apps.get_models() if workflow else ():
            if issubclass(model, WorkflowMixin) and not issubclass(model, Page):
                WorkflowContentType.objects.get_or_create(
                    content_type=ContentType.objects.get_for_model(model),
                    defaults={"workflow": workflow},
                )

    def ensure_search_editors(self):
        """Editors and moderators look after the search, unless the rights are given out already."""
        kinds = ("synonym", "pick", "askedquestion")
        rights = Permission.objects.filter(
            content_type__app_label="search", content_type__model__in=kinds
        )
        if not Group.objects.filter(permissions__in=rights).exists():
            for group in Group.objects.filter(name__in=("Editors", "Moderators")):
                group.permissions.add(*rights)

    def ensure_administrator(self):
        """The password goes to a file that only this account can read, never to a log."""
        if get_user_model().objects.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(15)
        path = settings.ADMIN_PASSWORD_FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"e-mail: {ADMIN}\npassword: {password}\n")
        user = get_user_model().objects.create_superuser("admin", ADMIN, password)
        EmailAddress.objects.create(user=user, email=ADMIN, verified=True, primary=True)
        self.stdout.write(f"First administrator: address and password stand in {path}")
