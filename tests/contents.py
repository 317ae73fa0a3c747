"""How tests compare all that an installation holds, before and after a command."""

from io import StringIO

from django.apps import apps
from django.core.management import call_command

APPS = ("hub", "directory", "events", "courses", "advisory", "wagtailcore")


def contents():
    """Every row of the records and pages."""
    models = [m for name in APPS for m in apps.get_app_config(name).get_models()]
    return {m._meta.label: list(m.objects.order_by("pk").values()) for m in models}


def command(name, *arguments):
    """The lines that a command prints."""
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue().splitlines()
