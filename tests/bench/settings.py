"""The hub's settings with a database and an index of its own, and a table for Wagtail's search."""

import os
from pathlib import Path

from hub.settings import *  # noqa: F403

BENCH_DIR = Path(os.environ["BENCH_DIR"])
_database = DATABASES["default"]  # noqa: F405
_is_file = _database["ENGINE"].endswith("sqlite3")
_database["NAME"] = BENCH_DIR / "bench.sqlite3" if _is_file else "hub_bench"
SEARCH_INDEX_DIR = BENCH_DIR / "index"
STATIC_ROOT = BENCH_DIR / "static"
ADMIN_PASSWORD_FILE = BENCH_DIR / "admin-password.txt"
INSTALLED_APPS += ["tests.bench"]  # noqa: F405
ALLOWED_HOSTS = ["127.0.0.1"]
SECURE_SSL_REDIRECT = False
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
