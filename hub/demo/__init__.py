"""Demo content: each app has a module `demo` with load(today) and remove(), both giving counts."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings

from hub.demo import pages


def demo_modules():
    """The demo modules in the order of the apps: an app comes before those it builds upon."""
    ours = [c.name for c in apps.get_app_configs() if Path(c.path).parent == settings.BASE_DIR]
    return [import_module(f"{name}.demo") for name in ours if find_spec(f"{name}.demo")]


def load(today):
    return pages.load(today)


def remove():
    return pages.remove()
