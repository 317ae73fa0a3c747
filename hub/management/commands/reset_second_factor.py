"""Takes the second factors of a person away who has lost them, and signs the person out."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from hub.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *args, email, **options):
        people = User.objects.filter(email__iexact=email)
        if not people:
            raise CommandError(f"Nobody signs in as {email}.")
        count, _models = Authenticator.objects.filter(user__in=people).delete()
        for session in UserSession.objects.filter(user__in=people):
            session.end()
        self.stdout.write(f"{count} second factors removed; the next sign-in asks for a new one.")
