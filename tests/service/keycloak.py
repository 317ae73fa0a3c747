"""A real Keycloak from Maven Central, with one realm, one client and two people."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

VERSION = "26.0.7"
HOME = Path(__file__).resolve().parents[2] / ".venv" / "keycloak" / VERSION
REALM, CLIENT, SECRET = "hochschule", "hub", "geheimnis-des-hubs"
START_SECONDS = 600


def obstacle() -> str:
    """What is missing on this machine, in words; empty when nothing is."""
    for program in ("java", "mvn"):
        if not shutil.which(program):
            return f"a real Keycloak needs {program} (packages default-jdk-headless and maven)"
    return ""


def lay_out(home: Path = HOME) -> Path:
    """The unpacked distribution; fetched once (147 MB), whole or not at all."""
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        artifact = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
        with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
            command = ["mvn", "--quiet", "--batch-mode", "dependency:copy"]
            command += [f"-Dartifact={artifact}", f"-DoutputDirectory={scratch}"]
            subprocess.run(command, check=True)
            with zipfile.ZipFile(next(Path(scratch).glob("*.zip"))) as archive:
                archive.extractall(scratch)
            (Path(scratch) / f"keycloak-{VERSION}").rename(home)
    return home


def realm(hub: str, *people: tuple[str, str]) -> dict[str, object]:
    """A realm whose client may lead back to the hub; people are (address, password)."""
    users = [
        {
            "username": email,
            "email": email,
            "emailVerified": True,
            "firstName": "Eva",
            "lastName": "Muster",
            "enabled": True,
            "credentials": [{"type": "password", "value": password}],
        }
        for email, password in people
    ]
    client = {
        "clientId": CLIENT,
        "secret": SECRET,
        "redirectUris": [f"{hub}/konto/oidc/{REALM}/login/callback/"],
        "standardFlowEnabled": True,
        "publicClient": False,
        "attributes": {"pkce.code.challenge.method": "S256"},
    }
    return {"realm": REALM, "enabled": True, "clients": [client], "users": users}


@contextmanager
def running(folder: Path, port: int, imported: dict[str, object]):
    """Keycloak on this machine; gives the address of the issuer."""
    home = folder / "keycloak"
    shutil.copytree(lay_out(), home, symlinks=True)
    (home / "data" / "import").mkdir(parents=True)
    (home / "data" / "import" / "realm.json").write_text(json.dumps(imported))
    command = ["sh", str(home / "bin" / "kc.sh"), "start-dev", "--import-realm"]
    command += ["--http-host", "127.0.0.1", "--http-port", str(port)]
    with (folder / "keycloak.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, "JAVA_OPTS_APPEND": "-Xmx512m"}
        )
    issuer = f"http://127.0.0.1:{port}/realms/{REALM}"
    try:
        _wait(f"{issuer}/.well-known/openid-configuration", process, folder / "keycloak.log")
        yield issuer
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            with urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"Keycloak does not answer: {log.read_text()[-2000:]}")
