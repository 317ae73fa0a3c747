"""A database with every migration applied, kept from run to run: they take most of a minute.

Another version of a package, of the settings or of a migration makes another one.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".pytest_cache" / "migrated"


def path():
    """Where it lies, or will lie."""
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    files = [each for folder in folders for each in folder.glob("*.py")]
    files += [ROOT / "requirements.txt", ROOT / "hub" / "settings.py"]
    said = hashlib.sha256(sqlite3.sqlite_version.encode())
    for file in sorted(files):
        said.update(bytes(file) + file.read_bytes())
    return FOLDER / f"{said.hexdigest()[:24]}.sqlite3"


def put_into(connection):
    """Fill an empty database with the one that is kept, if there is one."""
    if (kept := path()).exists():
        with closing(sqlite3.connect(kept)) as source:
            source.backup(connection)


def keep(connection):
    """Keep what has just been migrated, and forget those of other versions."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = path()
    unfinished = kept.with_suffix(f".{os.getpid()}")  # another process may do the same
    with closing(sqlite3.connect(unfinished)) as target:
        connection.backup(target)
    unfinished.replace(kept)
    for other in set(FOLDER.glob("*.sqlite3")) - {kept}:
        other.unlink(missing_ok=True)
