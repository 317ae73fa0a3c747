"""The houses at whose servers people may sign in: one runs in some tests, one is always down."""

import json

from tests.browser.keycloak import CLIENT, REALM, SECRET

HOUSE, CLOSED_HOUSE = "Universität Musterstadt", "Kammer Musterstadt"


def setting(ports):
    """What HUB_OIDC holds."""
    names = zip((REALM, "kammer"), (HOUSE, CLOSED_HOUSE), ports, strict=True)
    keys = {"client": CLIENT, "secret": SECRET, "domains": ["uni.example"]}
    return json.dumps(
        [
            {"id": id, "name": name, "server": f"http://127.0.0.1:{port}/realms/{id}", **keys}
            for id, name, port in names
        ]
    )
