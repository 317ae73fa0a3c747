"""Seals the texts of all requests anew under the first of HUB_REQUEST_KEYS."""

from cryptography.fernet import Fernet
from django.core.management import BaseCommand, CommandError

from advisory import sealing
from advisory.models import AdviceRequest, RequestEvent

BATCH = 500


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--new", action="store_true", help="print a new key and do nothing else"
        )

    def handle(self, *args, **options):
        if options["new"]:
            self.stdout.write(Fernet.generate_key().decode())
            return
        done = [self.seal_again(model) for model in (AdviceRequest, RequestEvent)]
        sealed, unreadable = (sum(counts) for counts in zip(*done, strict=True))
        self.stdout.write(f"{sealed} texts sealed anew, {unreadable} could not be read")
        if unreadable:
            raise CommandError("Put the key with which they were sealed behind the first one.")

    def seal_again(self, model):
        """(sealed, unreadable); a text that somebody changes meanwhile is sealed anew anyway."""
        sealed = unreadable = 0
        for row in model.objects.exclude(sealed="").only("pk", "sealed").iterator(BATCH):
            try:
                new = sealing.seal_again(row.sealed)
            except sealing.Unreadable:
                unreadable += 1
            else:
                sealed += model.objects.filter(pk=row.pk, sealed=row.sealed).update(sealed=new)
        return sealed, unreadable
