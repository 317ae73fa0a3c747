#!/usr/bin/env python
"""Django's command line for the hub."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    if sys.argv[1:2] == ["import_events"]:
        from events.importing.look import look

        code = look(sys.argv[2:])
        if code is not None:
            sys.exit(code)
    execute_from_command_line(sys.argv)
