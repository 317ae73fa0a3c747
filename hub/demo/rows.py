"""Rows of demo content, in TOML files beside the modules that load them."""

import tomllib


def read(path):
    return tomllib.loads(path.read_text())
