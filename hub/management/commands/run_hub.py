"""Runs web server, worker and clock together and starts again whichever ends."""

import os
import sys

from django.conf import settings
from django.core.management import BaseCommand

from hub.supervisor import Child, supervise

WEB_WORKERS = 2


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address:port to listen on")

    def handle(self, *args, **options):
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        web = [sys.executable, "-m", "gunicorn", "hub.wsgi:application"]
        web += ["--bind", options["bind"], "--workers", str(WEB_WORKERS)]
        web += ["--threads", "4", "--timeout", "60", "--no-control-socket"]
        web += ["--max-requests", "5000", "--max-requests-jitter", "500"]
        web += ["--chdir", str(settings.BASE_DIR), "--logger-class", "hub.server_log.ServerLog"]
        children = [
            Child("web", web),
            Child("worker", [*manage, "db_worker", "--queue-name", "*", "--interval", "1"]),
            Child("clock", [*manage, "run_clock"]),
        ]
        os.environ.setdefault("PYTHONUNBUFFERED", "1")
        os.environ.setdefault("MALLOC_ARENA_MAX", "1")  # glibc; one heap for all threads: -10 MB
        self.stdout.write(f"\n  The hub answers at http://{options['bind']}/")
        self.stdout.write(f"  Admin: http://{options['bind']}/admin/")
        if settings.ADMIN_PASSWORD_FILE.exists():
            self.stdout.write(
                f"  First administrator: user and password stand in {settings.ADMIN_PASSWORD_FILE}"
            )
        self.stdout.write("")
        self.stdout.flush()
        supervise(children)
