"""The Nu Html Checker over pages, as files that a browser or the server gave."""

import json
import os
import subprocess

import pytest

needs_checker = pytest.mark.skipif(
    "VNU_JAR" not in os.environ, reason="VNU_JAR names no checker; .ci/run brings it"
)


def errors(folder):
    """What is wrong in the files of a folder as (file, message, extract)."""
    command = ["java", "-jar", os.environ["VNU_JAR"], "--format", "json", "--errors-only"]
    done = subprocess.run(
        [*command, *sorted(map(str, folder.iterdir()))], capture_output=True, text=True
    )
    messages = json.loads(done.stderr)["messages"]
    return [(m["url"], m["message"], m.get("extract")) for m in messages]
