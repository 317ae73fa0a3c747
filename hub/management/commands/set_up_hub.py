"""Makes an installation usable: cache table, languages, front pages, first administrator."""

import os
import secrets
from functools import reduce
from operator import or_

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import BaseCommand, call_command
from django.db import connection, transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, Page, WorkflowMixin

from hub.groups import PUBLISHERS, REVIEWERS
from hub.lock import only_one
from hub.models import Picture
from hub.site import ensure_home_pages

GROUP_RIGHTS = {
    PUBLISHERS: ("view", "add", "change", "delete", "publish"),
    REVIEWERS: ("view", "lock", "unlock"),
}
ADMIN = "admin@localhost"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        with only_one(connection):
            call_command("createcachetable", verbosity=0)
            with transaction.atomic():
                ensure_home_pages()
                call_command("set_up_review")
                self.ensure_search_editors()
                self.ensure_groups()
                self.ensure_collection_of_logos()
                self.ensure_administrator()

    def ensure_search_editors(self):
        """Editors and moderators look after the search, unless the rights are given out already."""
        kinds = ("synonym", "pick", "askedquestion")
        rights = Permission.objects.filter(
            content_type__app_label="search", content_type__model__in=kinds
        )
        if not Group.objects.filter(permissions__in=rights).exists():
            for group in Group.objects.filter(name__in=("Editors", "Moderators")):
                group.permissions.add(*rights)

    def ensure_groups(self):
        """The groups of people who belong to a record, with rights over its kind only."""
        kinds = [
            ContentType.objects.get_for_model(model)
            for model in apps.get_models()
            if issubclass(model, WorkflowMixin) and not issubclass(model, Page)
        ]
        for key in (("events", "eventsource"), ("courses", "coursesource")):
            kinds.append(ContentType.objects.get_by_natural_key(*key))
        entry = Permission.objects.get(codename="access_admin")
        for name, verbs in GROUP_RIGHTS.items():
            group, _created = Group.objects.get_or_create(name=name)
            verb = reduce(or_, (Q(codename__startswith=f"{verb}_") for verb in verbs))
            group.permissions.add(entry, *Permission.objects.filter(verb, content_type__in=kinds))
        publishers = Group.objects.get(name=PUBLISHERS)
        for right in Permission.objects.filter(codename__in=("add_image", "choose_image")):
            GroupCollectionPermission.objects.get_or_create(
                group=publishers, collection=Collection.get_first_root_node(), permission=right
            )

    def ensure_collection_of_logos(self):
        if not Collection.objects.filter(name=Picture.LOGOS).exists():
            Collection.get_first_root_node().add_child(name=Picture.LOGOS)

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
