"""Lays out an Elasticsearch from Maven Central's jars; needs a JDK 17 or newer, and Maven.

    python -m tests.elasticsearch.home [FOLDER]

The official distribution is more than the server's published jars. What those lack (`GET /`,
`_reindex`, `_delete_by_query`, scripts, security, most analysers) the hub does not use.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VERSION = "8.19.0"  # of 8.18 and 8.19 the releases with both parts on Maven Central are the .0
HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1] / ".venv" / "elasticsearch" / VERSION
OLDEST_JAVA = 17
# These jars are loaded by a class loader of their own and must not lie beside the server's.
TRANSPORT = ("netty-", "transport-netty4-", "elasticsearch-ssl-config-")


def obstacle() -> str:
    """What is missing on this machine, in words; empty when nothing is."""
    for program in ("javac", "mvn"):
        if not shutil.which(program):
            return f"a real Elasticsearch needs {program} (packages default-jdk-headless and maven)"
    said = subprocess.run(["javac", "-version"], capture_output=True, text=True, check=True)
    found = re.search(r"\d+", said.stdout + said.stderr)
    if not found or int(found[0]) < OLDEST_JAVA:
        return f"a real Elasticsearch needs JDK {OLDEST_JAVA}, this is {said.stdout.strip()}"
    return ""


def lay_out(home: Path = HOME) -> Path:
    """The home with all jars; made once, whole or not at all."""
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
            new = Path(scratch) / "home"
            for name in ("lib", "modules/transport-netty4", "config"):
                (new / name).mkdir(parents=True)
            _fetch(new)
            new.rename(home)
    return home


def _fetch(home: Path) -> None:
    command = ["mvn", "--quiet", "--batch-mode", "--file", str(HERE / "pom.xml")]
    command += [f"-Delasticsearch={VERSION}", f"-DoutputDirectory={home / 'lib'}"]
    subprocess.run([*command, "dependency:copy-dependencies"], check=True)
    module = home / "modules" / "transport-netty4"
    for jar in (home / "lib").iterdir():
        if jar.name.startswith(TRANSPORT):
            jar.rename(module / jar.name)
    (module / "plugin-descriptor.properties").write_text(_descriptor(module))


def _descriptor(module: Path) -> str:
    """The module's description from its jar, changed to be loaded from the class path."""
    inside = "META-INF/es-plugins/transport-netty4/plugin-descriptor.properties"
    with zipfile.ZipFile(module / f"transport-netty4-{VERSION}.jar") as jar:
        text = jar.read(inside).decode()
    return re.sub(r"(?m)^modulename=.*$", "modulename=", text)


if __name__ == "__main__":
    if missing := obstacle():
        raise SystemExit(missing)
    print(lay_out(*map(Path, sys.argv[1:2])))
