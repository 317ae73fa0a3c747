"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402
from django.urls import reverse  # noqa: E402

from directory.own_area import proposals  # noqa: E402
from search import engines  # noqa: E402

reverse("wagtail_serve", args=[""])  # reads all addresses, so that no visitor waits for it
engines.warm_up()
proposals.warm_up()
connections.close_all()  # each thread that answers has its own
