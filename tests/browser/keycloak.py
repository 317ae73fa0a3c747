"""A real Keycloak from Maven Central, built once for a quick start, with one realm and one client.

python -m tests.browser.keycloak
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.running import free_port

VERSION = "26.7.3"
HOME = Path(__file__).resolve().parents[2] / ".venv" / "keycloak" / f"{VERSION}-built"
JAVA = "-Xmx400m -XX:TieredStopAtLevel=1"
REALM, CLIENT, SECRET = "hochschule", "hub", "geheimnis-des-hubs"
START_SECONDS = 400  # it takes 10 on a machine that does nothing else


def obstacle() -> str:
    """What is missing on this machine, in words; empty when nothing is."""
    for program in ("java", "mvn"):
        if not shutil.which(program):
            return f"a real Keycloak needs {program} (packages default-jdk-headless and maven)"
    return ""


def lay_out(home: Path = HOME) -> Path:
    """The distribution (about 150 MB), built, with a database; made once, whole or not at all."""
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        artifact = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
        with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
            command = ["mvn", "--quiet", "--batch-mode", "dependency:copy"]
            command += [f"-Dartifact={artifact}", f"-DoutputDirectory={scratch}"]
            subprocess.run(command, check=True)
            with zipfile.ZipFile(next(Path(scratch).glob("*.zip"))) as archive:
                archive.extractall(scratch)
            new = Path(scratch) / f"keycloak-{VERSION}"
            build = ["sh", str(new / "bin" / "kc.sh"), "build", "--db=dev-file"]
            subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
            with _serving(new, free_port(), "master") as server:
                server.wait()
            new.rename(home)
    return home


def realm(hub: str, password: str, people: dict[str, bool]) -> dict[str, object]:
    """A realm whose client may lead back to the hub; people: address and if proved."""
    users = [
        {
            "username": email,
            "email": email,
            "emailVerified": is_proved,
            "firstName": "Eva",
            "lastName": "Muster",
            "enabled": True,
            "credentials": [{"type": "password", "value": password}],
        }
        for email, is_proved in people.items()
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
def starting(folder: Path, port: int, imported: dict[str, object]) -> Iterator[Keycloak]:
    """A Keycloak on this machine that has been started but may not answer yet."""
    home = folder / "keycloak"
    shutil.copytree(lay_out(), home, symlinks=True)
    (home / "data" / "import").mkdir(parents=True, exist_ok=True)
    (home / "data" / "import" / "realm.json").write_text(json.dumps(imported))
    with _serving(home, port, REALM) as server:
        yield server


@contextmanager
def _serving(home: Path, port: int, realm: str) -> Iterator[Keycloak]:
    address = f"http://127.0.0.1:{port}"
    command = ["sh", str(home / "bin" / "kc.sh"), "start", "--optimized", "--import-realm"]
    command += ["--http-enabled=true", "--http-host=127.0.0.1", f"--http-port={port}"]
    command += [f"--hostname={address}", "--cache=local"]
    log = home / "keycloak.log"
    with log.open("wb") as output:
        environment = {**os.environ, "JAVA_OPTS_APPEND": JAVA}
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        yield Keycloak(f"{address}/realms/{realm}", process, log)
    finally:
        process.terminate()
        process.wait(timeout=60)


@dataclass(frozen=True)
class Keycloak:
    issuer: str
    process: subprocess.Popen[bytes]
    log: Path

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            try:
                with urlopen(f"{self.issuer}/.well-known/openid-configuration", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"Keycloak does not answer: {self.log.read_text()[-2000:]}")


if __name__ == "__main__":
    if missing := obstacle():
        raise SystemExit(missing)
    print(lay_out())
